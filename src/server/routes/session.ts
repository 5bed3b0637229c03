import { Hono } from 'hono';
import type { Access } from '../auth/access.ts';
import { sessionCookieName, strictCookie } from '../auth/cookies.ts';
import { SESSION_MS } from '../auth/sessions.ts';
import type { ServerEnv } from '../context.ts';
import { requireToken } from '../security.ts';

/** `POST /v1/tickets`: a one-time ticket for a viewer link. `POST /v1/session`: the token for a session cookie. `GET /v1/session`: whether there is one. */
export function sessionRoutes(access: Access): Hono<ServerEnv> {
  return new Hono<ServerEnv>()
    .post('/tickets', requireToken, (c) => {
      const { ticket, expires } = access.tickets.issue('viewer');
      return c.json({ ticket, expires_at: new Date(expires).toISOString() }, 201);
    })
    .post('/session', requireToken, (c) => {
      c.header('set-cookie', newSessionCookie(access, c.req.header('host')));
      return c.json({ ok: true }, 201);
    })
    .get('/session', (c) => c.json({ kind: c.get('principal').kind }));
}

/** Opens a session and gives the Set-Cookie header for it. */
export function newSessionCookie(access: Access, host: string | undefined): string {
  return strictCookie(sessionCookieName(host), access.sessions.open(), '/', SESSION_MS);
}
