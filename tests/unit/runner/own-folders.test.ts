import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { takeFolders } from '../../../src/runner/own-folders.ts';
import { lockProfile } from '../../../src/runner/profile-lock.ts';

let root: string;
let home: string;
let tmp: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deskhand-own-'));
  [home, tmp] = [join(root, 'home'), join(root, 'tmp')];
  await mkdir(home);
  await mkdir(tmp);
});
afterEach(async () => {
  await chmod(home, 0o700).catch(() => {});
  await rm(root, { recursive: true, force: true });
});

function take(more: { readonly home?: string | undefined } = {}) {
  const warn = vi.fn<(message: string) => void>();
  const log = { ...silentLog, warn };
  return { warn, taken: takeFolders({ home, tmp, display: ':99', log, ...more }) };
}

test('folders are made at home and are this user’s alone; what is only for the process goes at the end', async () => {
  const { warn, taken } = take();
  const { paths, release } = await taken;
  expect(paths).toMatchObject({ profile: `${home}/profile`, ledger: `${home}/ledger.db` });
  for (const path of [
    paths.profile,
    paths.downloads,
    paths.uploads,
    paths.runs,
    paths.workspace,
    paths.sockets,
  ])
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect(warn).not.toHaveBeenCalled();
  await release();
  await release();
  expect(await readdir(tmp)).toEqual(['.X11-unix']);
  await (
    await lockProfile(paths.profile)
  )();
});

test('a start that is refused for its profile leaves nothing behind, and the owner goes on', async () => {
  const first = await take().taken;
  const before = (await readdir(tmp)).sort();
  await expect(take().taken).rejects.toMatchObject({ code: 'not_ready' });
  expect((await readdir(tmp)).sort()).toEqual(before);
  await first.release();
  await (await take().taken).release();
});

test('a profile that is a plain file is told by its own name', async () => {
  await writeFile(join(home, 'profile'), '');
  await expect(take().taken).rejects.toMatchObject({
    message: `${home}/profile is not a folder (EEXIST).`,
    hint: expect.stringContaining('Move away') as string,
  });
  expect(await readdir(tmp)).toEqual([]);
});

test('a start removes what a killed one has left', async () => {
  const dead = join(tmp, '.deskhand-a1B2c3');
  await mkdir(dead);
  const server = createServer().listen(join(dead, 'bound'));
  await once(server, 'listening');
  await rename(join(dead, 'bound'), join(dead, 'held'));
  server.close();
  await once(server, 'close');
  await (await take().taken).release();
  expect(await readdir(tmp)).toEqual(['.X11-unix']);
});

test('a home that is not there is told, and its place taken by one below /tmp', async () => {
  const { warn, taken } = take({ home: join(root, 'none') });
  const { paths, release } = await taken;
  expect(paths.profile).toBe(`${tmp}/deskhand-${process.getuid?.()}/profile`);
  expect(warn.mock.calls[0]?.[0]).toMatch(/none cannot be written \(ENOENT\): profile, .* lie in /);
  await release();
});

test.skipIf(process.getuid?.() === 0)('so is one of another user', async () => {
  await chmod(home, 0o500);
  const { warn, taken } = take();
  await (await taken).release();
  expect(warn.mock.calls[0]?.[0]).toContain('cannot be written (EACCES)');
});

test.each([undefined, '/'])('the home %s is none, which is nothing to tell', async (none) => {
  const { warn, taken } = take({ home: none });
  const { paths, release } = await taken;
  expect(paths.runs).toBe(`${tmp}/deskhand-${process.getuid?.()}/runs`);
  expect(warn).not.toHaveBeenCalled();
  await release();
});

test('a home that is wrong in another way is an error, not another home', async () => {
  await writeFile(join(root, 'file'), '');
  const { taken } = take({ home: join(root, 'file') });
  await expect(taken).rejects.toMatchObject({
    code: 'not_ready',
    message: expect.stringContaining('(ENOTDIR)') as string,
  });
});

test('a start without a /tmp says which folder is missing', async () => {
  await rm(tmp, { recursive: true });
  await expect(take().taken).rejects.toMatchObject({ message: `${tmp} does not exist.` });
});
