import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Leases, leasesFolder } from '../../../../src/cli/mcp/leases.ts';
import { listDesktops } from '../../../../src/host/desktops.ts';
import { memoryOutput } from '../memory-output.ts';
import { holdOwn, keptSetup, signal } from './kept-setup.ts';

let setup: Awaited<ReturnType<typeof keptSetup>>;
beforeEach(async () => void (setup = await keptSetup()));
afterEach(() => setup[Symbol.asyncDispose]());

const ours = () => ({ 'io.deskhand.mcp': setup.desktops.keeper });

describe('a desktop that deskhand mcp has made', () => {
  test('stays while anyone holds it, whoever made it, and goes with the last', async () => {
    const first = await setup.desktops.hold('shared', signal);
    await setup.make('shared', ours());
    const second = await (await setup.open()).hold('shared', signal);
    await first.end();
    expect(await setup.there()).toEqual(['shared']);
    await second.end();
    expect(await setup.there()).toEqual([]);
  });

  test('goes once when its last two holders end at the same time', async () => {
    await setup.make('shared', ours());
    const held = await Promise.all([1, 2, 3].map(() => setup.desktops.hold('shared', signal)));
    await Promise.all(held.map(({ end }) => end()));
    expect(await setup.there()).toEqual([]);
    expect(setup.fake.calls.filter((call) => call.startsWith('DELETE /containers/'))).toHaveLength(1);
  });

  test('stays when somebody comes while its last holder is about to remove it', async () => {
    await setup.make('shared', ours());
    const last = await setup.desktops.hold('shared', signal);
    let ending: Promise<void> | undefined;
    let next: Awaited<ReturnType<typeof setup.desktops.hold>> | undefined;
    await setup.desktops.inTurn('shared', async () => {
      // It has given up its lease and waits for its turn.
      ending = last.end();
      await expect.poll(setup.leases).toEqual([]);
      next = await setup.desktops.hold('shared', signal);
    });
    await ending;
    expect(await setup.there()).toEqual(['shared']);
    await next?.end();
    expect(await setup.there()).toEqual([]);
  });

  test('is found by its id as well', async () => {
    await setup.make('shared', ours());
    const [id = ''] = (await listDesktops(setup.engine)).map((desktop) => desktop.id.slice(0, 64));
    const byId = await setup.desktops.hold(id, signal);
    expect(byId.name).toBe('shared');
    await (await setup.desktops.hold('shared', signal)).end();
    expect(await setup.there()).toEqual(['shared']);
    await byId.end();
    expect(await setup.there()).toEqual([]);
  });

  test('and that has outlived its holders is removed by whoever comes next, but not what is held or asked for', async () => {
    for (const name of ['left', 'held', 'wanted']) await setup.make(name, ours());
    await setup.make('foreign', { 'io.deskhand.mcp': 'theirs' });
    await setup.make('own');
    const held = await setup.desktops.hold('held', signal);
    await (await setup.open()).removeLeftovers('wanted', memoryOutput().output, signal);
    expect(await setup.there()).toEqual(['foreign', 'held', 'own', 'wanted']);
    await held.end();
  });
});

test('one that the user made is never removed', async () => {
  await setup.make('own');
  await (await setup.desktops.hold('own', signal)).end();
  expect(await setup.there()).toEqual(['own']);
});

test('one whose holders have another folder is refused, and left alone', async () => {
  await setup.make('theirs', { 'io.deskhand.mcp': 'another-keeper' });
  await expect(setup.desktops.hold('theirs', signal)).rejects.toMatchObject({ code: 'busy' });
  expect(await setup.there()).toEqual(['theirs']);
});

test('clients that name none get one each, at the same time too', async () => {
  const held = await Promise.all([1, 2, 3].map(() => holdOwn(setup.desktops)));
  expect(held.map(({ name }) => name).sort()).toEqual(['mcp', 'mcp-2', 'mcp-3']);
  await Promise.all(held.map(({ end }) => end()));
  expect(await setup.leases()).toEqual([]);
});

test('the folder is the user’s own, and one that cannot be made is told of', async () => {
  expect(leasesFolder({ HOME: '/home/me' })).toBe('/home/me/.local/state/deskhand/mcp');
  expect(leasesFolder({ HOME: '/home/me', XDG_STATE_HOME: '/state' })).toBe('/state/deskhand/mcp');
  await expect(Leases.open('/dev/null/none', signal)).rejects.toMatchObject({ code: 'not_ready' });
});
