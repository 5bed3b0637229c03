import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lock, tryLock } from '../../../src/base/file-lock.ts';

const MODULE = new URL('../../../src/base/file-lock.ts', import.meta.url).href;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Another process that has the lock until it dies. */
async function holder() {
  const script = `const { tryLock } = await import('${MODULE}'); console.log(tryLock('${path}') !== undefined); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('true\n');
  return child;
}

test('one at a time has it, in this process too, and nothing is left beside the file', async () => {
  const unlock = tryLock(path);
  expect(tryLock(path)).toBeUndefined();
  expect(await readdir(folder)).toEqual(['lock']);
  unlock?.();
  const again = tryLock(path);
  expect(again).toBeDefined();
  again?.();
});

test('a process that is killed has it no more, and whoever waits gets it', async () => {
  const child = await holder();
  expect(tryLock(path)).toBeUndefined();
  const waiting = lock(path);
  child.kill('SIGKILL');
  (await waiting)();
});

test('waiting for it can be given up', async () => {
  const unlock = tryLock(path);
  const giveUp = new AbortController();
  const waiting = lock(path, giveUp.signal);
  giveUp.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  unlock?.();
});

test('where there can be no file that is said, rather than waited for', async () => {
  await expect(lock(join(folder, 'none', 'lock'))).rejects.toMatchObject({ code: 'not_ready' });
});
