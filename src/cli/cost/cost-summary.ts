import { resolve } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';
import { openBook } from '../../ledger/book.ts';
import { ledgerPath } from '../../ledger/location.ts';
import { GROUPINGS, summarise, totalOf } from '../../ledger/summary.ts';
import type { Grouping, SummaryRow } from '../../ledger/summary.ts';
import { exactUsd, ticksToUsd } from '../../models/pricing.ts';
import type { Context } from '../context.ts';
import { oneOf } from '../one-of.ts';
import { formatTable } from '../table.ts';
import { toCsv } from './csv.ts';

/** What `cost` is told. */
export interface CostSummaryValues {
  readonly by: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly csv: boolean;
  readonly ledger: string | undefined;
}

/** Sums up the ledger. */
export async function costSummary({ output, process }: Context, values: CostSummaryValues): Promise<void> {
  const by = oneOf('--by', values.by, GROUPINGS) ?? 'day';
  const filter = { since: day('--since', values.since), until: day('--until', values.until) };
  const path = values.ledger ?? ledgerPath(process.env);
  using book = openBook(resolve(process.cwd, path));
  const rows = summarise(book, by, filter);
  const total = totalOf(rows);
  const value = { by, rows: rows.map(rowDocument), total: rowDocument(total), ledger: path };
  output.result(value, values.csv ? toCsv([HEAD(by), ...rows.map(cells)]) : table(by, rows, total, output));
  if (rows.length === 0)
    output.info(`Nothing is booked${values.since === undefined ? '' : ' in that time'} in ${path}.`);
}

function day(flag: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const time = Date.parse(`${value}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(time)) return value;
  throw new DeskhandError('bad_input', `${flag} must be a day such as 2026-11-22, not "${value}".`);
}

const HEAD = (by: Grouping): readonly string[] => [
  by,
  'calls',
  'input_tokens',
  'cached_tokens',
  'output_tokens',
  'reasoning_tokens',
  'ticks',
  'usd',
];

function cells(row: SummaryRow): readonly string[] {
  const { name, calls, input, cached, output, reasoning, ticks } = row;
  return [name, ...[calls, input, cached, output, reasoning, ticks].map(String), exactUsd(ticks)];
}

function rowDocument({ name, calls, input, cached, output, reasoning, ticks }: SummaryRow) {
  return {
    name,
    calls,
    input_tokens: input,
    cached_tokens: cached,
    output_tokens: output,
    reasoning_tokens: reasoning,
    ticks,
    usd: ticksToUsd(ticks),
    usd_exact: exactUsd(ticks),
  };
}

const LONGEST_NAME = 60;

function table(
  by: Grouping,
  rows: readonly SummaryRow[],
  total: SummaryRow,
  { paint }: Context['output'],
): string {
  if (rows.length === 0) return '';
  const lines = [...rows, total].map((row) => {
    const [name = '', calls = '', input = '', cached = '', output = ''] = cells(row);
    const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
    return [
      short === '' ? '–' : short.replaceAll(/\s+/g, ' '),
      calls,
      input,
      cached,
      output,
      `$${exactUsd(row.ticks)}`,
    ];
  });
  return formatTable([by.toUpperCase(), 'CALLS', 'INPUT', 'CACHED', 'OUTPUT', 'DOLLARS'], lines, paint);
}
