import { Hono } from 'hono';
import type { Access } from '../auth/access.ts';
import { DEMO_COOKIE, readCookie, strictCookie } from '../auth/cookies.ts';
import { SESSION_MS } from '../auth/sessions.ts';
import { peerAddress } from '../context.ts';
import type { ServerContext, ServerEnv } from '../context.ts';
import { DeskhandError } from '../../base/errors.ts';
import { sendStatic } from '../static-files.ts';

/** Demo pages are plain files with scripts and styles of their own; they reach nothing but their own folder's files. */
const DEMO_POLICY =
  "default-src 'self' 'unsafe-inline' data: blob:; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

/** `/demo/…`: static pages to practise on. A one-time demo ticket becomes a cookie for `/demo` only. */
export function demoRoutes(access: Access, demoDir: string): Hono<ServerEnv> {
  return new Hono<ServerEnv>().get('/*', async (c) => {
    const ticket = c.req.query('ticket');
    if (ticket !== undefined) return redeem(c, access, ticket);
    if (!mayRead(c, access)) {
      throw new DeskhandError('unauthorized', 'The demo pages need a ticket.', {
        hint: 'Open them from a task or playbook as demo:/… .',
      });
    }
    if (c.req.path === '/demo') return c.redirect('/demo/', 308);
    return sendStatic(c, demoDir, c.req.path.slice('/demo/'.length), DEMO_POLICY);
  });
}

function redeem(c: ServerContext, access: Access, ticket: string): Response {
  // Without its ticket the page's address stays the same for bookmarks, history and records.
  const address = new URL(c.req.url);
  address.searchParams.delete('ticket');
  if (access.tickets.redeem('demo', ticket)) {
    c.header('set-cookie', strictCookie(DEMO_COOKIE, access.demoSessions.open(), '/demo', SESSION_MS));
  }
  return c.redirect(`${address.pathname}${address.search}`, 303);
}

function mayRead(c: ServerContext, access: Access): boolean {
  const demo = readCookie(c.req.header('cookie'), DEMO_COOKIE);
  if (demo !== undefined && access.demoSessions.has(demo)) return true;
  access.authenticate({
    authorization: c.req.header('authorization'),
    cookie: c.req.header('cookie'),
    host: c.req.header('host'),
    address: peerAddress(c),
  });
  return true;
}
