import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confinedPath } from '../../../../src/actions/system/confined-path.ts';

let root = '';

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'deskhand-confined-')));
  await mkdir(join(root, 'home'));
  await mkdir(join(root, 'homely'));
  await writeFile(join(root, 'home/a.txt'), 'a');
  await symlink(root, join(root, 'home/out'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

test.each([
  ['a.txt', 'home/a.txt'],
  ['new/deep/b.txt', 'home/new/deep/b.txt'],
  ['.', 'home'],
  ['x/../a.txt', 'home/a.txt'],
])('%s is inside', async (path, real) => {
  expect(await confinedPath([join(root, 'home')], path)).toBe(join(root, real));
});

test.each(['..', '../homely/x', '/etc/passwd', 'out/homely', 'out/new.txt'])(
  '%s is outside',
  async (path) => {
    await expect(confinedPath([join(root, 'home')], path)).rejects.toMatchObject({ code: 'bad_input' });
  },
);
