import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realInside } from '../../../src/base/real-inside.ts';

let root = '';

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'deskhand-inside-')));
  await Promise.all(['one', 'two', 'two-of-others'].map((folder) => mkdir(join(root, folder))));
  await writeFile(join(root, 'two/a.txt'), 'a');
  await symlink(join(root, 'two'), join(root, 'one/across'));
  await symlink(root, join(root, 'one/up'));
  await symlink(join(root, 'not-yet'), join(root, 'one/nowhere'));
  await symlink('nowhere-else', join(root, 'nowhere'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

const inside = (path: string) => realInside([join(root, 'one'), join(root, 'two')], path);

test.each([
  ['.', 'one'],
  ['new/deep.txt', 'one/new/deep.txt'],
  ['../two/a.txt', 'two/a.txt'],
  ['across/a.txt', 'two/a.txt'],
  ['across/new.txt', 'two/new.txt'],
  ['up/two/new.txt', 'two/new.txt'],
])('%s is inside', async (path, real) => {
  expect(await inside(path)).toBe(join(root, real));
});

test.each([
  '..',
  '/etc/passwd',
  '../two-of-others/a',
  'up/new.txt',
  'up',
  'nowhere',
  'nowhere/x',
  'up/nowhere',
])('%s is outside', async (path) => {
  expect(await inside(path)).toBeUndefined();
});

test('a folder that is not there yet has what will be in it, and one that leads nowhere has nothing', async () => {
  expect(await realInside([join(root, 'later')], 'a')).toBe(join(root, 'later/a'));
  expect(await realInside([join(root, 'nowhere')], 'a')).toBeUndefined();
  expect(await realInside([], 'a')).toBeUndefined();
});
