import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureImage } from '../../scripts/image.ts';
import { clickThrough, startFakeXai } from '../../tests/fixtures/fake-xai/index.ts';
import { startPageServer } from '../../tests/image/support/page-server.ts';
import { startBenchDesktop } from '../desktop.ts';
import { thisMachine } from '../machine.ts';
import { soakSvg } from './plot.ts';
import { takeSample } from './sample.ts';
import { judgeSamples, lastingZombies } from './series.ts';
import type { TimedSample } from './series.ts';
import { textTable, zombieLine } from './table.ts';
import { workRound } from './work.ts';
import { writePage } from './write.ts';

/**
 * `npm run soak [-- --minutes N] [--image TAG] [--out FOLDER] [--write]`: works a desktop for N minutes (30) and judges whether memory, open
 * files, processes and zombies stay flat. Prints a table, writes soak.svg and soak.json; with --write it puts the table into
 * docs/operations.md. Exit code 1 when something grows or fails.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    image: { type: 'string' },
    out: { type: 'string' },
    write: { type: 'boolean' },
  },
});
const minutes = Number(values.minutes ?? 30);
if (!Number.isFinite(minutes) || minutes <= 0) throw new Error('--minutes must be a number above 0');
const out = values.out ?? 'soak';
/** Caches fill and compilers warm up in the first part of the time. */
const WARM_UP = 0.3;

const image = values.image ?? (await ensureImage({ tag: 'deskhand:local' }));
await using pages = await startPageServer();
const xai = await startFakeXai({ hostname: '0.0.0.0', brain: clickThrough });
const samples: TimedSample[] = [];
let rounds = 0;
try {
  await using desktop = await startBenchDesktop(image);
  const place = {
    client: desktop.client,
    pages,
    xai: { ...xai, url: xai.url.replace('0.0.0.0', 'host.docker.internal') },
  };
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  while (seconds() < minutes * 60) {
    await workRound(place, rounds++);
    samples.push({ at: seconds(), ...(await takeSample(desktop.id, desktop.client)) });
    process.stderr.write(
      `\r${Math.round(seconds() / 60)} of ${minutes} min, ${rounds} rounds, ${mb(samples.at(-1))} MB `,
    );
  }
  process.stderr.write('\n');
} finally {
  await xai.close();
}

const at = new Date().toISOString();
const warmUp = minutes * 60 * WARM_UP;
const series = judgeSamples(samples, warmUp);
const zombies = lastingZombies(samples);
await mkdir(out, { recursive: true });
const title = `deskhand soak: ${rounds} rounds in ${minutes} min`;
await writeFile(join(out, 'soak.svg'), soakSvg(series, warmUp, title));
await writeFile(
  join(out, 'soak.json'),
  `${JSON.stringify({ minutes, rounds, warmUp, series, zombies }, null, 2)}\n`,
);
if (values.write === true)
  await writePage({ minutes, rounds, at, machine: await thisMachine(), series, zombies });
process.stdout.write(`${title}\n\n${textTable(series)}\n\n${zombieLine(zombies)}\n`);
process.exitCode = zombies.length === 0 && series.every(({ verdict }) => verdict.isFlat) ? 0 : 1;

function mb(sample: TimedSample | undefined): number {
  return Math.round((sample?.memory ?? 0) / 1_000_000);
}
