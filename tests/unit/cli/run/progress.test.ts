import { describe, expect, it } from 'vitest';
import { createPaint } from '../../../../src/cli/paint.ts';
import { dollars, progressLine } from '../../../../src/cli/run/progress.ts';
import { runDocument } from '../../../../src/base/run-document.ts';
import { summaryLines } from '../../../../src/cli/run/summary.ts';
import { clickStep, runEvents, runHead } from '../../client/sample-run.ts';

const paint = createPaint(false);

describe('progressLine', () => {
  it('is one line a step: number, action, target, settle, cost', () => {
    expect(runEvents().map((event) => progressLine(event, paint))).toEqual([
      'run run-1 (grok-4-1-fast)',
      'Opening the page',
      '  1  click button "Sign in" · settled 94 ms  $0.00060, $0.0012 so far',
      '  2  click button "Sign in" · settled 94 ms  $0.00060, $0.0012 so far',
      undefined,
    ]);
  });

  it('says what failed and what was only thought', () => {
    const { totals } = runHead();
    const [action] = clickStep(3).actions;
    const failed = {
      ...action,
      name: 'goto',
      params: { url: 'https://x/' },
      target: undefined,
      ok: false,
      error: { code: 'action_failed', message: 'net::ERR' },
    };
    const base = { ...clickStep(3), costUsd: 0 };
    const free = { ...totals, costUsd: 0 };
    const { target: _target, ...withoutTarget } = failed;
    const step = { ...base, actions: [{ ...withoutTarget, timings: { actMs: 1, settleMs: 1, frameMs: 1 } }] };
    expect(progressLine({ type: 'step', step, totals: free }, paint)).toBe(
      '  3  goto "https://x/" failed: net::ERR',
    );
    expect(progressLine({ type: 'step', step: { ...base, actions: [] }, totals: free }, paint)).toBe(
      '  3  I click.',
    );
  });

  it.each([
    [0, '$0'],
    [0.00064, '$0.00064'],
    [0.0999, '$0.10'],
    [1.5, '$1.50'],
  ])('writes %d as %s', (amount, text) => {
    expect(dollars(amount)).toBe(text);
  });
});

describe('the end of a run', () => {
  it('is a document for programs', () => {
    expect(runDocument(runHead({ estimatedUsd: 0.01 }), '/runs/run-1')).toMatchObject({
      id: 'run-1',
      outcome: 'done',
      result: 'Signed in.',
      steps: 2,
      usage: { input_tokens: 2000, cached_tokens: 1000, output_tokens: 100, reasoning_tokens: 40 },
      cost_usd: 0.0012,
      estimated_usd: 0.01,
      model: 'grok-4-1-fast',
      folder: '/runs/run-1',
    });
  });

  it('is told with its cost, what it would have cost, time and report', () => {
    const { totals } = runHead();
    const run = runHead({ model: 'playbook', totals: { ...totals, costUsd: 0 }, estimatedUsd: 0.0123 });
    expect(summaryLines(run, 'runs/run-1/report.html', paint)).toEqual([
      'Done after 2 steps in 4.2 s',
      'cost:   $0 (the same run on grok-4-1-fast would have cost about $0.012)',
      'report: runs/run-1/report.html',
    ]);
  });
});
