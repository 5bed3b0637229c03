import type { Book } from './book.ts';

/** What the ledger can be summed up by. */
export const GROUPINGS = ['day', 'model', 'task', 'host', 'key', 'run'] as const;

/** See {@link GROUPINGS}. */
export type Grouping = (typeof GROUPINGS)[number];

/** Which entries count. */
export interface SummaryFilter {
  /** First and last day (UTC), both included. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** A group's sums. */
export interface SummaryRow {
  /** The day, model, …; empty for calls that belong to none. */
  readonly name: string;
  readonly calls: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
  readonly ticks: number;
}

/** Sums of the ledger by one of its columns: days in their order, all else dearest first. */
export function summarise(book: Book, by: Grouping, filter: SummaryFilter = {}): readonly SummaryRow[] {
  const order = by === 'day' ? 'name' : 'ticks DESC, name';
  const rows = book.db
    .prepare(
      `SELECT COALESCE(${by}, '') AS name, COUNT(*) AS calls, SUM(input) AS input, SUM(cached) AS cached,
              SUM(output) AS output, SUM(reasoning) AS reasoning, SUM(ticks) AS ticks
       FROM calls WHERE day >= ? AND day <= ? GROUP BY name ORDER BY ${order}`,
    )
    .all(filter.since ?? '', filter.until ?? '9999');
  return rows.map((row) => ({
    name: String(row['name']),
    calls: Number(row['calls']),
    input: Number(row['input']),
    cached: Number(row['cached']),
    output: Number(row['output']),
    reasoning: Number(row['reasoning']),
    ticks: Number(row['ticks']),
  }));
}

/** The sums over all rows. */
export function totalOf(rows: readonly SummaryRow[]): SummaryRow {
  const none = { name: 'total', calls: 0, input: 0, cached: 0, output: 0, reasoning: 0, ticks: 0 };
  return rows.reduce(
    (sum, row) => ({
      name: 'total',
      calls: sum.calls + row.calls,
      input: sum.input + row.input,
      cached: sum.cached + row.cached,
      output: sum.output + row.output,
      reasoning: sum.reasoning + row.reasoning,
      ticks: sum.ticks + row.ticks,
    }),
    none,
  );
}
