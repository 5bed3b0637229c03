import { toDeskhandError } from '../../base/errors.ts';
import type { DeskhandError } from '../../base/errors.ts';
import type { Size } from '../../base/geometry.ts';
import type { JsonObject } from '../../base/json.ts';
import type { ActionCall } from '../action.ts';
import type { Executor, PerformOptions } from '../executor.ts';
import type { Observation } from '../observation.ts';
import { dialectNamed } from './registry.ts';

/** How a dialect's request ended: its answer, or the error and, where the dialect has a shape for it, the answer that tells it. */
export type DialectReply =
  | { readonly ok: true; readonly answer: JsonObject }
  | { readonly ok: false; readonly error: DeskhandError; readonly answer: JsonObject | undefined };

/** What may be said about how to do it. */
export type DialectOptions = Pick<PerformOptions, 'signal' | 'secrets'>;

/**
 * Does what a request of another vendor's dialect asks for, and answers in that vendor's shape. Throws DeskhandError for
 * an unknown dialect and for a body that is not of it; whatever goes wrong later is in the reply.
 */
export async function performDialect(
  executor: Executor,
  name: string,
  body: unknown,
  options: DialectOptions = {},
): Promise<DialectReply> {
  const request = dialectNamed(name).read(body);
  const { frameSize } = request;
  try {
    const scene = await executor.scene(frameSize);
    const { calls, text } = request.plan(scene);
    const observation = await performAll(executor, calls, { ...options, frameSize });
    return { ok: true, answer: request.answer({ observation, text }) };
  } catch (thrown) {
    const error = toDeskhandError(thrown);
    return { ok: false, error, answer: request.refusal(error) };
  }
}

async function performAll(
  executor: Executor,
  calls: readonly ActionCall[],
  options: DialectOptions & { readonly frameSize: Size | undefined },
): Promise<Observation> {
  // What the loop of a run would carry out has no observation of its own.
  const acting = calls.filter(({ action }) => action !== 'done' && action !== 'ask_user');
  const [first, second] = acting;
  if (first === undefined) {
    executor.table.requireSight();
    return executor.observe({ ...options, observe: 'now' });
  }
  const { observation } =
    second === undefined
      ? await executor.perform(first, options)
      : await executor.performAll(acting, options);
  return observation ?? executor.observe({ ...options, observe: 'now' });
}
