import { lstat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdSocket, isHeld } from '../../../src/base/held-socket.ts';
import { tempFolder } from '../runs/support.ts';

test('what is held is refused to others until it is given back', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'lock');
  expect(await isHeld(path)).toBe(false);
  const release = await holdSocket(path);
  expect(await isHeld(path)).toBe(true);
  await expect(holdSocket(path)).rejects.toMatchObject({ code: 'busy' });
  await release();
  expect(await isHeld(path)).toBe(false);
});

test('a file that nobody listens at is dead, and is taken over', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'lock');
  await writeFile(path, '');
  expect(await isHeld(path)).toBe(false);
  const release = await holdSocket(path);
  expect(await isHeld(path)).toBe(true);
  await release();
});

test('an error that tells nothing of the holder is not taken for its death, and nothing is taken away', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'lock');
  // Any other error than that of a dead socket: here ELOOP.
  await symlink('lock', path);
  expect(await isHeld(path)).toBeUndefined();
  await expect(holdSocket(path)).rejects.toMatchObject({ code: 'busy' });
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
});
