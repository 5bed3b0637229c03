import { dollars } from '../run/progress.ts';
import type { ModelRow, Spread } from './measure.ts';
import type { Published } from './published.ts';
import type { PlotRow } from './plot.ts';

/** The columns of the bench's table. */
export const BENCH_COLUMNS = [
  'MODEL',
  'RIGHT',
  'TURNS',
  'FIRST ms',
  'ANSWER ms',
  'STEP ms',
  'TOK/S',
  'TOKENS IN/OUT',
  'USD/TASK',
  'PUBLISHED ms, tok/s',
] as const;

/** One line of the table. */
export function benchCells({ row, published }: PlotRow): readonly string[] {
  const { runs, right, steps, firstMs, modelMs, stepMs, tokensPerSecond, inputTokens, outputTokens } = row;
  return [
    row.model,
    `${right}/${runs}`,
    String(steps),
    spread(firstMs),
    spread(modelMs),
    spread(stepMs),
    tokensPerSecond.toFixed(0),
    `${inputTokens}/${outputTokens}`,
    dollars(row.usdPerRun),
    published === undefined ? '–' : `${published.endToEndMs ?? '–'}, ${published.tokensPerSecond ?? '–'}`,
  ];
}

/** One model of the bench for programs. */
export function benchDocument({ row, published }: PlotRow) {
  return {
    model: row.model,
    answered_by: row.answeredBy,
    runs: row.runs,
    right: row.right,
    turns: row.steps,
    first_ms: rounded(row.firstMs),
    answer_ms: rounded(row.modelMs),
    step_ms: rounded(row.stepMs),
    tokens_per_second: Number(row.tokensPerSecond.toFixed(1)),
    input_tokens: row.inputTokens,
    cached_tokens: row.cachedTokens,
    output_tokens: row.outputTokens,
    cost_usd: row.usd,
    cost_usd_per_task: row.usdPerRun,
    published: published === undefined ? null : publishedDocument(published),
  };
}

/** A line while the bench runs. */
export function sampleLine(row: ModelRow, task: string): string {
  const outcome = row.right === 1 ? 'right' : 'not right';
  return `${row.model}: ${task} ${outcome}, ${row.steps} turns, answers ${Math.round(row.modelMs.p50)} ms, ${dollars(row.usd)}`;
}

function publishedDocument({ endToEndMs, firstMs, tokensPerSecond, source }: Published) {
  return {
    end_to_end_ms: endToEndMs ?? null,
    first_ms: firstMs ?? null,
    tokens_per_second: tokensPerSecond ?? null,
    source,
  };
}

function spread({ p50, p95 }: Spread): string {
  return `${Math.round(p50)} (${Math.round(p95)})`;
}

function rounded({ p50, p95 }: Spread): Spread {
  return { p50: Math.round(p50), p95: Math.round(p95) };
}
