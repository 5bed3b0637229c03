import type { EndedRun } from './run-exit.ts';

/** Of an ended run's head, what its document tells. */
export interface RunFacts extends EndedRun {
  readonly id: string;
  readonly result?: string | undefined;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string } | undefined;
  readonly model: string;
  readonly answeredBy: readonly string[];
  readonly estimatedUsd?: number | undefined;
  readonly totals: {
    readonly steps: number;
    readonly inputTokens: number;
    readonly cachedTokens: number;
    readonly outputTokens: number;
    readonly reasoningTokens: number;
    readonly costUsd: number;
    readonly durationMs: number;
  };
}

/** What `run --json` prints, on the host and in the image alike; its schema is schemas/cli/run.schema.json. `folder` holds the record. */
export function runDocument(run: RunFacts, folder: string) {
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
