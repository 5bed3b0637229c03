/** Value of a cookie in a Cookie header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

/**
 * The session cookie's name for a Host header. Cookies are shared between all ports of a host, so two desktops on one
 * machine need names of their own.
 */
export function sessionCookieName(host: string | undefined): string {
  return `deskhand_session_${/:(\d+)$/.exec(host ?? '')?.[1] ?? 'default'}`;
}

/** The demo pages' cookie. */
export const DEMO_COOKIE = 'deskhand_demo';

/** A Set-Cookie header that scripts cannot read and that other sites' pages do not cause to be sent. */
export function strictCookie(name: string, value: string, path: string, maxAgeMs: number): string {
  return `${name}=${value}; Path=${path}; Max-Age=${Math.floor(maxAgeMs / 1000)}; HttpOnly; SameSite=Strict`;
}
