import { Hono } from 'hono';
import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import { readJsonObject } from '../context.ts';
import type { ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';
import { requireToken } from '../security.ts';

const BODY_LIMIT = 4 * 1024 * 1024;

/**
 * `GET /v1/cookies`: the browser's cookies as Playwright's `storageState`. `PUT /v1/cookies`: adds such cookies. Local storage
 * is in neither. Both are off unless the desktop was started with them; a viewer's session does not open them.
 */
export function cookieRoutes({ cookies }: Pick<ServerDeps, 'cookies'>): Hono<ServerEnv> {
  return new Hono<ServerEnv>()
    .get('/cookies', requireToken, async (c) => c.json({ cookies: await jar(cookies).read(), origins: [] }))
    .put('/cookies', requireToken, async (c) => {
      const { schema, write } = jar(cookies);
      // Playwright's file has local storage beside the cookies; of that nothing is taken.
      const body = z.object({ cookies: z.array(schema).max(5000), origins: z.array(z.unknown()).optional() });
      const given = parseOrThrow(body, await readJsonObject(c, BODY_LIMIT), 'body', ['cookies', 'origins']);
      await write(given.cookies);
      return c.json({ cookies: given.cookies.length, origins_left_out: given.origins?.length ?? 0 });
    });
}

function jar(cookies: ServerDeps['cookies']): NonNullable<ServerDeps['cookies']> {
  if (cookies !== undefined) return cookies;
  throw new DeskhandError('forbidden', 'Cookies are not given out on this desktop.', {
    hint: 'Start it with DESKHAND_ALLOW_COOKIES=true (`deskhand up --allow-cookies`).',
  });
}
