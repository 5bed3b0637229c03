import { BlockList, isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import { DeskhandError } from '../../base/errors.ts';

/** One entry: a host with all its subdomains, or an address, and the ports that are open on it. */
interface Entry {
  readonly host: string;
  /** Undefined: every port. */
  readonly ports: readonly number[] | undefined;
}

/** Ports of an entry that names none. */
const WEB_PORTS = [80, 443];

/** Where something may be reached. Pure; names are resolved by whoever connects. */
export class Allowlist {
  readonly #entries: readonly Entry[];

  /** Reads `example.com` (subdomains too, ports 80 and 443), `example.com:8443`, `192.0.2.7:*`; throws `bad_input` for all else. */
  constructor(entries: readonly string[]) {
    this.#entries = entries.map(parseEntry);
  }

  /** Whether a host, as a client wrote it, is open at this port. */
  allows(host: string, port: number): boolean {
    const name = canonical(host);
    return this.#entries.some(
      (entry) =>
        (name === entry.host || name.endsWith(`.${entry.host}`)) &&
        (entry.ports === undefined || entry.ports.includes(port)),
    );
  }
}

/** Never reached, whatever name leads there: this machine itself, and link-local, where clouds keep their metadata services. */
const NEVER = new BlockList();
NEVER.addSubnet('0.0.0.0', 8, 'ipv4');
NEVER.addSubnet('127.0.0.0', 8, 'ipv4');
NEVER.addSubnet('169.254.0.0', 16, 'ipv4');
NEVER.addSubnet('224.0.0.0', 3, 'ipv4');
NEVER.addAddress('100.100.100.200', 'ipv4');
NEVER.addAddress('168.63.129.16', 'ipv4');
NEVER.addSubnet('::', 127, 'ipv6');
NEVER.addSubnet('fe80::', 10, 'ipv6');
NEVER.addSubnet('ff00::', 8, 'ipv6');
NEVER.addSubnet('64:ff9b::', 96, 'ipv6');
NEVER.addSubnet('fd00:ec2::', 32, 'ipv6');

/** Whether an IP address is one that no entry can open. IPv4 inside IPv6 counts as the IPv4 address that it is. */
export function isNeverReached(address: string): boolean {
  return NEVER.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function parseEntry(text: string): Entry {
  const [, name = '', port] = /^(\[[0-9a-f:.]+\]|[^:/?#@\s[\]*]+)(?::(\d{1,5}|\*))?$/i.exec(text) ?? [];
  const host = canonical(name);
  if (host === '' || Number(port) > 65_535 || Number(port) === 0)
    throw new DeskhandError('bad_input', `"${text}" is no host.`, {
      hint: 'Write example.com, example.com:8443 or 192.0.2.7:*, without https:// and path.',
    });
  return { host, ports: port === '*' ? undefined : port === undefined ? WEB_PORTS : [Number(port)] };
}

/** Lower case, ASCII, no trailing dot, no brackets; numbers in any spelling as the address that they are. */
function canonical(host: string): string {
  const bare = host.replace(/\.$/, '');
  if (bare.startsWith('[')) return URL.canParse(`http://${bare}/`) ? hostOf(bare).slice(1, -1) : '';
  const ascii = domainToASCII(bare);
  return ascii !== '' && URL.canParse(`http://${ascii}/`) ? hostOf(ascii) : '';
}

function hostOf(authority: string): string {
  return new URL(`http://${authority}/`).hostname;
}
