import type * as FsPromises from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freeReserve, keepReserve, ROOM_BYTES } from '../../../src/runner/tmp-reserve.ts';

/** The size of the file system, in bytes, in which nothing lies but the reserve; undefined: the real one. */
const disk = vi.hoisted(() => ({ bytes: undefined as number | undefined }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof FsPromises>();
  return {
    ...fs,
    statfs: async (path: string) => {
      const real = await fs.statfs(path);
      if (disk.bytes === undefined) return real;
      const bavail = Math.floor((disk.bytes - (await sizeOf(path))) / 4096);
      return Object.assign(real, { bsize: 4096, bavail });
    },
  };
});

async function sizeOf(path: string): Promise<number> {
  const sizes = (await readdir(path)).map(async (name) => (await stat(join(path, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'deskhand-reserve-'))));
afterEach(async () => {
  disk.bytes = undefined;
  await rm(folder, { recursive: true, force: true });
});

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

test.each([
  [ROOM_BYTES / 2, 0],
  [ROOM_BYTES, 0],
  [ROOM_BYTES + 20_000, 16_384],
  [3 * ROOM_BYTES, 2 * ROOM_BYTES],
  [5 * ROOM_BYTES, 4 * ROOM_BYTES],
  [9 * ROOM_BYTES, 4 * ROOM_BYTES],
])('of %d bytes that are free it takes %d, and leaves what others may need', async (free, taken) => {
  disk.bytes = free;
  await keepReserve(folder);
  expect(await sizeOf(folder)).toBe(taken);
});

test('a reserve that was cut short grows when there is room again, and what it has stays when there is none', async () => {
  disk.bytes = 2 * ROOM_BYTES;
  await keepReserve(folder);
  disk.bytes = ROOM_BYTES;
  await keepReserve(folder);
  expect(await sizeOf(folder)).toBe(ROOM_BYTES);
  disk.bytes = 9 * ROOM_BYTES;
  await keepReserve(folder);
  expect(await sizeOf(folder)).toBe(4 * ROOM_BYTES);
});
