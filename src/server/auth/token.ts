import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A random value of 256 bits that fits in URLs, cookies and headers. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether two secrets are equal, in a time that depends on neither's content nor length. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** The token of an `Authorization: Bearer …` header; undefined for another scheme or none. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}
