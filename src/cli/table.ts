import { onOneLine } from '../base/control-characters.ts';
import type { Paint } from './paint.ts';

/** Rows under a dim head, each one line, columns two spaces apart, nothing at the end of lines. */
export function formatTable(
  head: readonly string[],
  cells: readonly (readonly string[])[],
  paint: Paint,
): string {
  const rows = cells.map((row) => row.map(onOneLine));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint('dim', line(head)), ...rows.map(line)].join('\n');
}
