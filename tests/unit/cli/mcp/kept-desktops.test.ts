import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KeptDesktops } from '../../../../src/cli/mcp/kept-desktops.ts';
import { Leases, leasesFolder } from '../../../../src/cli/mcp/leases.ts';
import type { DesktopSpec } from '../../../../src/host/container-spec.ts';
import { listDesktops } from '../../../../src/host/desktops.ts';
import { connectEngine } from '../../../../src/host/engine.ts';
import type { Engine } from '../../../../src/host/engine.ts';
import { startDesktop } from '../../../../src/host/start-desktop.ts';
import { startFakeEngine } from '../../host/fake-engine.ts';
import type { FakeEngine } from '../../host/fake-engine.ts';
import { memoryOutput } from '../memory-output.ts';

const { signal } = new AbortController();

let fake: FakeEngine;
let engine: Engine;
let folder: string;
let desktops: KeptDesktops;
beforeEach(async () => {
  fake = await startFakeEngine({ images: ['deskhand:local'] });
  engine = await connectEngine(fake.env);
  folder = await mkdtemp(join(tmpdir(), 'deskhand-leases-'));
  desktops = await keptIn(folder);
});
afterEach(async () => {
  await fake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** As another process with the same folder, or with another one, has them. */
async function keptIn(place: string): Promise<KeptDesktops> {
  return KeptDesktops.open(engine, await Leases.open(place, signal));
}

async function make(name: string, keeper?: string): Promise<void> {
  const labels = keeper === undefined ? {} : { 'io.deskhand.mcp': keeper };
  const spec: DesktopSpec = { name, labels, image: 'deskhand:local', token: 'token', seccomp: '{}' };
  await startDesktop(engine, spec, { isReady: async () => true, timeoutMs: 10_000, signal });
}

const there = async () => (await listDesktops(engine)).map(({ name }) => name);

describe('a desktop that deskhand mcp has made', () => {
  test('stays while anyone holds it, whoever made it, and goes with the last', async () => {
    const first = await desktops.hold('shared', signal);
    await make('shared', desktops.keeper);
    const second = await (await keptIn(folder)).hold('shared', signal);
    await first.end();
    expect(await there()).toEqual(['shared']);
    await second.end();
    expect(await there()).toEqual([]);
  });

  test('goes once when its last two holders end at the same time', async () => {
    await make('shared', desktops.keeper);
    const held = await Promise.all([1, 2, 3].map(() => desktops.hold('shared', signal)));
    await Promise.all(held.map(({ end }) => end()));
    expect(await there()).toEqual([]);
    expect(fake.calls.filter((call) => call.startsWith('DELETE /containers/'))).toHaveLength(1);
  });

  test('stays when somebody comes while its last holder is about to remove it', async () => {
    await make('shared', desktops.keeper);
    const last = await desktops.hold('shared', signal);
    let ending: Promise<void> | undefined;
    let next: Awaited<ReturnType<typeof desktops.hold>> | undefined;
    await desktops.inTurn('shared', async () => {
      // It has given up its lease and waits for its turn.
      ending = last.end();
      await expect.poll(() => readdir(folder).then((names) => names.filter(isLease))).toEqual([]);
      next = await desktops.hold('shared', signal);
    });
    await ending;
    expect(await there()).toEqual(['shared']);
    await next?.end();
    expect(await there()).toEqual([]);
  });

  test('is found by its id as well', async () => {
    await make('shared', desktops.keeper);
    const [id = ''] = (await listDesktops(engine)).map((desktop) => desktop.id.slice(0, 64));
    const byId = await desktops.hold(id, signal);
    expect(byId.name).toBe('shared');
    await (await desktops.hold('shared', signal)).end();
    expect(await there()).toEqual(['shared']);
    await byId.end();
    expect(await there()).toEqual([]);
  });

  test('and that has outlived its holders is removed by whoever comes next, but not what is held or asked for', async () => {
    for (const name of ['left', 'held', 'wanted']) await make(name, desktops.keeper);
    await make('foreign', 'theirs');
    await make('own');
    const held = await desktops.hold('held', signal);
    await (await keptIn(folder)).removeLeftovers('wanted', memoryOutput().output);
    expect(await there()).toEqual(['foreign', 'held', 'own', 'wanted']);
    await held.end();
  });
});

test('one that the user made is never removed', async () => {
  await make('own');
  await (await desktops.hold('own', signal)).end();
  expect(await there()).toEqual(['own']);
});

test('one whose holders have another folder is refused, and left alone', async () => {
  await make('theirs', 'another-keeper');
  await expect(desktops.hold('theirs', signal)).rejects.toMatchObject({ code: 'busy' });
  expect(await there()).toEqual(['theirs']);
});

test('clients that name none get one each, at the same time too', async () => {
  const held = await Promise.all([1, 2, 3].map(() => desktops.hold(undefined, signal)));
  expect(held.map(({ name }) => name).sort()).toEqual(['mcp', 'mcp-2', 'mcp-3']);
  await Promise.all(held.map(({ end }) => end()));
  expect((await readdir(folder)).filter(isLease)).toEqual([]);
});

test('the folder is the user’s own, and one that cannot be made is told of', async () => {
  expect(leasesFolder({ HOME: '/home/me' })).toBe('/home/me/.local/state/deskhand/mcp');
  expect(leasesFolder({ HOME: '/home/me', XDG_STATE_HOME: '/state' })).toBe('/state/deskhand/mcp');
  await expect(Leases.open('/dev/null/none', signal)).rejects.toMatchObject({ code: 'not_ready' });
});

const isLease = (name: string) => /^[0-9a-f]{24}-/.test(name);
