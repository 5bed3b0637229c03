import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunHead, Step, StepAction } from '../../../src/agent/events.ts';

/** A folder that goes with the test. */
export async function tempFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'deskhand-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A head of a run that has just started. */
export function headOf(more: Partial<RunHead> = {}): RunHead {
  return {
    id: '20261122-153000-ab12',
    task: 'Send the report',
    model: 'grok-4-1-fast',
    answeredBy: ['grok-4-1-fast-reasoning'],
    limits: { steps: 10, minutes: 5, usd: 1 },
    startedAt: '2026-11-22T15:30:00.000Z',
    state: 'running',
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
    ...more,
  };
}

/** One action of a step. */
export function actionOf(more: Partial<StepAction> = {}): StepAction {
  return { name: 'click', params: {}, ok: true, timings: { actMs: 1, settleMs: 60, frameMs: 4 }, ...more };
}

/** One step. */
export function stepOf(number: number, more: Partial<Step> = {}): Step {
  return {
    number,
    at: '2026-11-22T15:30:01.000Z',
    thought: `Thinking about step ${number}.`,
    actions: [actionOf()],
    model: 'grok-4-1-fast-reasoning',
    usage: { input: 3000, cached: 2000, output: 80, reasoning: 40 },
    costUsd: 0.0034,
    modelMs: 900,
    ...more,
  };
}
