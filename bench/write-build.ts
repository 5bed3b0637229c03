import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withMarked } from './marked.ts';
import type { Machine, Measurement } from './result.ts';
import { formatP50, toTable } from './result.ts';

/** The name of the part of docs/performance.md and of the README that tells of the build; `npm run bench` leaves it as it is. */
export const BUILD_MARK = 'bench:build';

/** Writes how long builds take: the table into docs/performance.md, one line into the README. @throws Error when a page has lost its marks. */
export async function writeBuild(
  machine: Machine,
  at: string,
  measurements: readonly Measurement[],
  root = fileURLToPath(new URL('..', import.meta.url)),
): Promise<void> {
  await replace(join(root, 'docs/performance.md'), buildSection(machine, at, measurements));
  await replace(join(root, 'README.md'), buildLine(measurements));
}

/** The section of docs/performance.md. */
export function buildSection(
  { cpu, cores, engine }: Machine,
  at: string,
  measurements: readonly Measurement[],
): string {
  return `
## Building the image

Written by \`npm run bench:build -- --write\`. Measured on ${at.slice(0, 10)}: ${cpu}, ${cores} cores, Docker Engine ${engine}. From nothing means
that every step is done; packages come from the builder's own store if it has them, as the speed of a network is not ours.

${toTable(measurements)}

`;
}

/** The README's line. */
export function buildLine(measurements: readonly Measurement[]): string {
  const told = measurements.map((measurement) => `${measurement.name} ${formatP50(measurement)}`);
  return `\nBuilding the image, by \`npm run bench:build\`: ${told.join(' · ')}.\n`;
}

async function replace(file: string, content: string): Promise<void> {
  await writeFile(file, withMarked(await readFile(file, 'utf8'), BUILD_MARK, content));
}
