import { once } from 'node:events';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockProfile } from '../../../src/runner/profile-lock.ts';

let profile: string;
beforeEach(async () => void (profile = await mkdtemp(join(tmpdir(), 'deskhand-profile-'))));
afterEach(() => rm(profile, { recursive: true, force: true }));

test('a profile has one desktop at a time, and the next one when it is given back', async () => {
  const unlock = await lockProfile(profile);
  await expect(lockProfile(profile)).rejects.toMatchObject({ code: 'not_ready' });
  await unlock();
  const unlockAgain = await lockProfile(profile);
  await unlockAgain();
});

test('what a killed desktop left behind holds nothing', async () => {
  // Node removes the socket of a server that it closes; a killed process leaves it, as this renamed one stays.
  const dead = createServer().listen(join(profile, '.bound'));
  await once(dead, 'listening');
  await rename(join(profile, '.bound'), join(profile, '.deskhand-lock'));
  dead.close();
  await once(dead, 'close');
  const unlock = await lockProfile(profile);
  await expect(lockProfile(profile)).rejects.toMatchObject({ code: 'not_ready' });
  await unlock();
});

test('where there can be no socket the desktop starts all the same', async () => {
  const unlock = await lockProfile(join(profile, 'missing'));
  await expect(unlock()).resolves.toBeUndefined();
});
