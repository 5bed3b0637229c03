import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withMarked } from '../marked.ts';
import type { Machine } from '../result.ts';
import type { Series } from './series.ts';
import { zombieLine } from './table.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One whole soak. */
export interface Soak {
  readonly minutes: number;
  readonly rounds: number;
  /** ISO 8601. */
  readonly at: string;
  readonly machine: Machine;
  readonly series: readonly Series[];
  /** What stayed a zombie, by name and pid. */
  readonly zombies: readonly string[];
}

/** Writes a soak's table into docs/operations.md, between its two marks. @throws Error when it has lost them. */
export async function writePage(soak: Soak, root = ROOT): Promise<void> {
  const file = join(root, 'docs/operations.md');
  await writeFile(file, withMarked(await readFile(file, 'utf8'), 'soak', `\n\n${soakBlock(soak)}\n\n`));
}

/** A soak as Markdown: how long and on what, every quantity with its growth and what it may grow by, and the zombies. */
export function soakBlock({ minutes, rounds, at, machine, series, zombies }: Soak): string {
  const on = `${machine.cpu}, ${machine.cores} cores, kernel ${machine.kernel}`;
  const rows = series.map(({ name, unit, verdict }) =>
    [
      name,
      ...[verdict.median, verdict.max, verdict.growth, verdict.allowed, verdict.perHour].map((value) =>
        `${value.toFixed(1)} ${unit}`.trim(),
      ),
      verdict.isFlat ? 'flat' : '**grows**',
    ].join(' | '),
  );
  return [
    `\`npm run soak -- --write\` on ${at.slice(0, 10)}: ${rounds} rounds in ${minutes} minutes on ${on}.`,
    '',
    '| what | median | most | growth | allowed | growth in an hour | verdict |',
    '| --- | --: | --: | --: | --: | --: | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
    `${zombieLine(zombies)}.`,
  ].join('\n');
}
