import { isIP } from 'node:net';
import { DeskhandError } from '../../base/errors.ts';

/** The headers that tell where a request comes from. */
export interface OriginHeaders {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which pages cannot forge. */
  readonly fetchSite: string | undefined;
}

/**
 * Refuses requests under a host name that is not ours (`forbidden`): a page that rebinds its own name to this address would
 * otherwise be same-origin with the API. IP addresses and loopback names cannot be rebound.
 */
export function checkHost(host: string | undefined, allowed: readonly string[]): void {
  if (isAllowedHost(host, allowed)) return;
  throw new DeskhandError('forbidden', `Host "${host ?? ''}" is not allowed.`, {
    hint: 'Use an IP address or localhost, or add the name to DESKHAND_ALLOWED_HOSTS.',
  });
}

/** Whether a Host header names this desktop: an IP address, a loopback name, or a name that is allowed. */
export function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  const name = hostName(host);
  return name !== undefined && isAllowedName(name, allowed);
}

/**
 * Refuses requests that another site's page made (`forbidden`). A missing Origin is fine unless `required`: programs send
 * none, browsers always do with WebSockets and with POST.
 */
export function checkOrigin(headers: OriginHeaders, required: boolean): void {
  const { host, origin, fetchSite } = headers;
  const sameOrigin = origin === undefined ? !required : originHost(origin) === host?.toLowerCase();
  const honest = fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none';
  if (sameOrigin && honest) return;
  throw new DeskhandError('forbidden', `Requests from ${origin ?? 'an unknown origin'} are not allowed.`, {
    hint: 'Only the page that this desktop serves may call it from a browser.',
  });
}

function isAllowedName(name: string, allowed: readonly string[]): boolean {
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true;
  return allowed.some((entry) => {
    const pattern = entry.toLowerCase();
    return (
      pattern === '*' || pattern === name || (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)))
    );
  });
}

/** A Host header's name in lower case without its port, IPv6 without brackets; undefined when it is malformed. */
function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

function originHost(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
}
