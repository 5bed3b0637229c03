import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ensureImage } from '../scripts/image.ts';
import { measureImage } from '../scripts/image-size.ts';
import { measureActions } from './actions.ts';
import { measureHelp } from './cli.ts';
import { startBenchDesktop } from './desktop.ts';
import { measureMemory } from './footprint.ts';
import { thisMachine } from './machine.ts';
import { peersImage } from './peers/image.ts';
import { measurePeers } from './peers/spawned.ts';
import { measureTypingRight } from './peers/typing.ts';
import { measureTypingIntoPrograms } from './typing-programs.ts';
import { measureProxy } from './proxy.ts';
import type { Measurement } from './result.ts';
import { reaches, toTable } from './result.ts';
import { measureSettling } from './settling.ts';
import { measureStart } from './start.ts';
import { summarise } from './statistics.ts';
import { writePage, writeReadme } from './write.ts';

/** `npm run bench [-- --quick] [--json] [--out FILE] [--write]`: measures, prints a table (or JSON) and says which targets were missed; with --write it puts the table into the README and writes docs/performance.md. It takes less than ten minutes. */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    out: { type: 'string' },
    write: { type: 'boolean' },
  },
});

const image = await ensureImage({ tag: 'deskhand:local' });
const n = values.quick === true ? 10 : 60;
const measurements: Measurement[] = [];

await step('the command line', () => measureHelp(n));
await step('starting desktops', () => measureStart(image, values.quick === true ? 3 : 15));
{
  await using desktop = await startBenchDesktop(image);
  await step('acting and looking', () => measureActions(desktop.client, n));
  await step('typing', () => measureTypingRight(desktop, values.quick === true ? 4 : 40));
  await step('settling', () => measureSettling(desktop.client, values.quick === true ? 1 : 2));
  await step('the proxy', () => measureProxy(desktop, n));
}
{
  await using withPeers = await peersImage(image);
  await using desktop = await startBenchDesktop(withPeers.name);
  await step('the peers’ ways', () => measurePeers(desktop, Math.max(10, Math.round(n / 3))));
  await step('typing into programs', () => measureTypingIntoPrograms(desktop, Math.round(n / 10) + 2));
}
{
  await using idle = await startBenchDesktop(image);
  await step('memory', async () => [await measureMemory(idle.id)]);
}
await step('image size', async () => {
  const size = await measureImage(image);
  const megabytes = (bytes: number) => summarise([bytes / 1_000_000]);
  return [
    {
      name: 'image, uncompressed',
      unit: 'MB',
      summary: megabytes(size.uncompressed),
      target: { atMost: 700 },
    },
    { name: 'image, gzip', unit: 'MB', summary: megabytes(size.gzip), target: { atMost: 280 } },
    { name: 'image, zstd', unit: 'MB', summary: megabytes(size.zstd), target: { atMost: 250 } },
  ];
});

const machine = await thisMachine();
const report = { machine, at: new Date().toISOString(), measurements };
const missed = measurements.filter((measurement) => reaches(measurement) === false);
if (values.write === true) {
  await writeReadme(machine, measurements);
  await writePage(report);
}
if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify(report, undefined, 2)}\n`);
if (values.json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
else
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB\n\n${toTable(measurements)}\n`,
  );
process.stderr.write(
  missed.length === 0 ? 'All targets reached.\n' : `Missed: ${missed.map(({ name }) => name).join('; ')}.\n`,
);

async function step(what: string, measure: () => Promise<readonly Measurement[]>): Promise<void> {
  process.stderr.write(`Measuring ${what} …\n`);
  measurements.push(...(await measure()));
}
