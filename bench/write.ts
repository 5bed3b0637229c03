import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Machine, Measurement } from './result.ts';
import { reaches, toTable } from './result.ts';

const MARKERS = /<!-- bench -->[^]*<!-- \/bench -->/;

/** Writes the table into the README, between its two markers. */
export async function writeReadme(machine: Machine, measurements: readonly Measurement[]): Promise<void> {
  const file = fileURLToPath(new URL('../README.md', import.meta.url));
  const text = await readFile(file, 'utf8');
  if (!MARKERS.test(text)) throw new Error('The README has lost its <!-- bench --> markers.');
  // A function, so that no $ in the table is taken for a pattern.
  await writeFile(
    file,
    text.replace(MARKERS, () => block(machine, measurements)),
  );
}

function block(machine: Machine, measurements: readonly Measurement[]): string {
  const missed = measurements.filter((measurement) => reaches(measurement) === false);
  return [
    '<!-- bench -->',
    '',
    `Measured by \`npm run bench\` on ${machine.cores} cores (${machine.cpu}), 1280×800, under full hardening. In italics: the ways of others, run inside the same desktop.`,
    '',
    toTable(measurements),
    '',
    ...(missed.length === 0 ? [] : [`Missed in this run: ${missed.map(({ name }) => name).join('; ')}.`, '']),
    '<!-- /bench -->',
  ].join('\n');
}
