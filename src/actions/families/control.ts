import { z } from 'zod';
import { DeskhandError, toDeskhandError } from '../../base/errors.ts';
import type { JsonValue } from '../../base/json.ts';
import { throwIfAborted } from '../../desktop/abort.ts';
import type { Action, ActionCall } from '../action.ts';
import { defineAction } from '../action.ts';

/** Actions that only the loop of a run can carry out, so a batch must not hold them. */
export const NOT_IN_BATCH: ReadonlySet<string> = new Set(['batch', 'done', 'ask_user']);

/** Several actions in one turn. */
export const batch = defineAction({
  name: 'batch',
  title: 'Do several actions',
  description:
    'Does up to 20 actions one after another and looks once at the end. Stops at the first one that fails. Coordinates refer to the frame before the batch.',
  family: 'control',
  kind: 'input',
  schema: z.strictObject({
    actions: z
      .array(z.looseObject({ action: z.string().describe('Name of the action.') }))
      .min(1)
      .max(20)
      .describe('The actions, each with its own parameters beside "action".'),
  }),
  async handle(context, params) {
    const results: JsonValue[] = [];
    for (const [i, call] of params.actions.entries()) {
      try {
        throwIfAborted(context.signal);
        results.push(await performOne(call, (inner) => context.perform(inner)));
      } catch (error) {
        const { code, message, hint, nothingDone } = toDeskhandError(error);
        const text = `actions[${i}] (${call.action}): ${message} The ${i} before it were done.`;
        const options = { cause: error, nothingDone, ...(hint === undefined ? {} : { hint }) };
        throw new DeskhandError(code, text, options);
      }
    }
    return { results };
  },
});

const done = defineAction({
  name: 'done',
  title: 'Finish',
  description:
    'Ends the task. Call it once the task is done and you have checked so, or when it cannot be done.',
  family: 'control',
  kind: 'control',
  schema: z.strictObject({
    result: z
      .string()
      .max(100_000)
      .describe('The answer for the user: what was asked for, or why it failed.'),
    success: z.boolean().default(true).describe('Whether the task was done.'),
  }),
  handle: (_, params) => Promise.resolve(params),
});

const askUser = defineAction({
  name: 'ask_user',
  title: 'Ask the user',
  description:
    'Asks the user a question that only they can answer, such as a one-time code. Use it sparingly.',
  family: 'control',
  kind: 'control',
  schema: z.strictObject({ question: z.string().min(1).max(4000).describe('The question.') }),
  handle: (_, params) => Promise.resolve(params),
});

/** Actions that steer the run itself. */
export const controlActions: readonly Action[] = [batch, done, askUser];

function performOne(call: ActionCall, perform: (call: ActionCall) => Promise<JsonValue>): Promise<JsonValue> {
  if (!NOT_IN_BATCH.has(call.action)) return perform(call);
  throw new DeskhandError('bad_input', `action: "${call.action}" cannot be part of a batch.`);
}
