import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { holdSocket } from '../../../src/base/held-socket.ts';
import { freeTmp, HOLDER, sweepBrowserOf, sweepTmp } from '../../../src/runner/tmp-leftovers.ts';

let tmp: string;
beforeEach(async () => void (tmp = await mkdtemp(join(tmpdir(), 'deskhand-sweep-'))));
afterEach(() => rm(tmp, { recursive: true, force: true }));

const quiet = { programs: async () => ['/usr/bin/tini', 'Xvfb'] };
const later = { ...quiet, now: () => Date.now() + 120_000 };

/** A socket as a killed process leaves it: Node removes that of a server which it closes, but not a renamed one. */
async function deadSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.bound`);
  await once(server, 'listening');
  await rename(`${path}.bound`, path);
  server.close();
  await once(server, 'close');
}

/** A socket of which every look says ELOOP, and nothing of whoever may serve it. */
async function unknowable(path: string): Promise<void> {
  await symlink(path, path);
}

async function folder(name: string): Promise<string> {
  await mkdir(join(tmp, name));
  return join(tmp, name);
}

describe('a runner’s folder', () => {
  test('goes when its runner was killed, however short a time ago', async () => {
    const dead = await folder('.deskhand-a1B2c3');
    await deadSocket(`${dead}/${HOLDER}`);
    await deadSocket(`${dead}/vnc`);
    await sweepTmp(tmp, quiet);
    expect(await readdir(tmp)).toEqual([]);
  });

  test('stays while its runner lives, however old it is', async () => {
    const release = await holdSocket(`${await folder('.deskhand-a1B2c3')}/${HOLDER}`);
    await sweepTmp(tmp, later);
    expect(await readdir(tmp)).toEqual(['.deskhand-a1B2c3']);
    await release();
  });

  test('of an older image stays while its VNC server lives, and goes after it', async () => {
    const release = await holdSocket(`${await folder('.deskhand-a1B2c3')}/vnc`);
    await sweepTmp(tmp, later);
    expect(await readdir(tmp)).toEqual(['.deskhand-a1B2c3']);
    await release();
    await sweepTmp(tmp, later);
    expect(await readdir(tmp)).toEqual([]);
  });

  test('without a socket may be about to get one, and goes when it has had the time', async () => {
    await folder('.deskhand-a1B2c3');
    await sweepTmp(tmp, quiet);
    expect(await readdir(tmp)).toEqual(['.deskhand-a1B2c3']);
    await sweepTmp(tmp, later);
    expect(await readdir(tmp)).toEqual([]);
  });
});

test('what is not of runners and browsers stays, and so does what a link of such a name leads to', async () => {
  const names = ['.deskhand-policy.json', 'deskhand-1000', 'org.chromium.Chromium.mine', 'screenshot.png'];
  for (const name of names) await writeFile(join(tmp, name), 'x');
  const kept = await folder('kept');
  await writeFile(join(kept, 'file'), 'x');
  await symlink(kept, join(tmp, '.org.chromium.Chromium.aBc123'));
  await sweepTmp(tmp, later);
  expect((await readdir(tmp)).sort()).toEqual([...names, 'kept'].sort());
  expect(await readdir(kept)).toEqual(['file']);
});

test('a probe that was cut short goes when it is old', async () => {
  await writeFile(join(tmp, '.deskhand-probe-7'), '');
  await sweepTmp(tmp, quiet);
  expect(await readdir(tmp)).toEqual(['.deskhand-probe-7']);
  await sweepTmp(tmp, later);
  expect(await readdir(tmp)).toEqual([]);
});

describe('what a browser left', () => {
  const names = [
    '.com.google.Chrome.aBc123',
    '.org.chromium.Chromium.dEf456',
    'org.chromium.Chromium.gHi789',
  ];
  beforeEach(async () => {
    for (const name of names) await writeFile(join(await folder(name), 'file'), 'x');
  });

  test('goes when no browser lives, at once where a dead socket tells it', async () => {
    await deadSocket(join(tmp, '.org.chromium.Chromium.dEf456', 'SingletonSocket'));
    await sweepTmp(tmp, quiet);
    expect((await readdir(tmp)).sort()).toEqual([names[0], names[2]]);
    await sweepTmp(tmp, later);
    expect(await readdir(tmp)).toEqual([]);
  });

  test('stays where it cannot be told whether its socket is served', async () => {
    for (const name of names) await unknowable(join(tmp, name, 'SingletonSocket'));
    await sweepTmp(tmp, later);
    expect((await readdir(tmp)).sort()).toEqual(names);
  });

  test.each(['/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', 'google-chrome-stable'])(
    'stays while %s lives, whose it may be',
    async (program) => {
      await sweepTmp(tmp, { programs: async () => ['tini', program] });
      expect((await readdir(tmp)).sort()).toEqual(names);
    },
  );

  test('stays where a browser answers that is not seen among the processes', async () => {
    const release = await holdSocket(join(tmp, '.com.google.Chrome.aBc123', 'SingletonSocket'));
    await sweepTmp(tmp, later);
    expect(await readdir(tmp)).toEqual(['.com.google.Chrome.aBc123']);
    await release();
  });
});

describe('the folder of the browser that had the profile', () => {
  const name = 'org.chromium.Chromium.aBc123';
  const socket = () => join(tmp, name, 'SingletonSocket');
  let profile: string;
  beforeEach(async () => {
    await folder(name);
    profile = await mkdtemp(join(tmpdir(), 'deskhand-profile-'));
  });
  afterEach(() => rm(profile, { recursive: true, force: true }));

  test('goes when that was killed, though its other processes are still ending', async () => {
    await deadSocket(socket());
    await symlink(socket(), join(profile, 'SingletonSocket'));
    await sweepBrowserOf(profile, tmp);
    expect(await readdir(tmp)).toEqual([]);
  });

  test('stays while it answers', async () => {
    const release = await holdSocket(socket());
    await symlink(socket(), join(profile, 'SingletonSocket'));
    await sweepBrowserOf(profile, tmp);
    expect(await readdir(tmp)).toEqual([name]);
    await release();
  });

  test('stays where neither its socket nor its age tells that it is dead', async () => {
    await symlink(socket(), join(profile, 'SingletonSocket'));
    await sweepBrowserOf(profile, tmp);
    expect(await readdir(tmp)).toEqual([name]);
    await unknowable(socket());
    await sweepBrowserOf(profile, tmp, later);
    expect(await readdir(tmp)).toEqual([name]);
    await rm(socket());
    await sweepBrowserOf(profile, tmp, later);
    expect(await readdir(tmp)).toEqual([]);
  });

  test('is not one that a link names elsewhere or under another name', async () => {
    await folder('mine');
    await sweepBrowserOf(profile, tmp);
    for (const target of [
      join(tmp, 'mine', 'SingletonSocket'),
      join(tmp, name, 'deeper', 'SingletonSocket'),
    ]) {
      await rm(join(profile, 'SingletonSocket'), { force: true });
      await symlink(target, join(profile, 'SingletonSocket'));
      await sweepBrowserOf(profile, tmp, later);
    }
    expect((await readdir(tmp)).sort()).toEqual(['mine', name]);
  });
});

test('a full folder gives up the stale lock of the display and the browser’s policy', async () => {
  const policy = join(tmp, '.deskhand-policy.json');
  for (const path of [policy, `${policy}.new`, join(tmp, 'mine')]) await writeFile(path, 'x');
  await writeFile(join(tmp, '.X99-lock'), '  4194999\n');
  await freeTmp(tmp, ':99', policy);
  expect(await readdir(tmp)).toEqual(['mine']);
});
