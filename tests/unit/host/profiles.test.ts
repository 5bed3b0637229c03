import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerSpec } from '../../../src/host/container-spec.ts';
import { removeDesktop } from '../../../src/host/desktops.ts';
import { connectEngine } from '../../../src/host/engine.ts';
import type { Engine } from '../../../src/host/engine.ts';
import { listProfiles, removeProfiles } from '../../../src/host/profiles.ts';
import { startDesktop } from '../../../src/host/start-desktop.ts';
import { startFakeEngine } from './fake-engine.ts';
import type { FakeEngine } from './fake-engine.ts';

const IMAGE = 'deskhand:local';
let fake: FakeEngine;
let engine: Engine;

beforeEach(async () => {
  fake = await startFakeEngine({ images: [IMAGE] });
  engine = await connectEngine(fake.env);
});

afterEach(() => fake[Symbol.asyncDispose]());

function up(name: string, profile?: string) {
  const spec = { name, image: IMAGE, token: 't', seccomp: '{}', profile };
  const options = { isReady: async () => true, timeoutMs: 5000, signal: new AbortController().signal };
  return startDesktop(engine, spec, options);
}

describe('a desktop with a profile', () => {
  it('has it in a volume of that name, with a label; without one nothing is mounted', () => {
    const spec = containerSpec({ name: 'a', image: IMAGE, token: 't', seccomp: '{}', profile: 'work' });
    expect(spec.Labels?.['io.deskhand.profile']).toBe('work');
    expect(spec.HostConfig?.Mounts).toEqual([
      expect.objectContaining({
        Type: 'volume',
        Source: 'deskhand-profile-work',
        Target: '/home/desk/profile',
        VolumeOptions: expect.objectContaining({ Labels: { 'io.deskhand.profile': 'work' } }),
      }),
    ]);
    const plain = containerSpec({ name: 'a', image: IMAGE, token: 't', seccomp: '{}' });
    expect(plain.HostConfig?.Mounts).toBeUndefined();
  });

  it.each(['', '../x', 'a b', '-x'])('refuses the name %j', async (profile) => {
    await expect(up('a', profile)).rejects.toMatchObject({ code: 'bad_input' });
    expect(fake.containers.size).toBe(0);
  });

  it('is refused while another one has that profile, and leaves nothing behind', async () => {
    await up('a', 'work');
    await expect(up('b', 'work')).rejects.toMatchObject({
      code: 'busy',
      message: 'The profile "work" is in use by the desktop a.',
    });
    expect([...fake.containers.values()].map(({ name }) => name)).toEqual(['deskhand-a']);
    await up('c', 'home');
    await up('d');
  });

  it('of two that are made at once exactly one has it', async () => {
    const results = await Promise.allSettled([up('a', 'work'), up('b', 'work')]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(fake.containers.size).toBe(1);
  });

  it('is not woken while another one has its profile', async () => {
    await up('a', 'work');
    const [first] = fake.containers.values();
    if (first !== undefined) first.state = 'exited';
    await up('b', 'work');
    await expect(up('a', 'work')).rejects.toMatchObject({ code: 'busy' });
  });

  it('is stopped before it is removed, so that the browser writes what it knows', async () => {
    const { desktop } = await up('a', 'work');
    await removeDesktop(engine, desktop.id);
    const calls = fake.calls
      .filter((call) => /^(POST .*stop|DELETE)/.test(call))
      .map((call) => call.split('?')[0]);
    expect(calls).toEqual([`POST /containers/${desktop.id}/stop`, `DELETE /containers/${desktop.id}`]);
  });
});

describe('profiles', () => {
  it('are listed with the desktops that have them', async () => {
    await up('a', 'work');
    expect(await listProfiles(engine)).toEqual([
      { name: 'work', volume: 'deskhand-profile-work', created: '2030-01-01T00:00:00Z', desktops: ['a'] },
    ]);
  });

  it('are removed, but neither while a desktop has one nor when one name of several is wrong', async () => {
    const { desktop } = await up('a', 'work');
    await expect(removeProfiles(engine, ['work'])).rejects.toMatchObject({ code: 'busy' });
    await removeDesktop(engine, desktop.id);
    await expect(removeProfiles(engine, ['work', 'wrok'])).rejects.toMatchObject({
      code: 'not_found',
      hint: 'Did you mean "work"?',
    });
    await removeProfiles(engine, ['work']);
    expect(await listProfiles(engine)).toEqual([]);
  });
});
