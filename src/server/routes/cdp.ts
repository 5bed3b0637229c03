import { Hono } from 'hono';
import type { ServerContext, ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';
import { requireToken } from '../security.ts';

/** `/cdp/json/version` and `/cdp/json/list`: what CDP clients ask before they connect, in Chromium's own form. */
export function cdpRoutes({ devtools }: Pick<ServerDeps, 'devtools'>): Hono<ServerEnv> {
  const version = async (c: ServerContext) => {
    const said = await devtools().version();
    return c.json({
      Browser: said.product,
      'Protocol-Version': said.protocolVersion,
      'User-Agent': said.userAgent,
      'V8-Version': said.jsVersion,
      'WebKit-Version': said.revision,
      webSocketDebuggerUrl: `${socketBase(c)}/devtools/browser/deskhand`,
    });
  };
  const list = async (c: ServerContext) =>
    c.json(
      (await devtools().pages()).map(({ targetId, type, title, url }) => ({
        id: targetId,
        type,
        title,
        url,
        webSocketDebuggerUrl: `${socketBase(c)}/devtools/page/${targetId}`,
      })),
    );
  // Playwright asks with a slash at the end.
  return new Hono<ServerEnv>()
    .get('/json/version', requireToken, version)
    .get('/json/version/', requireToken, version)
    .get('/json/list', requireToken, list)
    .get('/json/list/', requireToken, list);
}

/** The address by which the caller came: Host was checked. A proxy that ends TLS says so. */
function socketBase(c: ServerContext): string {
  const secure = c.req.header('x-forwarded-proto') === 'https';
  return `${secure ? 'wss' : 'ws'}://${c.req.header('host') ?? ''}/cdp`;
}
