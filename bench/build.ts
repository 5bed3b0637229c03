import { parseArgs } from 'node:util';
import { ChangingSource, pushedLayers, resent } from '../scripts/source-change.ts';
import { thisMachine } from './machine.ts';
import { reaches, toTable, type Measurement } from './result.ts';
import { summarise } from './statistics.ts';
import { writeBuild } from './write-build.ts';

/**
 * `npm run bench:build [-- --changes N] [--no-cold] [--write]`: how long the image takes to build after a change of the sources and
 * from nothing, and what a registry is then sent. Exit 1 when a target is missed. With --write the table goes into docs/performance.md,
 * and its figures into one line of the README. It takes some minutes, keeps the
 * sources as they are and leaves no image behind.
 *
 * From nothing means that every step is done: packages come from the builder's own store if it has them, as the speed of
 * a network is not ours.
 */

/** Measures `changes` builds after a change each and, unless told otherwise, one from nothing. */
export async function measureBuild(
  changes: number,
  { cold = true }: { readonly cold?: boolean } = {},
): Promise<readonly Measurement[]> {
  await using source = await ChangingSource.copy();
  const original = await source.build();
  let changed = original;
  const warm: number[] = [];
  for (let i = 0; i < changes; i++) {
    await source.change();
    const start = performance.now();
    changed = await source.build();
    warm.push(secondsSince(start));
  }
  // After the builds: taking an image out of the engine writes a gigabyte, which they would wait for.
  const sent = resent(await pushedLayers(original), await pushedLayers(changed));
  const megabytes = sent.reduce((sum, { descriptor }) => sum + descriptor.size, 0) / 1e6;
  const measurements: Measurement[] = [
    { name: 'build after a source change', unit: 's', summary: summarise(warm) },
    // Whoever waits for one waits for that one, not for the median.
    {
      name: '… the slowest of them',
      unit: 's',
      summary: summarise([Math.max(...warm)]),
      target: { atMost: 15 },
    },
    {
      name: 'pushed after a source change',
      unit: 'MB',
      summary: summarise([megabytes]),
      target: { atMost: 10 },
    },
  ];
  if (cold) {
    const start = performance.now();
    await source.build({ fresh: true });
    const summary = summarise([secondsSince(start)]);
    measurements.push({ name: 'build from nothing', unit: 's', summary, target: { atMost: 240 } });
  }
  return measurements;
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

if (import.meta.main) {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      changes: { type: 'string', default: '5' },
      cold: { type: 'boolean', default: true },
      write: { type: 'boolean', default: false },
    },
  });
  const changes = Number(values.changes);
  if (!Number.isInteger(changes) || changes < 1)
    throw new Error(`--changes: not a number of changes: ${values.changes}`);
  const measured = await measureBuild(changes, { cold: values.cold });
  process.stdout.write(`${toTable(measured)}\n`);
  if (values.write) await writeBuild(await thisMachine(), new Date().toISOString(), measured);
  const missed = measured.filter((measurement) => reaches(measurement) === false);
  for (const { name } of missed) process.stderr.write(`missed: ${name}\n`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}
