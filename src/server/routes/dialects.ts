import { Hono } from 'hono';
import { performDialect } from '../../actions/dialects/perform.ts';
import { DIALECTS } from '../../actions/dialects/registry.ts';
import { ACTION_BODY_LIMIT, clientSignal, readJsonObject } from '../context.ts';
import type { ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';
import { errorResponse } from '../error-response.ts';
import { requireToken } from '../security.ts';

/**
 * `GET /v1/dialects`: their names. `POST /v1/dialects/{name}`: does what a call of another vendor's computer tool asks for
 * and answers in that vendor's shape. A failure has its status and, beside `error`, the `answer` that tells the model.
 */
export function dialectRoutes({ executor, log }: Pick<ServerDeps, 'executor' | 'log'>): Hono<ServerEnv> {
  return new Hono<ServerEnv>()
    .get('/dialects', (c) => c.json(DIALECTS.map(({ name, title }) => ({ name, title }))))
    .post('/dialects/:name', requireToken, async (c) => {
      const body = await readJsonObject(c, ACTION_BODY_LIMIT);
      const reply = await performDialect(executor, c.req.param('name'), body, { signal: clientSignal(c) });
      return reply.ok ? c.json(reply.answer) : errorResponse(c, reply.error, log, reply.answer);
    });
}
