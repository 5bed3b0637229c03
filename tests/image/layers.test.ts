import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { basesOfImage } from '../../scripts/base-images.ts';
import { ChangingSource } from '../../scripts/source-change.ts';
import { projectFolder } from './support/cli.ts';

/** The image's layers as the engine keeps them: what makes two builds of the same inputs equal. */

interface Entry {
  readonly path: string;
  readonly mode: string;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly time: string;
}

let folder: string;
let layers: Entry[][];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-layers-'));
  await execa('sh', ['-c', 'docker save "$0" | tar -x -C "$1"', inject('image'), folder]);
  const [saved] = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as { Layers: string[] }[];
  layers = [];
  for (const layer of saved?.Layers ?? []) {
    const flags = ['--list', '--verbose', '--full-time', '--numeric-owner', '--file', join(folder, layer)];
    const { stdout } = await execa('tar', flags, { env: { TZ: 'UTC' } });
    layers.push(stdout.split('\n').flatMap(parse));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function parse(line: string): Entry[] {
  const match = /^(\S{10}) \S+ +[\d,]+ (\S+ [\d:]+) (.+?)(?: -> .*)?$/.exec(line);
  return match === null ? [] : [{ mode: match[1] ?? '', time: match[2] ?? '', path: match[3] ?? '' }];
}

test('nothing in any layer is newer than the sources’ date', async () => {
  const dockerfile = await readFile(join(projectFolder, 'Dockerfile.cua'), 'utf8');
  const epoch = Number(/^ARG SOURCE_DATE_EPOCH=(\d+)$/m.exec(dockerfile)?.[1]);
  const latest = new Date(epoch * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const all = layers.flat();
  expect(all.length).toBeGreaterThan(4000);
  // The engine's own mount points: what the base image has there no step of the build can reach.
  const isMount = ({ path }: Entry) => /^(dev|proc|sys)\//.test(path);
  expect(all.filter((entry) => !isMount(entry) && entry.time > latest)).toEqual([]);
  // But they are the base image's: made by the engine for a step, they would have the time of the build.
  const { DEBIAN } = await basesOfImage();
  const { stdout } = await execa('docker', ['image', 'inspect', '--format', '{{.Created}}', DEBIAN]);
  const made = new Date(stdout).toISOString().slice(0, 19).replace('T', ' ');
  const mounts = all.filter(isMount);
  expect(mounts.map(({ path }) => path)).toEqual(expect.arrayContaining(['dev/', 'proc/', 'sys/']));
  expect(mounts.filter(({ time }) => time > made)).toEqual([]);
});

test('no layer holds logs, package lists, caches that change, or what a later layer replaces', () => {
  const paths = layers.flat().map(({ path }) => path);
  const left = paths.filter((path) =>
    /^(var\/log\/.|var\/lib\/apt\/|var\/cache\/(?!fontconfig\/|$)|root\/.|tmp\/(?!\.X11-unix\/$).|run\/.)/.test(
      path,
    ),
  );
  expect(left).toEqual([]);
  const files = layers.map((layer) =>
    layer.filter(({ path }) => !path.endsWith('/')).map(({ path }) => path),
  );
  const seen = new Set<string>();
  const twice = files.flat().filter((path) => seen.size === seen.add(path).size);
  expect(twice).toEqual([]);
});

test('what changes with the sources is in the last layers only', () => {
  const holding = (path: string) =>
    layers.flatMap((layer, i) => (layer.some((entry) => entry.path.startsWith(path)) ? [i] : []));
  const [natives, runner, cache] = ['node_modules/', 'runner.mjs', 'cache/'].map((name) =>
    holding(`opt/deskhand/${name}`),
  );
  expect(natives).toEqual([2]);
  expect(runner).toEqual([3]);
  expect(cache).toEqual([4]);
});

test('a change of the sources makes the last two layers new and no other', async () => {
  await using source = await ChangingSource.copy();
  const build = async () => {
    const asked = ['image', 'inspect', '--format', '{{json .RootFS.Layers}}', await source.build()];
    return JSON.parse((await execa('docker', asked)).stdout) as string[];
  };
  const before = await build();
  await source.change();
  const after = await build();
  // The Dockerfile's last step, WORKDIR, may add an empty one.
  expect(after.flatMap((layer, i) => (layer === before[i] ? [] : [i]))).toEqual([3, 4]);
});
