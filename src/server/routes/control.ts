import { Hono } from 'hono';
import { z } from 'zod';
import { parseOrThrow } from '../../base/zod-issues.ts';
import type { ControlHolder } from '../control-holder.ts';
import { readJsonObject } from '../context.ts';
import type { ServerContext, ServerEnv } from '../context.ts';

const body = z.strictObject({ holder: z.enum(['agent', 'human']) });

/**
 * `GET /v1/control`: who holds the desktop, whether that is the caller, and what a person did the last time that one held it.
 * `POST /v1/control`: take over or give back.
 */
export function controlRoutes(control: ControlHolder): Hono<ServerEnv> {
  const answer = (c: ServerContext) =>
    c.json({
      holder: control.holder,
      yours: control.holds(c.get('principal').id),
      last_handover: control.lastHandover ?? null,
    });
  return new Hono<ServerEnv>().get('/control', answer).post('/control', async (c) => {
    const { holder } = parseOrThrow(body, await readJsonObject(c, 1024), 'body', ['holder']);
    control.set(holder, c.get('principal').id);
    return answer(c);
  });
}
