import { createCipheriv, randomBytes, timingSafeEqual } from 'node:crypto';

/** The part of a password that counts (RFC 6143, 7.2.2). */
const PASSWORD_LENGTH = 8;

/** What a VNC client must encrypt with the password: 16 random bytes. */
export function newChallenge(): Buffer {
  return randomBytes(16);
}

/** Whether this is the challenge's right answer (RFC 6143, 7.2.2), in a time that does not depend on how wrong it is. */
export function isRightResponse(password: string, challenge: Buffer, response: Buffer): boolean {
  const key = Buffer.alloc(PASSWORD_LENGTH);
  key.write(password, 'latin1');
  // VNC takes each byte of the key with its lowest bit first.
  const mirrored = key.map(mirror);
  // OpenSSL 3 has DES by itself switched off; thrice with one key it is the same.
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([mirrored, mirrored, mirrored]), null);
  const expected = cipher.setAutoPadding(false).update(challenge);
  return response.length === expected.length && timingSafeEqual(response, expected);
}

function mirror(byte: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) mirrored |= 0x80 >> bit;
  return mirrored;
}
