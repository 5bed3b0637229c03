import type { Outcome, RunHead } from '../../agent/events.ts';
import type { Paint } from '../paint.ts';
import { dollars } from './progress.ts';

/** What `run --json` prints. */
export function runDocument(run: RunHead, folder: string) {
  const { totals } = run;
  return {
    id: run.id,
    outcome: run.outcome ?? null,
    result: run.result ?? null,
    ...(run.error === undefined ? {} : { error: run.error }),
    steps: totals.steps,
    usage: {
      input_tokens: totals.inputTokens,
      cached_tokens: totals.cachedTokens,
      output_tokens: totals.outputTokens,
      reasoning_tokens: totals.reasoningTokens,
    },
    cost_usd: totals.costUsd,
    ...(run.estimatedUsd === undefined ? {} : { estimated_usd: run.estimatedUsd }),
    model: run.model,
    answered_by: run.answeredBy,
    duration_ms: totals.durationMs,
    folder,
  };
}

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
