import { isIP } from 'node:net';
import { DeskhandError } from '../base/errors.ts';
import { kindOf, parseRange } from './addresses.ts';
import type { AddressKind, AddressRange } from './addresses.ts';
import { matchesHost, parseHostPattern } from './host-pattern.ts';
import type { HostPattern } from './host-pattern.ts';

/** Why a connection is refused: the setting that decides, or what is never open. Labels of a metric. */
export type RefusalRule = 'ALLOWED_DOMAINS' | 'BLOCKED_DOMAINS' | 'ALLOWED_PRIVATE_HOSTS' | 'own_service';

/** A connection that is not allowed. */
export class Refusal extends DeskhandError {
  readonly rule: RefusalRule;

  constructor(rule: RefusalRule, message: string, hint: string) {
    super('forbidden', message, { hint });
    this.rule = rule;
  }
}

/** The lists as they were set. */
export interface NetworkLists {
  /** Left out, every domain. */
  readonly allowed?: readonly string[] | undefined;
  readonly blocked: readonly string[];
  /** Names, addresses and ranges that may be private. */
  readonly allowedPrivate: readonly string[];
}

/** Names of metadata services, for where names are not resolved here. */
const METADATA_NAMES =
  /^(metadata|metadata\.google\.internal|metadata\.goog|instance-data(\.ec2\.internal)?|metadata\.tencentyun\.com)$/;

/** Where connections may go. Pure; names are resolved by whoever asks. */
export class NetworkRules {
  readonly allowed: readonly HostPattern[] | undefined;
  readonly blocked: readonly HostPattern[];
  readonly #ranges: readonly AddressRange[];
  readonly #names: readonly HostPattern[];

  /** Throws `bad_input` for an entry that cannot be read. */
  constructor({ allowed, blocked, allowedPrivate }: NetworkLists) {
    this.allowed = allowed?.map(parseHostPattern);
    this.blocked = blocked.map(parseHostPattern);
    const entries = allowedPrivate.map((text) => parseRange(text) ?? parseHostPattern(text));
    this.#ranges = entries.filter((entry) => 'holds' in entry);
    this.#names = entries.filter((entry) => 'subdomains' in entry);
  }

  /** Why this host (canonical) is not among the domains that may be visited; undefined when it is. What is blocked stays blocked. */
  refuseDomain(host: string, port: number): Refusal | undefined {
    const blockedBy = this.blocked.find((entry) => matchesHost(entry, host, port));
    if (blockedBy !== undefined) {
      return new Refusal(
        'BLOCKED_DOMAINS',
        `${shown(host, port)} is not allowed by BLOCKED_DOMAINS (${blockedBy.text}).`,
        'Whoever runs this desktop has closed this site; do without it.',
      );
    }
    if (this.allowed === undefined || this.allowed.some((entry) => matchesHost(entry, host, port)))
      return undefined;
    const list = this.allowed.map(({ text }) => text).join(', ');
    return new Refusal(
      'ALLOWED_DOMAINS',
      `${shown(host, port)} is not allowed by ALLOWED_DOMAINS.`,
      `This desktop may visit only ${list.slice(0, 300)}.`,
    );
  }

  /** Why this address must not be connected to for this host; undefined when it may be. */
  refuseAddress(host: string, port: number, address: string): Refusal | undefined {
    const kind = kindOf(address);
    return kind === 'public' || this.#isOpened(host, port, address, kind)
      ? undefined
      : refusedKind(host, port, kind, address);
  }

  /** The same for a name that cannot be resolved here, because another proxy does that. */
  refuseName(host: string, port: number): Refusal | undefined {
    if (METADATA_NAMES.test(host)) return refusedKind(host, port, 'metadata');
    const isLocal = host === 'localhost' || host.endsWith('.localhost');
    return isLocal && !this.#isNamed(host, port) ? refusedKind(host, port, 'loopback') : undefined;
  }

  #isOpened(host: string, port: number, address: string, kind: AddressKind): boolean {
    const inRange = this.#ranges.some(
      (range) =>
        (kind !== 'metadata' || range.isSingle) &&
        (range.port === undefined || range.port === port) &&
        range.holds(address),
    );
    // A name is its owner's to point anywhere: it opens ordinary private places only.
    return inRange || ((kind === 'private' || kind === 'loopback') && this.#isNamed(host, port));
  }

  #isNamed(host: string, port: number): boolean {
    return this.#names.some((entry) => matchesHost(entry, host, port));
  }
}

const MEANING: Readonly<Record<Exclude<AddressKind, 'public'>, string>> = {
  private: 'a private address',
  loopback: 'this container itself',
  'link-local': 'a link-local address',
  metadata: "a cloud's metadata service",
  reserved: 'a reserved address',
};

function refusedKind(
  host: string,
  port: number,
  kind: Exclude<AddressKind, 'public'>,
  address?: string,
): Refusal {
  const where = address === undefined || address === host ? '' : ` (${address})`;
  const isOpenByName = kind === 'private' || kind === 'loopback';
  const entry = isOpenByName ? shown(host, port) : (address ?? host);
  return new Refusal(
    'ALLOWED_PRIVATE_HOSTS',
    `${shown(host, port)} is not allowed: it is ${MEANING[kind]}${where}.`,
    `Who runs this desktop can open it: ALLOWED_PRIVATE_HOSTS=${entry}, or deskhand up --allow-private ${entry}.`,
  );
}

/** Host and port as people write them. */
export function shown(host: string, port: number): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return port === 80 || port === 443 ? name : `${name}:${port}`;
}
