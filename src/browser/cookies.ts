import { z } from 'zod';
import { DeskhandError } from '../base/errors.ts';
import type { CdpCookie } from './cdp/protocol.ts';
import { CdpError } from './cdp/session.ts';
import type { CdpSession } from './cdp/session.ts';

/** A cookie as Playwright's `storageState` has it; `expires` in seconds since the epoch, -1 for one that ends with the browser. */
export const cookieSchema = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.string().min(1),
  path: z.string().default('/'),
  expires: z.number().default(-1),
  httpOnly: z.boolean().default(false),
  secure: z.boolean().default(false),
  sameSite: z.enum(['Strict', 'Lax', 'None']).default('Lax'),
});

/** A cookie of the browser. */
export type StoredCookie = z.output<typeof cookieSchema>;

/** All cookies of the visible browser. */
export async function readCookies(browser: CdpSession): Promise<readonly StoredCookie[]> {
  const { cookies } = await browser.send('Storage.getCookies', {});
  return cookies.map(({ name, value, domain, path, expires, httpOnly, secure, sameSite = 'Lax' }) => ({
    name,
    value,
    domain,
    path,
    expires,
    httpOnly,
    secure,
    sameSite,
  }));
}

/** Adds cookies to those that are there. Throws `action_failed` for one that Chromium cannot take; then none is set. */
export async function addCookies(browser: CdpSession, cookies: readonly StoredCookie[]): Promise<void> {
  const params = cookies.map(({ expires, ...cookie }): Partial<CdpCookie> => {
    return expires < 0 ? cookie : { ...cookie, expires };
  });
  try {
    await browser.send('Storage.setCookies', { cookies: params });
  } catch (cause) {
    if (!(cause instanceof CdpError)) throw cause;
    throw new DeskhandError('action_failed', 'The browser cannot take one of these cookies; none was set.', {
      hint: 'SameSite=None needs secure; a __Host- or __Secure- name needs what it promises.',
      cause,
    });
  }
}
