import { isIP } from 'node:net';
import { DeskhandError } from '../base/errors.ts';
import { parseRange } from './addresses.ts';
import { matchesHost, parseHostPattern } from './host-pattern.ts';

/** Another proxy that connections go through. */
export interface Upstream {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** The value of `Proxy-Authorization`; secret. */
  readonly authorization?: string;
}

/** Chooses the proxy for an address, or none. */
export type ChooseUpstream = (secure: boolean, host: string, port: number) => Upstream | undefined;

/**
 * The proxies that an environment names, by the rules of curl: `https_proxy` for TLS, `http_proxy` for the rest, `all_proxy`
 * for both, in small letters first, and `no_proxy` with domains, addresses, ranges or `*`. Throws `bad_input` for a
 * proxy that is no http:// or https:// address.
 */
export function upstreamFrom(env: Readonly<Record<string, string | undefined>>): ChooseUpstream {
  const read = (name: string): string | undefined =>
    [env[name], env[name.toUpperCase()]].find((value) => value !== undefined && value !== '');
  const all = read('all_proxy');
  const secure = parseUpstream('HTTPS_PROXY', read('https_proxy') ?? all);
  const plain = parseUpstream('HTTP_PROXY', read('http_proxy') ?? all);
  const isDirect = parseNoProxy(read('no_proxy') ?? '');
  return (isSecure, host, port) => (isDirect(host, port) ? undefined : isSecure ? secure : plain);
}

function parseUpstream(name: string, text: string | undefined): Upstream | undefined {
  if (text === undefined) return undefined;
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    // The value may hold a password.
    throw new DeskhandError('bad_input', `${name} is no address of an HTTP proxy.`, {
      hint: 'Write it as http://proxy.example.com:3128.',
    });
  }
  const secure = url.protocol === 'https:';
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    ...(credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
}

function parseNoProxy(list: string): (host: string, port: number) => boolean {
  const tests = list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .flatMap(noProxyTest);
  return (host, port) => tests.some((test) => test(host, port));
}

/** One entry; those that are neither domains nor addresses are passed over, as everybody does. */
function noProxyTest(entry: string): readonly ((host: string, port: number) => boolean)[] {
  try {
    const range = parseRange(entry);
    if (range !== undefined) return [(host) => isIP(host) !== 0 && range.holds(host)];
    const pattern = parseHostPattern(entry.replace(/^\*?\.(?=.)/, ''));
    return [(host, port) => matchesHost(pattern, host, port)];
  } catch {
    return [];
  }
}
