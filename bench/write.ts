import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Machine, Measurement, Report } from './result.ts';
import { reaches, toTable } from './result.ts';

const MARKERS = /<!-- bench -->[^]*<!-- \/bench -->/;

const PAGE = fileURLToPath(new URL('../docs/performance.md', import.meta.url));

/** Writes docs/performance.md: the whole table, what it was measured on, and what the lines mean. */
export async function writePage({ machine, at, measurements }: Report): Promise<void> {
  const { cpu, cores, memoryGiB, kernel, engine } = machine;
  const text = `# Performance

Written by \`npm run bench -- --write\`; do not edit. Measured on ${at.slice(0, 10)}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, kernel ${kernel},
Docker Engine ${engine}. The desktop is 1280×800 and runs under full hardening; client and desktop share the machine.

${toTable(measurements)}

In italics: the ways of others, in the same run and the same desktop. Spawned programs are timed inside the container, so
\`docker exec\` is not counted. A sleep is followed by one of our own screenshots, which is faster than theirs.

The kinds of pages are those of \`tests/fixtures/behaviours\`: each records itself when it reached its final state, which it
shows by a colour of its own; the reply's frame is final when it shows that colour and nothing on the page changes after it.
${missedLine(measurements)}`;
  await writeFile(PAGE, text);
}

function missedLine(measurements: readonly Measurement[]): string {
  const missed = measurements.filter((measurement) => reaches(measurement) === false);
  if (missed.length === 0) return '';
  return `\nMissed in this run: ${missed.map(({ name }) => name).join('; ')}.\n`;
}

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
