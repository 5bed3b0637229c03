import type { Outcome, RunHead } from '../../agent/events.ts';
import type { Paint } from '../paint.ts';
import { dollars } from './progress.ts';

/** What is said on stderr when a run has ended: outcome, steps, time, cost, report. */
export function summaryLines(run: RunHead, report: string, paint: Paint): readonly string[] {
  const { totals } = run;
  const outcome = run.outcome ?? 'failed';
  const seconds = (totals.durationMs / 1000).toFixed(1);
  return [
    `${paint(outcome === 'done' ? 'green' : 'red', WORDS[outcome])} after ${totals.steps} ${totals.steps === 1 ? 'step' : 'steps'} in ${seconds} s`,
    `cost:   ${cost(run)}`,
    `report: ${report}`,
  ];
}

const WORDS: Readonly<Record<Outcome, string>> = {
  done: 'Done',
  failed: 'Failed',
  limit: 'Stopped at a limit',
  cancelled: 'Cancelled',
  needs_user: 'Stopped with a question',
};

function cost(run: RunHead): string {
  const own = dollars(run.totals.costUsd);
  const { estimatedUsd } = run;
  return estimatedUsd === undefined
    ? own
    : `${own} (the same run on grok-4-1-fast would have cost about ${dollars(estimatedUsd)})`;
}
