import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { between, marked, withMarked } from './marked.ts';
import type { Machine, Measurement, Report } from './result.ts';
import { reaches, toTable } from './result.ts';
import { BUILD_MARK } from './write-build.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes docs/performance.md: the whole table, what it was measured on, and what the lines mean. What it tells of the build,
 * which another script measures, stays.
 */
export async function writePage({ machine, at, measurements }: Report, root = ROOT): Promise<void> {
  const file = join(root, 'docs/performance.md');
  const build = marked(await readFile(file, 'utf8').catch(() => ''), BUILD_MARK) ?? '\n';
  const { cpu, cores, memoryGiB, kernel, engine } = machine;
  const text = `# Performance

Written by \`npm run bench -- --write\`; do not edit. Measured on ${at.slice(0, 10)}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, kernel ${kernel},
Docker Engine ${engine}. The desktop is 1280×800 and runs under full hardening; client and desktop share the machine.

${toTable(measurements)}

In italics: the ways of others, in the same run and the same desktop. Spawned programs are timed inside the container, so
\`docker exec\` is not counted. A sleep is followed by one of our own screenshots, which is faster than theirs.

A click or a screenshot that is repeated at once is faster than the first of a desktop: what has just been loaded is compiled while it
runs. So a hundred calls come before those that are counted, and have a line of their own.

The kinds of pages are those of \`tests/fixtures/behaviours\`: each records itself when it reached its final state, which it
shows by a colour of its own; the reply's frame is final when it shows that colour and nothing on the page changes after it.
${missedLine(measurements)}
${between(BUILD_MARK, build)}
`;
  await writeFile(file, text);
}

function missedLine(measurements: readonly Measurement[]): string {
  const missed = measurements.filter((measurement) => reaches(measurement) === false);
  if (missed.length === 0) return '';
  return `\nMissed in this run: ${missed.map(({ name }) => name).join('; ')}.\n`;
}

/** Writes the table into the README, between its two marks. @throws Error when it has lost them. */
export async function writeReadme(
  machine: Machine,
  measurements: readonly Measurement[],
  root = ROOT,
): Promise<void> {
  const file = join(root, 'README.md');
  await writeFile(file, withMarked(await readFile(file, 'utf8'), 'bench', block(machine, measurements)));
}

function block(machine: Machine, measurements: readonly Measurement[]): string {
  const missed = measurements.filter((measurement) => reaches(measurement) === false);
  return [
    '',
    '',
    `Measured by \`npm run bench\` on ${machine.cores} cores (${machine.cpu}), 1280×800, under full hardening. In italics: the ways of others, run inside the same desktop.`,
    '',
    toTable(measurements),
    '',
    ...(missed.length === 0 ? [] : [`Missed in this run: ${missed.map(({ name }) => name).join('; ')}.`, '']),
    '',
  ].join('\n');
}
