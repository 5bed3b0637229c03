import type { ActionCall } from '../../actions/action.ts';
import type { ActionReply, Executor, PerformedAction, PerformOptions } from '../../actions/executor.ts';
import { toDeskhandError } from '../../base/errors.ts';

/** What became of an action. */
export interface ActionOutcome {
  readonly action: string;
  /** `ok`, or the error's code. */
  readonly result: string;
  /** Of one that succeeded, in ms. */
  readonly actMs?: number;
}

/** An observation that came with the reply to an action. */
export interface LookOutcome {
  readonly frameMs: number;
  /** How settling went; undefined where nobody waited for it. */
  readonly settling?: { readonly settleMs: number; readonly settled: boolean } | undefined;
}

/** Told of everything as it ends. */
export interface ExecutorCounts {
  action(outcome: ActionOutcome): void;
  look(outcome: LookOutcome): void;
}

/**
 * The same executor, whose actions are told to `counts`, each once and under its own name: those inside of a `batch` too, beside
 * the batch itself, and those that a request of another dialect became. Names are the table's, all others `unknown`: what callers
 * invent must not become a label.
 */
export function countedExecutor(executor: Executor, counts: ExecutorCounts): Executor {
  const { table, control } = executor;
  const known = new Set(table.list().map(({ name }) => name));
  const performed = ({ action: name, result, actMs }: PerformedAction): void => {
    const action = known.has(name) ? name : 'unknown';
    counts.action(result === 'ok' ? { action, result, actMs } : { action, result });
  };
  return {
    table,
    control,
    observe: (options) => executor.observe(options),
    scene: (frameSize) => executor.scene(frameSize),
    screenshot: (options) => executor.screenshot(options),
    async perform(call, options) {
      const { action } = call;
      try {
        const reply = await executor.perform(call, { ...options, onPerformed: performed });
        performed({ action, result: 'ok', actMs: reply.timings.actMs });
        look(reply, options, counts);
        return reply;
      } catch (error) {
        performed({ action, result: toDeskhandError(error).code, actMs: 0 });
        throw error;
      }
    },
    async performAll(calls, options) {
      // Told at the end: whether the last one was a success is known once the screen was looked at, as for a single one.
      const done: PerformedAction[] = [];
      try {
        const onPerformed = (each: PerformedAction): void => void done.push(each);
        const reply = await executor.performAll(calls, { ...options, onPerformed });
        done.forEach(performed);
        look(reply, options, counts);
        return reply;
      } catch (error) {
        withFailure(done, calls, toDeskhandError(error).code).forEach(performed);
        throw error;
      }
    },
  };
}

/** Where no action itself has failed, it was the next one, whose turn did not come, or the look after the last one. */
function withFailure(
  done: readonly PerformedAction[],
  calls: readonly ActionCall[],
  code: string,
): readonly PerformedAction[] {
  if (done.some(({ result }) => result !== 'ok')) return done;
  const before = done.slice(0, calls.length - 1);
  const failed = calls[before.length];
  return failed === undefined ? done : [...before, { action: failed.action, result: code, actMs: 0 }];
}

function look(
  { observation, timings }: ActionReply,
  { observe = 'settled' }: PerformOptions = {},
  counts: ExecutorCounts,
): void {
  if (observation === null) return;
  const { settleMs, frameMs } = timings;
  const settling = observe === 'settled' ? { settleMs, settled: observation.settled } : undefined;
  counts.look({ frameMs, settling });
}
