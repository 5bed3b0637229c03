import { Hono } from 'hono';
import type { Access } from '../auth/access.ts';
import type { ServerContext, ServerEnv } from '../context.ts';
import { VIEWER_POLICY } from '../security.ts';
import { sendStatic } from '../static-files.ts';
import { newSessionCookie } from './session.ts';

/**
 * `GET /`: the viewer. A one-time ticket in the query becomes a session cookie; a used or expired one leads to the page
 * that says so. The page itself holds nothing and is public.
 */
export function viewerRoutes(access: Access, viewerDir: string): Hono<ServerEnv> {
  const file = (path: string) => (c: ServerContext) => sendStatic(c, viewerDir, path, VIEWER_POLICY);
  return new Hono<ServerEnv>()
    .get('/', async (c) => {
      const ticket = c.req.query('ticket');
      if (ticket === undefined) return file('index.html')(c);
      if (!access.tickets.redeem('viewer', ticket)) return c.redirect('/#expired', 303);
      c.header('set-cookie', newSessionCookie(access, c.req.header('host')));
      return c.redirect('/', 303);
    })
    .get('/viewer/viewer.js', file('viewer.js'))
    .get('/viewer/viewer.css', file('viewer.css'))
    .get('/viewer/icon.svg', file('icon.svg'))
    .get('/favicon.ico', (c) => c.redirect('/viewer/icon.svg', 308));
}
