import { readFile } from 'node:fs/promises';
import type { Log } from '../base/log.ts';
import type { Network } from '../network/network.ts';
import { NetworkRules } from '../network/rules.ts';
import { upstreamFrom } from '../network/upstream.ts';
import type { ChooseUpstream } from '../network/upstream.ts';
import { browserPolicy, writePolicy } from './browser-policy.ts';
import type { Paths } from './paths.ts';
import type { Environment, Settings } from './settings/settings.ts';

/** Raw VNC's port; what listens there is the desktop's own. */
const VNC_PORT = 5900;

/** What the browser's way out is made from. */
export interface BrowserNetworkOptions {
  readonly settings: Pick<Settings, 'values'>;
  readonly env: Environment;
  readonly paths: Pick<Paths, 'policy' | 'downloads'>;
  readonly log: Log;
}

/**
 * Starts the browser's proxy and writes its policy; resolves when both are in place. Throws `bad_input` at once for lists and
 * proxies that cannot be used; everything else waits for `after`.
 */
export function openBrowserNetwork(options: BrowserNetworkOptions, after: Promise<void>): Promise<Network> {
  const { ALLOWED_DOMAINS, BLOCKED_DOMAINS, ALLOWED_PRIVATE_HOSTS } = options.settings.values;
  const rules = new NetworkRules({
    allowed: ALLOWED_DOMAINS,
    blocked: BLOCKED_DOMAINS,
    allowedPrivate: ALLOWED_PRIVATE_HOSTS,
  });
  const upstream = upstreamFrom(options.env);
  return after.then(() => open(rules, upstream, options));
}

async function open(
  rules: NetworkRules,
  upstream: ChooseUpstream,
  { settings, env, paths, log }: BrowserNetworkOptions,
): Promise<Network> {
  const demoPort = settings.values.DESKHAND_PORT;
  const { openNetwork } = await import('../network/network.ts');
  const [network] = await Promise.all([
    openNetwork({ rules, upstream, ownPorts: [demoPort, VNC_PORT], demoPort, log }),
    applyPolicy(),
  ]);
  return network;

  async function applyPolicy(): Promise<void> {
    try {
      const authorities = await readAuthorities(env['NODE_EXTRA_CA_CERTS']);
      const { downloads } = paths;
      await writePolicy(paths.policy, browserPolicy({ rules, downloads, demoPort, authorities }));
    } catch (error) {
      // The proxy holds without it, and so does the image's own policy.
      log.warn('the policy of the browser could not be written', { error: String(error) });
    }
  }
}

/** The same file that Node takes: the runner and its browser then trust the same. */
async function readAuthorities(path: string | undefined): Promise<string> {
  return path === undefined || path === '' ? '' : readFile(path, 'utf8');
}
