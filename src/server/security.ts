import type { MiddlewareHandler } from 'hono';
import { checkHost, checkOrigin } from './auth/same-site.ts';
import type { Access } from './auth/access.ts';
import { DeskhandError } from '../base/errors.ts';
import { withTrace } from '../base/trace.ts';
import { peerAddress } from './context.ts';
import type { ServerContext, ServerEnv } from './context.ts';

/** The viewer's policy: its own script and style, pictures from canvases, connections to this server; never inside a frame. */
export const VIEWER_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** For everything that is data: nothing may be loaded or run. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Headers that every answer carries; a handler may set a policy or a cache rule of its own before. */
export const securityHeaders: MiddlewareHandler<ServerEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('cross-origin-resource-policy', 'same-origin');
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', DATA_POLICY);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};

/** Refuses other host names and, for anything that may change something, other origins. */
export function guardOrigin(allowedHosts: readonly string[]): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const host = c.req.header('host');
    checkHost(host, allowedHosts);
    if (!isSafe(c)) {
      checkOrigin({ host, origin: c.req.header('origin'), fetchSite: c.req.header('sec-fetch-site') }, false);
    }
    await next();
  };
}

/** Lets only known callers through and tells the handlers who it is. */
export function guardAccess(access: Access): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const principal = access.authenticate({
      authorization: c.req.header('authorization'),
      cookie: c.req.header('cookie'),
      host: c.req.header('host'),
      address: peerAddress(c),
    });
    // A browser names its origin with every POST: a cookie without one was not sent by our page.
    if (principal.kind === 'session' && !isSafe(c) && c.req.header('origin') === undefined) {
      throw new DeskhandError('forbidden', 'A session needs an Origin header.', {
        hint: 'Programs use the token instead.',
      });
    }
    c.set('principal', principal);
    await next();
  };
}

/** For calls that the viewer has no need of: a stolen session cookie does not open them. */
export const requireToken: MiddlewareHandler<ServerEnv> = async (c, next) => {
  if (c.get('principal').kind !== 'token') {
    throw new DeskhandError('forbidden', 'This call needs the token; a viewer session is not enough.');
  }
  await next();
};

/** Takes up the caller's `traceparent`: requests to the model that this call leads to carry it on. */
export const joinTrace: MiddlewareHandler<ServerEnv> = (c, next) =>
  withTrace({ traceparent: c.req.header('traceparent'), tracestate: c.req.header('tracestate') }, next);

function isSafe(c: ServerContext): boolean {
  return c.req.method === 'GET' || c.req.method === 'HEAD';
}
