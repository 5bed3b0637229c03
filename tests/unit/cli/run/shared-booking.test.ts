import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Config } from '../../../../src/cli/config-schema.ts';
import type { Context } from '../../../../src/cli/context.ts';
import { openSharedBooking } from '../../../../src/cli/run/shared-booking.ts';
import { openBook } from '../../../../src/ledger/book.ts';
import { remoteGate } from '../../../../src/ledger/remote-gate.ts';
import { paid, planned, quiet } from '../../ledger/support/world.ts';
import { tempFolder } from '../../runs/support.ts';

const config: Config = { image: 'i', runs: 'runs', ready_timeout: 60, budget_per_day: 0.00025 };

function contextIn(folder: string): Context {
  // As behind a virtual machine: the gate listens on loopback.
  const docker = { info: () => Promise.resolve({ OperatingSystem: 'Docker Desktop' }) };
  const stream = { stdin: Readable.from([]), stdout: new Writable(), stderr: new Writable() };
  const env = { DESKHAND_LEDGER: join(folder, 'ledger.db') };
  return {
    process: { env, cwd: folder, ...stream },
    engine: () => Promise.resolve({ docker, host: 'unix:///x', remote: false }),
  } as unknown as Context;
}

/** What a desktop that was given the request asks. */
function gateOf({ gate }: { readonly gate?: { readonly url: string; readonly token: string } }, run: string) {
  if (gate === undefined) throw new Error('no gate was given');
  expect(gate.url).toContain('//host.docker.internal:');
  return remoteGate({ ...gate, url: gate.url.replace('host.docker.internal', '127.0.0.1') }, run);
}

test('runs on several desktops share the budget, each booked under its own id; the key stays out of it', async () => {
  await using folder = await tempFolder();
  {
    await using booking = await openSharedBooking(contextIn(folder.path), config);
    const [one, two] = ['A', 'B'].map((task) => booking.admit({ task, api_key: 'xai-key-1' }));
    const first = gateOf(one?.request ?? {}, 'run-1');
    const second = gateOf(two?.request ?? {}, 'run-2');
    expect(JSON.stringify(one?.request.gate)).not.toContain('xai-key-1');
    await (await first.enter(planned(), ...quiet)).answered(paid(1_200_000), {});
    await (await second.enter(planned(), ...quiet)).answered(paid(900_000), {});
    await expect(second.enter(planned(), ...quiet)).rejects.toMatchObject({ code: 'limit_reached' });
    one?.over();
    await expect(first.enter(planned({ ticks: 1 }), ...quiet)).rejects.toMatchObject({
      code: 'unauthorized',
    });
    expect(booking.counts).toMatchObject({ calls: 2, refused: 1 });
  }
  using book = openBook(join(folder.path, 'ledger.db'));
  expect(book.db.prepare('SELECT run, task, ticks FROM calls ORDER BY run').all()).toEqual([
    { run: 'run-1', task: 'A', ticks: 1_200_000 },
    { run: 'run-2', task: 'B', ticks: 900_000 },
  ]);
});

test('what needs no key needs no gate', async () => {
  await using folder = await tempFolder();
  await using booking = await openSharedBooking(contextIn(folder.path), config);
  const request = { playbook: 'name: x\nsteps: []\n' };
  expect(booking.admit(request).request).toBe(request);
});
