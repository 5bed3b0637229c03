import type { RunEvent, RunHead, Step, Totals } from '../../../src/agent/events.ts';

const totals: Totals = {
  steps: 2,
  actions: 2,
  inputTokens: 2000,
  cachedTokens: 1000,
  outputTokens: 100,
  reasoningTokens: 40,
  costUsd: 0.0012,
  durationMs: 4200,
};

/** The head of a finished run; `changes` go over it. */
export function runHead(changes: Partial<RunHead> = {}): RunHead {
  return {
    id: 'run-1',
    task: 'Sign in',
    model: 'grok-4-1-fast',
    answeredBy: ['grok-4-1-fast'],
    limits: { steps: 10, minutes: 5, usd: 1 },
    startedAt: '2030-01-01T00:00:00Z',
    state: 'ended',
    outcome: 'done',
    result: 'Signed in.',
    totals,
    ...changes,
  };
}

/** A step that clicked a button. */
export function clickStep(number: number): Step {
  return {
    number,
    at: '2030-01-01T00:00:01Z',
    thought: 'I click.',
    actions: [
      {
        name: 'click',
        params: { ref: 'e1' },
        ok: true,
        target: { role: 'button', name: 'Sign in' },
        timings: { actMs: 1, settleMs: 94, frameMs: 2 },
        settled: true,
      },
    ],
    model: 'grok-4-1-fast',
    usage: { input: 1000, cached: 500, output: 50, reasoning: 20 },
    costUsd: 0.0006,
    modelMs: 800,
  };
}

/** A whole run's events: started, progress, two steps, ended. */
export function runEvents(head: RunHead = runHead()): readonly RunEvent[] {
  const { outcome: _outcome, result: _result, ...running } = head;
  return [
    { type: 'started', run: { ...running, state: 'running' } },
    { type: 'progress', message: 'Opening the page' },
    { type: 'step', step: clickStep(1), totals },
    { type: 'step', step: clickStep(2), totals },
    { type: 'ended', run: head },
  ];
}
