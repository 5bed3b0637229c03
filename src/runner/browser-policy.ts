import { X509Certificate } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { HostPattern } from '../network/host-pattern.ts';
import { matchesHost } from '../network/host-pattern.ts';
import type { NetworkRules } from '../network/rules.ts';

/**
 * What is closed whatever the domains: local files, the browser's own pages and its tools, the source view. The same stands in
 * image/chromium-policy.json, in case this policy cannot be written.
 */
export const CLOSED_ADDRESSES: readonly string[] = [
  'file://*',
  'chrome://*',
  'chrome-untrusted://*',
  'devtools://*',
  'view-source:*',
];

/**
 * Of these, what the browser itself opens: an empty tab, the picture of a page to print, the reader of PDF files, and the parts of
 * its own window that are pages (*.top-chrome). A refused one becomes an error page that CDP clients take for a tab, and that never closes.
 */
export const OPEN_ADDRESSES: readonly string[] = [
  'chrome://newtab',
  'chrome://print',
  'chrome://top-chrome',
  'chrome-untrusted://print',
  'chrome-untrusted://pdf-viewer',
];

/** Addresses without a network: the domains say nothing of them. */
const LOCAL_PAGES = ['about:*', 'data:*', 'blob:*', 'javascript:*'];

/** What the policy of one desktop depends on. */
export interface PolicyFacts {
  readonly rules: Pick<NetworkRules, 'allowed' | 'blocked'>;
  /** Where downloads go, with no way to choose another folder. */
  readonly downloads: string;
  /** The API's port, for the demo pages. */
  readonly demoPort: number;
  /** PEM text of authorities that sites may be certified by, besides the browser's own. */
  readonly authorities: string;
}

/**
 * Chromium's policy for this desktop (https://chromeenterprise.google/policies/), over that of the image. The proxy decides;
 * the policy keeps whole pages from being asked for at all, so that the browser says itself that they are not allowed.
 */
export function browserPolicy({
  rules,
  downloads,
  demoPort,
  authorities,
}: PolicyFacts): Record<string, unknown> {
  const { allowed, blocked } = rules;
  const isOpen = ({ host, port }: HostPattern): boolean =>
    !blocked.some((entry) => matchesHost(entry, host, port ?? entry.port ?? 0));
  const closed = blocked.filter((entry) => entry.subdomains !== 'only' && entry.host !== '*');
  const everything = blocked.some(({ host, port }) => host === '*' && port === undefined);
  const sites = allowed ?? [];
  const isFenced = everything || (allowed !== undefined && !sites.some(({ host }) => host === '*'));
  const open = everything ? [] : sites.filter(isOpen).map(filterOf);
  return {
    URLBlocklist: [...CLOSED_ADDRESSES, ...(isFenced ? ['*'] : []), ...closed.map(filterOf)],
    URLAllowlist: [
      ...OPEN_ADDRESSES,
      ...(isFenced ? [...LOCAL_PAGES, `http://127.0.0.1:${demoPort}/demo/`] : []),
      ...(isFenced ? open : []),
    ],
    DownloadDirectory: downloads,
    ...(authorities === '' ? {} : { CACertificates: derOf(authorities) }),
  };
}

/** Puts the policy where Chromium reads it: a link in its folder of managed policies leads here. Throws when that cannot be written. */
export async function writePolicy(path: string, policy: Record<string, unknown>): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(policy), { mode: 0o644 });
  await rename(`${path}.new`, path);
}

/** A pattern in the policy's own words, where a bare host covers its subdomains and a leading dot none. */
function filterOf({ host, subdomains, port }: HostPattern): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  const exact = subdomains === 'none' && isIP(host) === 0 ? '.' : '';
  return `${exact}${name}${port === undefined ? '' : `:${port}`}`;
}

function derOf(pem: string): readonly string[] {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return certificates.map((text) => new X509Certificate(text).raw.toString('base64'));
}
