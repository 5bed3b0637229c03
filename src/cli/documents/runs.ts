import { z } from 'zod';

const outcome = z.enum(['done', 'failed', 'limit', 'cancelled', 'needs_user']);
const error = z.looseObject({ code: z.string(), message: z.string(), hint: z.string().optional() });
const tokens = z.int().min(0);
const usd = z.number().min(0);
const spread = z.strictObject({ p50: z.number(), p95: z.number() });

/** `run`: how it ended. Also printed, with its error, when the run failed. */
export const runDocument = z.strictObject({
  id: z.string(),
  outcome: outcome.nullable(),
  result: z.string().nullable().describe('The answer; JSON in text where the task has an output schema.'),
  error: error.optional(),
  steps: z.int().min(0),
  usage: z.strictObject({
    input_tokens: tokens,
    cached_tokens: tokens,
    output_tokens: tokens,
    reasoning_tokens: tokens,
  }),
  cost_usd: usd,
  estimated_usd: usd.optional().describe('Of a playbook: about what the default model would have cost.'),
  model: z.string().describe('As asked for; `playbook` for a playbook.'),
  answered_by: z.array(z.string()),
  duration_ms: z.number().min(0),
  folder: z.string().describe('Where the record is.'),
});

/** `task`: the head of the run as the desktop tells it (`GET /v1/tasks/{id}`). */
export const taskDocument = z.looseObject({
  id: z.string(),
  task: z.string(),
  model: z.string(),
  answeredBy: z.array(z.string()),
  state: z.string().describe('`queued`, `running`, `waiting`, `paused`, `ended`.'),
  startedAt: z.string(),
  outcome: outcome.optional(),
  result: z.string().optional(),
  question: z.string().optional(),
  error: error.optional(),
  totals: z.looseObject({ steps: z.int(), costUsd: usd, durationMs: z.number() }),
});

/** `bench models`: what each model did. Times are in ms. */
export const benchDocument = z.strictObject({
  models: z.array(
    z.strictObject({
      model: z.string(),
      answered_by: z.array(z.string()),
      runs: z.int(),
      right: z.int(),
      turns: z.int(),
      first_ms: spread,
      answer_ms: spread,
      step_ms: spread,
      tokens_per_second: z.number(),
      input_tokens: tokens,
      cached_tokens: tokens,
      output_tokens: tokens,
      cost_usd: usd,
      cost_usd_per_task: usd,
      published: z
        .strictObject({
          end_to_end_ms: z.number().nullable(),
          first_ms: z.number().nullable(),
          tokens_per_second: z.number().nullable(),
          source: z.string(),
        })
        .nullable(),
    }),
  ),
  json: z.string().describe('File with the same.'),
  svg: z.string().describe('File with the plot.'),
});
