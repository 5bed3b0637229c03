import { createHash } from 'node:crypto';

/** A name for an API key that tells keys apart and gives nothing of the key away: `key-` and 12 hex digits of its SHA-256. */
export function keyName(apiKey: string): string {
  return `key-${createHash('sha256').update(apiKey.trim()).digest('hex').slice(0, 12)}`;
}
