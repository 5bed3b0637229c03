import { Hono } from 'hono';
import { z } from 'zod';
import type { ActionReply } from '../../actions/executor.ts';
import { observationToJson } from '../../actions/observation.ts';
import { DeskhandError } from '../../base/errors.ts';
import { quoted } from '../../base/shorten.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import { ACTION_BODY_LIMIT, clientSignal, readJsonObject } from '../context.ts';
import type { ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';
import { requireToken } from '../security.ts';

const observeSchema = z.enum(['settled', 'now', 'none']).default('settled');

/** `GET /v1/actions`: the table. `POST /v1/actions`: does one action. */
export function actionRoutes({ executor }: Pick<ServerDeps, 'executor'>): Hono<ServerEnv> {
  return new Hono<ServerEnv>()
    .get('/actions', (c) => c.json(executor.table.describe()))
    .post('/actions', requireToken, async (c) => {
      const { action, observe, ...params } = await readJsonObject(c, ACTION_BODY_LIMIT);
      if (typeof action !== 'string' || action === '') {
        const hint = 'GET /v1/actions lists the actions.';
        const got = action === undefined ? 'nothing' : quoted(JSON.stringify(action));
        throw new DeskhandError('bad_input', `action: must be the name of an action, got ${got}.`, { hint });
      }
      const reply = await executor.perform(
        { ...params, action },
        { observe: parseOrThrow(observeSchema, observe, 'observe'), signal: clientSignal(c) },
      );
      return c.json(replyToJson(reply));
    });
}

/** The wire form of a reply; times in ms with two decimals. */
function replyToJson({ result, observation, timings }: ActionReply) {
  return {
    ok: true,
    result,
    observation: observation === null ? null : observationToJson(observation),
    timings: {
      act_ms: round(timings.actMs),
      settle_ms: round(timings.settleMs),
      frame_ms: round(timings.frameMs),
    },
  };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
