import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freeReserve, keepReserve, ROOM_BYTES } from '../../../src/runner/tmp-reserve.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'deskhand-reserve-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a reserve takes more room than a start needs, on a file system that compresses too, and gives it back', async () => {
  await keepReserve(folder);
  await keepReserve(folder);
  const [name = '', ...others] = await readdir(folder);
  expect(others).toEqual([]);
  expect(gzipSync(await readFile(join(folder, name))).length).toBeGreaterThan(2 * ROOM_BYTES);
  await freeReserve(folder);
  await freeReserve(folder);
  expect(await readdir(folder)).toEqual([]);
});

test('where there can be none the desktop does without', async () => {
  await keepReserve(join(folder, 'none'));
  await freeReserve(join(folder, 'none'));
  expect(await readdir(folder)).toEqual([]);
});
