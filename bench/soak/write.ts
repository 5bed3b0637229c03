import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Series } from './series.ts';
import { zombieLine } from './table.ts';

const MARKERS = /<!-- soak -->[^]*<!-- \/soak -->/;

const PAGE = fileURLToPath(new URL('../../docs/operations.md', import.meta.url));

/** One whole soak. */
export interface Soak {
  readonly minutes: number;
  readonly rounds: number;
  /** ISO 8601. */
  readonly at: string;
  readonly series: readonly Series[];
  /** What stayed a zombie, by name and pid. */
  readonly zombies: readonly string[];
}

/** Writes a soak's table into docs/operations.md, between its two markers. Throws when they are gone. */
export async function writePage(soak: Soak): Promise<void> {
  const text = await readFile(PAGE, 'utf8');
  if (!MARKERS.test(text)) throw new Error('docs/operations.md has lost its <!-- soak --> markers.');
  // A function, so that no $ in the table is taken for a pattern.
  await writeFile(
    PAGE,
    text.replace(MARKERS, () => `<!-- soak -->\n\n${soakBlock(soak)}\n\n<!-- /soak -->`),
  );
}

/** A soak as Markdown: how long and on what, every quantity with its growth and what it may grow by, and the zombies. Pure but for the machine's name. */
export function soakBlock({ minutes, rounds, at, series, zombies }: Soak): string {
  const on = `${cpus()[0]?.model ?? arch()}, ${cpus().length} cores, kernel ${release()}`;
  const rows = series.map(({ name, unit, verdict }) =>
    [
      name,
      ...[verdict.median, verdict.max, verdict.growth, verdict.allowed].map((value) =>
        `${value.toFixed(1)} ${unit}`.trim(),
      ),
      verdict.isFlat ? 'flat' : '**grows**',
    ].join(' | '),
  );
  return [
    `\`npm run soak -- --write\` on ${at.slice(0, 10)}: ${rounds} rounds in ${minutes} minutes on ${on}.`,
    '',
    '| what | median | most | growth | allowed | verdict |',
    '| --- | --: | --: | --: | --: | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
    `${zombieLine(zombies)}.`,
  ].join('\n');
}
