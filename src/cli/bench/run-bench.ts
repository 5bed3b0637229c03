import type { RunHead, Step } from '../../agent/events.ts';
import { toDeskhandError } from '../../base/errors.ts';
import type { Sample } from './measure.ts';
import type { BenchTask } from './task-set.ts';

/** What a bench runs over. */
export interface BenchPlan {
  readonly models: readonly string[];
  readonly tasks: readonly BenchTask[];
  /** How often each model does each task. */
  readonly repeat: number;
}

/** Does one task with one model on a desktop. */
export type RunTask = (
  model: string,
  task: BenchTask,
) => Promise<{ readonly head: RunHead; readonly steps: readonly Step[] }>;

/** Errors that would be the same for every further run. */
const HOPELESS = new Set(['bad_key', 'no_credits', 'no_key']);

/**
 * Does every task with every model, the models taking turns, so that a slow hour of a provider or of this machine falls on
 * all alike. A model whose key is refused is left out from then on. `told` gets each sample as it is made.
 */
export async function runBench(
  plan: BenchPlan,
  runTask: RunTask,
  told: (sample: Sample) => void,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const hopeless = new Set<string>();
  for (let round = 0; round < plan.repeat; round++) {
    for (const task of plan.tasks) {
      for (const model of plan.models) {
        signal.throwIfAborted();
        if (hopeless.has(model)) continue;
        const { head, steps } = await runTask(model, task);
        const sample = { model, task: task.name, head, steps, isRight: isRight(head, task) };
        samples.push(sample);
        told(sample);
        if (HOPELESS.has(head.error?.code ?? '')) hopeless.add(model);
      }
    }
  }
  return samples;
}

/** Whether a run was done with the answer that was expected. */
export function isRight(head: RunHead, { expect }: BenchTask): boolean {
  if (head.outcome !== 'done') return false;
  return expect === undefined || new RegExp(expect, 'iu').test(head.result ?? '');
}

/** A run that could not even be started, as a sample: it counts as failed. */
export function failedRun(model: string, task: BenchTask, error: unknown): RunHead {
  const now = new Date().toISOString();
  return {
    id: 'none',
    task: task.task,
    model,
    answeredBy: [],
    limits: { steps: 0, minutes: 0, usd: 0 },
    startedAt: now,
    endedAt: now,
    state: 'ended',
    outcome: 'failed',
    error: toDeskhandError(error).toJSON(),
    totals: {
      steps: 0,
      actions: 0,
      inputTokens: 0,
      cachedTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
      costUsd: 0,
      durationMs: 0,
    },
  };
}
