import { z } from 'zod';

const count = z.number().min(0);

/** What a desktop tells before a call. */
export const PlannedMessage = z.strictObject({
  /** Id of the run that asks. */
  run: z.string().min(1).max(100),
  model: z.string().min(1).max(200),
  host: z.string().min(1).max(300),
  tokens: count,
  ticks: count,
  limits: z.strictObject({ rpm: count, tpm: count }).optional(),
});

const Learned = z.strictObject({
  rpm: count.optional(),
  tpm: count.optional(),
  remainingRequests: count.optional(),
  remainingTokens: count.optional(),
});

/** What a desktop tells after an answer. */
export const AnsweredMessage = z.strictObject({
  call: z.strictObject({
    model: z.string().max(300),
    dialect: z.enum(['chat', 'responses']),
    usage: z.looseObject({ input: count, cached: count, output: count, reasoning: count }),
    ticks: count,
    source: z.enum(['provider', 'registry']),
  }),
  learned: Learned,
});

/** What a desktop tells after a failure. */
export const FailedMessage = z.strictObject({ learned: Learned, pauseMs: count.optional() });

/** What the gate answers to a planned call, line by line: waits as they come, then the pass or an error. */
export const GateLine = z.union([
  z.object({ wait: z.object({ reason: z.string(), ms: z.number() }) }),
  z.object({ pass: z.string() }),
  z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }) }),
]);

/** Most bytes of a message; none is near it. */
export const MOST_BYTES = 64 * 1024;
