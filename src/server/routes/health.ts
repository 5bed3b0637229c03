import { Hono } from 'hono';
import type { ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';

/** `GET /healthz`: every process's state, 200 only when the desktop works. `GET /readyz`: the same without the details. */
export function healthRoutes(deps: Pick<ServerDeps, 'health'>): Hono<ServerEnv> {
  return new Hono<ServerEnv>()
    .get('/healthz', async (c) => {
      const health = await deps.health();
      return c.json(health, health.status === 'ok' ? 200 : 503);
    })
    .get('/readyz', async (c) => {
      const { status } = await deps.health();
      return c.json({ status }, status === 'ok' ? 200 : 503);
    });
}
