import { existsSync } from 'node:fs';
import type * as FsPromises from 'node:fs/promises';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { takeFolders } from '../../../src/runner/own-folders.ts';
import { lockProfile } from '../../../src/runner/profile-lock.ts';

/** Why the disk of these tests refuses to make or to write something there. */
type Refusal = (path: string) => string | undefined;
const disk = vi.hoisted(() => ({ make: (() => undefined) as Refusal, write: (() => undefined) as Refusal }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof FsPromises>();
  const refuse = (code: string | undefined) => {
    if (code !== undefined) throw Object.assign(new Error(code), { code });
  };
  return {
    ...fs,
    mkdir: async (path: string, options: object) => {
      if (!existsSync(path)) refuse(disk.make(path));
      return fs.mkdir(path, options);
    },
    writeFile: async (path: string, data: string) => {
      refuse(disk.write(path));
      return fs.writeFile(path, data);
    },
  };
});

let root: string;
let home: string;
let tmp: string;
let cache: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deskhand-full-'));
  [home, tmp] = [join(root, 'home'), join(root, 'tmp')];
  cache = join(home, 'profile', 'Default', 'Cache');
  await mkdir(home);
  await mkdir(tmp);
});
afterEach(async () => {
  Object.assign(disk, { make: () => undefined, write: () => undefined });
  await rm(root, { recursive: true, force: true });
});

function take() {
  const warn = vi.fn<(message: string) => void>();
  const log = { ...silentLog, warn };
  return { warn, taken: takeFolders({ home, tmp, display: ':99', log }) };
}

/** Nothing new below the home, not even a folder, as on a full ext4, for as long as `isFull`. */
function fillHome(isFull: () => boolean): void {
  disk.make = disk.write = (path) => (path.startsWith(home) && isFull() ? 'ENOSPC' : undefined);
}

test('a full home without its folders gets them when the browser’s caches have made room, and says so', async () => {
  await mkdir(cache, { recursive: true });
  fillHome(() => existsSync(cache));
  const { warn, taken } = take();
  const { release } = await taken;
  expect((await readdir(home)).sort()).toEqual(['downloads', 'profile', 'runs', 'uploads', 'workspace']);
  expect(warn.mock.calls).toEqual([[`${home} was full: the browser's caches were removed from it`]]);
  await release();
});

test('the caches of a browser that lives stay, however full its home is', async () => {
  await mkdir(cache, { recursive: true });
  const owner = await lockProfile(join(home, 'profile'));
  fillHome(() => true);
  await expect(take().taken).rejects.toMatchObject({
    message: expect.stringContaining('in use by another desktop') as string,
  });
  expect(existsSync(cache)).toBe(true);
  await owner();
});

test.each([true, false])(
  'where there is no room for a folder the error says what is full (profile there: %s)',
  async (there) => {
    if (there) await mkdir(cache, { recursive: true });
    fillHome(() => true);
    await expect(take().taken).rejects.toMatchObject({
      code: 'not_ready',
      message: expect.stringMatching(`^${home} is full`) as string,
      hint: expect.stringContaining('Make room') as string,
    });
    expect(await readdir(tmp)).not.toContainEqual(expect.stringMatching(/^\.deskhand-/));
  },
);

test('a full volume at the runs is told, and the desktop starts', async () => {
  disk.write = (path) => (path.startsWith(`${home}/runs/`) ? 'ENOSPC' : undefined);
  const { warn, taken } = take();
  await (await taken).release();
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    expect.stringMatching(`^${home}/runs is full.* The desktop works, but what it would keep there is lost$`),
  ]);
});

test('a volume at the runs that may not be written is an error', async () => {
  disk.write = (path) => (path.startsWith(`${home}/runs/`) ? 'EROFS' : undefined);
  await expect(take().taken).rejects.toMatchObject({
    code: 'not_ready',
    message: `${home}/runs cannot be written (EROFS).`,
  });
});

describe('a full /tmp that another desktop of the same profile has too', () => {
  /** Enough for a small file but not for a start, until the policy is gone. */
  const policy = () => join(tmp, '.deskhand-policy.json');
  beforeEach(async () => {
    await writeFile(join(tmp, '.X99-lock'), '  4194999\n');
    await writeFile(policy(), '{}');
    disk.write = (path) => (path.startsWith(tmp) && existsSync(policy()) ? 'ENOSPC' : undefined);
  });

  test('keeps that one’s lock and policy when the start is refused', async () => {
    const owner = await lockProfile(await profile());
    await expect(take().taken).rejects.toMatchObject({
      message: expect.stringContaining('in use by another desktop') as string,
    });
    expect((await readdir(tmp)).sort()).toEqual(['.X99-lock', '.deskhand-policy.json']);
    await owner();
  });

  test('is freed of them when that one is dead', async () => {
    await (await take().taken).release();
    expect(await readdir(tmp)).toEqual(['.X11-unix']);
  });

  async function profile(): Promise<string> {
    await mkdir(join(home, 'profile'));
    return join(home, 'profile');
  }
});
