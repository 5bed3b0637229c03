import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isFull, notWritable, whyNotWritable } from '../../../src/runner/writable.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'deskhand-writable-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a folder that can be written is left as it was', async () => {
  expect(await whyNotWritable(folder)).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test('what does not exist is told by the system’s code', async () => {
  expect(await whyNotWritable(join(folder, 'none'))).toBe('ENOENT');
});

test.skipIf(process.getuid?.() === 0)('so is what others own', async () => {
  await chmod(folder, 0o500);
  expect(await whyNotWritable(folder)).toBe('EACCES');
});

test.each(['ENOSPC', 'EDQUOT'])(
  '%s is told as full, with what to do, and not as a missing volume',
  async (code) => {
    expect(isFull(code)).toBe(true);
    const { message, hint, exitCode } = await notWritable(folder, code);
    expect(message).toMatch(/ is full( \(\d+ MB\)|: its quota is used up)\.$/);
    expect(hint).toContain('Make room');
    expect(hint).not.toContain('add a volume');
    expect(exitCode).toBe(3);
  },
);

test.each(['EACCES', 'EROFS', 'EIO', undefined])('%s is not full', (code) => {
  expect(isFull(code)).toBe(false);
});

test.each(['EACCES', 'EPERM', 'EROFS', 'ENOENT'])('for %s a volume is the way out', async (code) => {
  expect((await notWritable(folder, code)).hint).toContain(`docker run -v ${folder}`);
});

test.each(['EEXIST', 'ENOTDIR'])('%s is told as no folder, which no volume mends', async (code) => {
  const { message, hint } = await notWritable(folder, code);
  expect(message).toBe(`${folder} is not a folder (${code}).`);
  expect(hint).toMatch(/^Move away what lies there/);
});

test.each(['EIO', 'EMFILE', 'unknown'])('%s is told as it is', async (code) => {
  const { message, hint } = await notWritable(folder, code);
  expect(message).toBe(`${folder} cannot be written (${code}).`);
  expect(hint).toContain(`refused it with ${code}`);
});
