import { Hono } from 'hono';
import { isAllowedHost } from '../auth/same-site.ts';
import type { ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';

/**
 * `GET /healthz`: every process's state, 200 only when the desktop works. `GET /readyz`: the same without the details. Probes ask
 * under any host name; under one that is not ours, which a page may have rebound, they get no details.
 */
export function healthRoutes(
  deps: Pick<ServerDeps, 'health'>,
  allowedHosts: readonly string[],
): Hono<ServerEnv> {
  return new Hono<ServerEnv>()
    .get('/healthz', async (c) => {
      const health = await deps.health();
      const { status } = health;
      return c.json(
        isAllowedHost(c.req.header('host'), allowedHosts) ? health : { status },
        status === 'ok' ? 200 : 503,
      );
    })
    .get('/readyz', async (c) => {
      const { status } = await deps.health();
      return c.json({ status }, status === 'ok' ? 200 : 503);
    });
}
