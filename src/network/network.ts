import type { DeskhandError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { endpointOf } from './host-pattern.ts';
import { systemResolver } from './names.ts';
import { startProxy } from './proxy.ts';
import type { NetworkRules, RefusalRule } from './rules.ts';
import { Traffic } from './traffic.ts';
import type { ChooseUpstream } from './upstream.ts';

/** What the browser's network is made from. */
export interface NetworkOptions {
  readonly rules: NetworkRules;
  readonly upstream: ChooseUpstream;
  readonly ownPorts: readonly number[];
  readonly demoPort: number;
  readonly log: Log;
}

/** The browser's only way out. */
export interface Network extends AsyncDisposable {
  /** The proxy's port on 127.0.0.1. */
  readonly port: number;
  /** Refused connections by rule. */
  readonly refused: Readonly<Record<RefusalRule, number>>;
  /** Why this URL cannot be opened: a connection since then that failed, or a domain that is not allowed; `since` by `performance.now()`. */
  failure(url: string, since: number): DeskhandError | undefined;
}

/** Starts the proxy and resolves once it listens. */
export async function openNetwork({ rules, log, ...options }: NetworkOptions): Promise<Network> {
  const traffic = new Traffic(log, () => performance.now());
  const proxy = await startProxy({ ...options, rules, traffic, resolve: systemResolver() });
  return {
    port: proxy.port,
    refused: traffic.refused,
    failure(url, since) {
      const endpoint = endpointOf(url);
      if (endpoint === undefined) return undefined;
      const { host, port } = endpoint;
      const isDemo = host === '127.0.0.1' && port === options.demoPort;
      return traffic.failure(host, port, since) ?? (isDemo ? undefined : rules.refuseDomain(host, port));
    },
    [Symbol.asyncDispose]: () => proxy.close(),
  };
}
