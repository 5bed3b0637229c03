import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryOutput } from '../memory-output.ts';
import { holdOwn, keptSetup, signal } from './kept-setup.ts';

let setup: Awaited<ReturnType<typeof keptSetup>>;
beforeEach(async () => void (setup = await keptSetup()));
afterEach(() => setup[Symbol.asyncDispose]());

const ours = () => ({ 'io.deskhand.mcp': setup.desktops.keeper });
const { output } = memoryOutput();

/** Does something when the engine has listed its containers for the next time, before anyone knows the list. */
function afterListing(work: () => Promise<unknown>): void {
  const { docker } = setup.engine;
  const list = docker.listContainers.bind(docker);
  vi.spyOn(docker, 'listContainers').mockImplementationOnce(async (options) => {
    const listed = await list(options);
    await work();
    return listed;
  });
}

describe('who looks for what is left behind', () => {
  test('does not wait for the start of what somebody holds', async () => {
    await setup.make('held', ours());
    const held = await setup.desktops.hold('held', signal);
    // The start lasts for as long as the other one looks.
    await setup.desktops.inTurn('held', async () =>
      (await setup.open()).removeLeftovers(undefined, output, signal),
    );
    expect(await setup.there()).toEqual(['held']);
    await held.end();
  });

  /** Looks as another process does; `waits` resolves once it has seen that nobody holds what it found. */
  async function look(until: AbortSignal) {
    const leases = await setup.openLeases();
    const asked = vi.spyOn(leases, 'isHeld');
    const over = (await setup.open(leases)).removeLeftovers(undefined, output, until);
    const waits = async () => {
      await expect.poll(() => asked.mock.calls.length).toBeGreaterThan(0);
    };
    return { over, waits };
  }

  test('does not wait for the start of one who comes while it waits for its turn', async () => {
    await setup.make('left', ours());
    const next = await setup.desktops.inTurn('left', async () => {
      const { over, waits } = await look(signal);
      await waits();
      const held = await setup.desktops.hold('left', signal);
      await over;
      return held;
    });
    expect(await setup.there()).toEqual(['left']);
    await next.end();
    expect(await setup.there()).toEqual([]);
  });

  test('waits for a removal, and no longer than until it is to stop', async () => {
    for (const name of ['left', 'other']) await setup.make(name, ours());
    const stop = new AbortController();
    const reason = new Error('stopped');
    await setup.desktops.inTurn('left', async () => {
      const { over, waits } = await look(stop.signal);
      await waits();
      stop.abort(reason);
      await expect(over).rejects.toBe(reason);
    });
    expect(await setup.there()).toEqual(['left', 'other']);
  });
});

test('the last holder does not wait for the start of the next one', async () => {
  await setup.make('shared', ours());
  const last = await setup.desktops.hold('shared', signal);
  const next = await setup.desktops.hold('shared', signal);
  await setup.desktops.inTurn('shared', () => last.end());
  expect(await setup.there()).toEqual(['shared']);
  await next.end();
  expect(await setup.there()).toEqual([]);
});

test.each([undefined, 'named'])('the engine is not asked while the leases are locked (%s)', async (name) => {
  const leases = await setup.openLeases();
  const { docker } = setup.engine;
  const list = docker.listContainers.bind(docker);
  vi.spyOn(docker, 'listContainers').mockImplementation(async (options) => {
    await leases.exclusively(async () => {}, AbortSignal.timeout(2000));
    return list(options);
  });
  const held = await (name === undefined ? holdOwn(setup.desktops) : setup.desktops.hold(name, signal));
  expect(held.name).toBe(name ?? 'mcp');
  await held.end();
});

describe('a client that names none gets a desktop that nobody has used', () => {
  test('also when another one comes and is killed while it looks', async () => {
    afterListing(() => setup.make('mcp', ours()));
    const held = await holdOwn(setup.desktops);
    expect(held.name).toBe('mcp');
    expect(await setup.there()).toEqual([]);
    await held.end();
  });

  test('also when another one comes and stays while it looks', async () => {
    let other: { end: () => Promise<void> } | undefined;
    afterListing(async () => void (other = await holdOwn(setup.desktops)));
    const held = await holdOwn(setup.desktops);
    expect(held.name).toBe('mcp-2');
    await held.end();
    await other?.end();
    expect(await setup.leases()).toEqual([]);
  });

  test('and leaves no lease when the engine goes away while it looks', async () => {
    const { docker } = setup.engine;
    afterListing(async () => void vi.spyOn(docker, 'listContainers').mockRejectedValue(new Error('gone')));
    await expect(holdOwn(setup.desktops)).rejects.toMatchObject({ code: 'internal' });
    expect(await setup.leases()).toEqual([]);
  });
});
