import type { RunHead, Step } from '../../agent/events.ts';

/** One task done once by one model. */
export interface Sample {
  readonly model: string;
  readonly task: string;
  readonly head: RunHead;
  readonly steps: readonly Step[];
  /** Whether the run was done and its answer was the expected one. */
  readonly isRight: boolean;
}

/** The middle and the slow end of some times, in ms. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

/** What a model did over all of its samples. */
export interface ModelRow {
  readonly model: string;
  readonly answeredBy: readonly string[];
  readonly runs: number;
  readonly right: number;
  /** Model turns of all runs. */
  readonly steps: number;
  /** From sending a request to the first content. */
  readonly firstMs: Spread;
  /** From sending a request to the end of the answer. */
  readonly modelMs: Spread;
  /** A full step: model, acting, settling, frame. */
  readonly stepMs: Spread;
  /** Billed output tokens over the whole time of the answers, as the published numbers are measured. */
  readonly tokensPerSecond: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
  readonly usdPerRun: number;
}

/** Sums up the samples of each model, in the order in which the models first come. */
export function summarise(samples: readonly Sample[]): readonly ModelRow[] {
  return [...Map.groupBy(samples, ({ model }) => model)].map(([model, own]) => rowOf(model, own));
}

/** The value below which a share of the values lies (nearest rank); 0 for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function rowOf(model: string, samples: readonly Sample[]): ModelRow {
  const steps = samples
    .flatMap((sample) => sample.steps)
    .filter(({ usage }) => usage.input + usage.output > 0);
  const sum = (pick: (step: Step) => number): number => steps.reduce((total, step) => total + pick(step), 0);
  const seconds = sum(({ modelMs }) => modelMs) / 1000;
  const usd = samples.reduce((total, { head }) => total + head.totals.costUsd, 0);
  return {
    model,
    answeredBy: [...new Set(samples.flatMap(({ head }) => head.answeredBy))],
    runs: samples.length,
    right: samples.filter(({ isRight }) => isRight).length,
    steps: steps.length,
    firstMs: spread(steps.map(({ firstMs, modelMs }) => firstMs ?? modelMs)),
    modelMs: spread(steps.map(({ modelMs }) => modelMs)),
    stepMs: spread(steps.map(stepMs)),
    tokensPerSecond: seconds === 0 ? 0 : sum(({ usage }) => usage.output) / seconds,
    inputTokens: sum(({ usage }) => usage.input),
    cachedTokens: sum(({ usage }) => usage.cached),
    outputTokens: sum(({ usage }) => usage.output),
    usd,
    usdPerRun: samples.length === 0 ? 0 : usd / samples.length,
  };
}

function stepMs({ modelMs, actions }: Step): number {
  return actions.reduce((sum, { timings: t }) => sum + t.actMs + t.settleMs + t.frameMs, modelMs);
}

function spread(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}
