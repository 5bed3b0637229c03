import { isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { DeskhandError } from '../base/errors.ts';

/** One entry of a list of domains. */
export interface HostPattern {
  /** As it was given, for messages. */
  readonly text: string;
  /** Lower case, in ASCII, without a trailing dot or brackets; `*` for every host. */
  readonly host: string;
  /** `also` for `example.com`, `only` for `*.example.com`, `none` for addresses. */
  readonly subdomains: 'also' | 'only' | 'none';
  /** Left out, every port. */
  readonly port?: number;
}

/**
 * Reads `example.com` (its subdomains too), `*.example.com` (its subdomains only), `*`, an IP address, each with `:port` if
 * wanted. International names may stand in their own script. Throws `bad_input` for everything else, URLs included: a path
 * that would be ignored promises more than a network can keep.
 */
export function parseHostPattern(text: string): HostPattern {
  const { name, port } = splitPort(text);
  if (name === '*') return pattern(text, '*', 'also', port);
  const wild = name.startsWith('*.');
  const host = canonicalHost(wild ? name.slice(2) : name);
  if (host === undefined || (wild && isIP(host) !== 0)) throw unreadable(text);
  return pattern(text, host, isIP(host) === 0 ? (wild ? 'only' : 'also') : 'none', port);
}

/** Whether the pattern means this host (canonical, see {@link canonicalHost}) and port. */
export function matchesHost(
  { host: own, subdomains, port: ownPort }: HostPattern,
  host: string,
  port: number,
) {
  if (ownPort !== undefined && ownPort !== port) return false;
  if (own === '*') return true;
  if (host === own) return subdomains !== 'only';
  return subdomains !== 'none' && host.endsWith(`.${own}`);
}

/**
 * One way to write a host: lower case, ASCII, IPv4 in four decimal numbers, IPv6 compressed and without brackets, no trailing
 * dot. By the rules that browsers follow (WHATWG URL), so that `0x7f.1` and `127.0.0.1` are the same. Undefined for no host.
 */
export function canonicalHost(text: string): string | undefined {
  if (/[/?#@\\\s%]/.test(text) || text === '') return undefined;
  const bare = text.startsWith('[') ? text.slice(1, -1) : text;
  if (isIPv6(bare)) return new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  if (text.includes(':') || text.startsWith('[')) return undefined;
  const ascii = domainToASCII(text.replace(/\.$/, ''));
  if (ascii === '' || !URL.canParse(`http://${ascii}/`)) return undefined;
  const host = new URL(`http://${ascii}/`).hostname;
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(host) ? host : undefined;
}

/** Host and port of a URL that is fetched over a network; undefined for others. */
export function endpointOf(url: string): { readonly host: string; readonly port: number } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const usual = PORTS[protocol];
  const host = usual === undefined ? undefined : canonicalHost(hostname);
  return host === undefined || usual === undefined
    ? undefined
    : { host, port: port === '' ? usual : Number(port) };
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'ws:': 80, 'https:': 443, 'wss:': 443 };

function splitPort(text: string): { readonly name: string; readonly port?: number } {
  if (isIPv6(text)) return { name: text };
  const [, name, digits] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  if (name === undefined || digits === undefined) return { name: text };
  const port = Number(digits);
  if (port < 1 || port > 65_535) throw unreadable(text);
  return { name, port };
}

function pattern(
  text: string,
  host: string,
  subdomains: HostPattern['subdomains'],
  port: number | undefined,
): HostPattern {
  return { text, host, subdomains, ...(port === undefined ? {} : { port }) };
}

function unreadable(text: string): DeskhandError {
  return new DeskhandError('bad_input', `"${text}" is no domain or address.`, {
    hint: 'Write example.com, *.example.com, 192.0.2.7 or [2001:db8::7], each with :port if wanted, without https:// and path.',
  });
}
