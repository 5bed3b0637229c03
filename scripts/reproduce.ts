import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $ } from 'zx';
import { buildImage } from './image.ts';

/**
 * `npm run image:reproduce`: builds the image twice without any cache and compares the layers. Exit 1 when they differ,
 * with the entries that do. Takes twice the time of a first build.
 */

const TAGS = ['deskhand:reproduce-1', 'deskhand:reproduce-2'] as const;
/** A build that differs everywhere need not be listed to its end. */
const MOST_LINES = 40;

$.quiet = true;
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'deskhand-reproduce-'));
try {
  for (const tag of TAGS) {
    const start = performance.now();
    await buildImage(tag, { fresh: true });
    say(`built ${tag} in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  const [first, second] = [await layersOf(TAGS[0]), await layersOf(TAGS[1])];
  const different = first.map((layer, i) => [layer, second[i] ?? ''] as const).filter(([a, b]) => a !== b);
  process.stdout.write(`${first.length - different.length} of ${first.length} layers are the same\n`);
  process.exitCode = different.length === 0 && first.length === second.length ? 0 : 1;
  if (process.exitCode === 1) await explain();
} finally {
  for (const tag of TAGS) await $({ nothrow: true })`docker image rm ${tag}`;
  await rm(folder, { recursive: true, force: true });
}

async function layersOf(tag: string): Promise<string[]> {
  return JSON.parse(
    await $`docker image inspect --format ${'{{json .RootFS.Layers}}'} ${tag}`.text(),
  ) as string[];
}

/** Prints what differs: lines of the layers' lists (`<` first, `>` second build), and files with other contents. */
async function explain(): Promise<void> {
  const [first, second] = [await unpack(TAGS[0]), await unpack(TAGS[1])];
  for (const [i, tar] of first.entries()) {
    const other = second[i] ?? '/dev/null';
    const [a, b] = [join(folder, `a${i}`), join(folder, `b${i}`)];
    if ((await $({ nothrow: true })`cmp -s ${tar} ${other}`).exitCode === 0) continue;
    process.stdout.write(`layer ${i + 1}\n`);
    for (const [from, to] of [
      [tar, a],
      [other, b],
    ] as const) {
      await mkdir(to);
      await $`tar --list --verbose --full-time --numeric-owner --file ${from} > ${`${to}.list`}`;
      await $`tar --extract --file ${from} --directory ${to}`;
    }
    const lists = await $({ nothrow: true })`diff ${a}.list ${b}.list`.lines();
    const contents = await $({ nothrow: true })`diff --recursive --brief --no-dereference ${a} ${b}`.lines();
    const found = [...lists, ...contents].filter((line) => !line.startsWith('Only in'));
    process.stdout.write(`${found.slice(0, MOST_LINES).join('\n')}\n`);
    if (found.length > MOST_LINES) process.stdout.write(`… ${found.length - MOST_LINES} more\n`);
  }
}

/** The tars of an image's layers, in order. */
async function unpack(tag: string): Promise<string[]> {
  const to = join(folder, tag.replace(':', '-'));
  await mkdir(to);
  await $`docker save ${tag}`.pipe($`tar -x -C ${to}`);
  const [entry] = JSON.parse(await readFile(join(to, 'manifest.json'), 'utf8')) as { Layers: string[] }[];
  return (entry?.Layers ?? []).map((layer) => join(to, layer));
}
