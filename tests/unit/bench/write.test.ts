import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Measurement } from '../../../bench/result.ts';
import { summarise } from '../../../bench/statistics.ts';
import { writeBuild } from '../../../bench/write-build.ts';
import { writePage, writeReadme } from '../../../bench/write.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const machine = { cpu: 'Some CPU $1', cores: 2, memoryGiB: 8, kernel: '6.1', engine: '28.0' };
const at = '2026-11-29T10:00:00Z';
const runtime: Measurement[] = [
  { name: 'click through HTTP', unit: 'ms', summary: summarise([1.5]), target: { atMost: 2 } },
];
const build: Measurement[] = [
  { name: 'build after a source change', unit: 's', summary: summarise([3, 4, 9]) },
  { name: 'build from nothing', unit: 's', summary: summarise([300]), target: { atMost: 240 } },
];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-bench-'));
  await mkdir(join(folder, 'docs'));
  // The pages as they are: so they have their marks.
  for (const page of ['README.md', 'docs/performance.md']) await cp(join(project, page), join(folder, page));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (page: string) => readFile(join(folder, page), 'utf8');

test('what the bench of the desktop writes and what the bench of the build writes leave each other alone', async () => {
  await writeBuild(machine, at, build, folder);
  await writePage({ machine, at, measurements: runtime }, folder);
  await writeReadme(machine, runtime, folder);
  const page = await read('docs/performance.md');
  expect(page).toContain('| click through HTTP | 1.50 ms | 1.50 ms | 1 | ≤ 2 reached |');
  expect(page).toContain('## Building the image');
  expect(page).toContain('| build after a source change | 4.0 s | 9.0 s | 3 |  |');
  expect(page).toContain('| build from nothing | 300.0 s | 300.0 s | 1 | ≤ 240 **missed** |');
  const readme = await read('README.md');
  expect(readme).toContain('| click through HTTP | 1.50 ms |');
  expect(readme).toContain('(Some CPU $1)');
  expect(readme).toContain('build after a source change 4.0 s · build from nothing 300.0 s.');
  // The other way round, and again: nothing changes any more.
  await writeReadme(machine, runtime, folder);
  await writePage({ machine, at, measurements: runtime }, folder);
  await writeBuild(machine, at, build, folder);
  expect([await read('docs/performance.md'), await read('README.md')]).toEqual([page, readme]);
});

test('newer figures take the place of older ones, and the rest of the README stays', async () => {
  await writeBuild(machine, at, build, folder);
  await writeBuild(machine, at, build.slice(0, 1), folder);
  const [before, after] = [await readFile(join(project, 'README.md'), 'utf8'), await read('README.md')];
  expect(after).not.toContain('build from nothing 300.0 s');
  const rest = (text: string) => text.replace(/<!-- bench:build -->[^]*<!-- \/bench:build -->/, '');
  expect(rest(after)).toBe(rest(before));
});

test('a page without its marks is told, not overwritten', async () => {
  await rm(join(folder, 'README.md'));
  await cp(join(project, 'LICENSE'), join(folder, 'README.md'));
  await expect(writeReadme(machine, runtime, folder)).rejects.toThrow(/lost its <!-- bench -->/);
  await expect(writeBuild(machine, at, build, folder)).rejects.toThrow(/lost its <!-- bench:build -->/);
});
