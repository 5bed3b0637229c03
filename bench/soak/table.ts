import type { Series } from './series.ts';

/** What a series is held to, beside the numbers. */
export const CRITERIA = [
  'growth: over the judged part, by the median of all slopes; allowed: 5 % of the median or 8 MB, whichever is more (memory), 3 MB (old objects), 2 (files, processes)',
  'lasting zombies: processes that were zombies at two looks in a row; none is allowed',
] as const;

/** The series as a table of plain text, and what they are held to. */
export function textTable(rows: readonly Series[]): string {
  const cells = rows.map(({ name, unit, verdict }) => [
    name,
    `${verdict.median.toFixed(1)} ${unit}`,
    `${verdict.max.toFixed(1)} ${unit}`,
    `${verdict.growth.toFixed(1)} ${unit}`,
    `${verdict.allowed.toFixed(1)} ${unit}`,
    `${verdict.perHour.toFixed(1)} ${unit}`,
    verdict.isFlat ? 'flat' : 'GROWS',
  ]);
  const lines = [['', 'median', 'most', 'growth', 'allowed', 'per hour', ''], ...cells];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const table = lines.map((line) =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [...table, '', ...CRITERIA].join('\n');
}

/** Which zombies stayed, as one phrase. */
export function zombieLine(zombies: readonly string[]): string {
  return `Lasting zombies: ${zombies.length === 0 ? 'none' : zombies.join(', ')}`;
}
