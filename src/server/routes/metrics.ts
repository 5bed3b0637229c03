import { Hono } from 'hono';
import type { ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';

/** `GET /metrics`: what Prometheus scrapes, with the token like all else. */
export function metricsRoutes({ metrics }: Pick<ServerDeps, 'metrics'>): Hono<ServerEnv> {
  return new Hono<ServerEnv>().get('/metrics', async (c) => {
    const { contentType, text } = await metrics();
    return c.body(text, 200, { 'content-type': contentType });
  });
}
