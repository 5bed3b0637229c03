import { BlockList, isIP, isIPv4 } from 'node:net';
import { DeskhandError } from '../base/errors.ts';

/** What an IP address leads to. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'link-local' | 'metadata' | 'reserved';

/**
 * Kinds by range, the first that fits. Ranges: IANA's special-purpose registries (RFC 6890) and multicast; the metadata
 * services of the clouds have one address each (AWS and most others, AWS over IPv6, Alibaba, Oracle, Azure's wire server).
 */
const RANGES: readonly (readonly [Exclude<AddressKind, 'public'>, readonly string[]])[] = [
  [
    'metadata',
    ['169.254.169.254/32', '169.254.170.2/32', '169.254.170.23/32', 'fd00:ec2::254/128', 'fd00:ec2::23/128'],
  ],
  ['metadata', ['100.100.100.200/32', '192.0.0.192/32', '168.63.129.16/32', 'fd20:ce::254/128']],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['loopback', ['127.0.0.0/8', '::1/128', '0.0.0.0/32', '::/128']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fec0::/10']],
  ['reserved', ['0.0.0.0/8', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15']],
  ['reserved', ['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', 'ff00::/8']],
  ['reserved', ['100::/64', '64:ff9b:1::/48', '2001::/32', '2001:db8::/32', '5f00::/16']],
];

const KINDS = RANGES.map(([kind, ranges]) => [kind, blockList(ranges)] as const);

/** What an address leads to. IPv4 inside IPv6 (mapped, compatible, NAT64, 6to4) counts as the IPv4 address that it is. */
export function kindOf(address: string): AddressKind {
  const plain = unwrapped(address);
  return KINDS.find(([, list]) => contains(list, plain))?.[0] ?? 'public';
}

/** A range of addresses that is opened by name. */
export interface AddressRange {
  readonly text: string;
  readonly port?: number;
  /** Just one address: only such an entry opens a metadata service. */
  readonly isSingle: boolean;
  holds(address: string): boolean;
}

/** Reads `10.0.0.0/8`, `fd00::/8`, `10.0.0.5`, `10.0.0.5:8080`, `[::1]:8080`; undefined for what is no address at all. Throws `bad_input` for a bad prefix. */
export function parseRange(text: string): AddressRange | undefined {
  const [, bracketed, bare, digits] =
    /^(?:\[([0-9a-f:.]+)\]|(\d+\.\d+\.\d+\.\d+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const single = bracketed ?? bare ?? (isIP(text) === 0 ? undefined : text);
  if (single !== undefined && isIP(single) !== 0) {
    const list = blockList([`${single}/${isIPv4(single) ? 32 : 128}`]);
    const port = digits === undefined ? {} : { port: Number(digits) };
    return { text, ...port, isSingle: true, holds: (address) => contains(list, unwrapped(address)) };
  }
  const [network = '', prefix] = text.split('/');
  if (prefix === undefined || isIP(network) === 0) return undefined;
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (isIPv4(network) ? 32 : 128)) {
    throw new DeskhandError('bad_input', `"${text}" is no range of addresses.`, {
      hint: 'Write it as 10.0.0.0/8 or fd00::/8.',
    });
  }
  const list = blockList([text]);
  const isSingle = Number(prefix) === (isIPv4(network) ? 32 : 128);
  return { text, isSingle, holds: (address) => contains(list, unwrapped(address)) };
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), isIPv4(network) ? 'ipv4' : 'ipv6');
  }
  return list;
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** Where IPv4 addresses are carried: a prefix, and the index of the first of the two groups that hold it. */
const CARRIERS: readonly (readonly [RegExp, number])[] = [
  [/^0:0:0:0:0:(0|ffff):/, 6],
  [/^0:0:0:0:ffff:0:/, 6],
  [/^64:ff9b:0:0:0:0:/, 6],
  [/^2002:/, 1],
];

/** The IPv4 address that an IPv6 one carries (mapped, compatible, NAT64, 6to4); any other address as it is, without its zone. */
export function unwrapped(address: string): string {
  const [bare = ''] = address.split('%');
  if (isIPv4(bare)) return bare;
  const groups = groupsOf(bare);
  const text = groups.map((group) => group.toString(16)).join(':');
  const at = CARRIERS.find(([prefix]) => prefix.test(text))?.[1];
  if (at === undefined || /^(0:){7}[01]$/.test(text)) return bare;
  const [high = 0, low = 0] = groups.slice(at, at + 2);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  // A URL writes an IPv4 tail as two groups and leaves nothing but the `::` to fill in.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [first, last] = [numbers(head), numbers(tail ?? '')];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
