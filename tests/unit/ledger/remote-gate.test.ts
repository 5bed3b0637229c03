import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeskhandError } from '../../../src/base/errors.ts';
import { openBook } from '../../../src/ledger/book.ts';
import type { Book } from '../../../src/ledger/book.ts';
import { serveGate } from '../../../src/ledger/gate-server.ts';
import type { GateServer } from '../../../src/ledger/gate-server.ts';
import { remoteGate } from '../../../src/ledger/remote-gate.ts';
import { SharedGate } from '../../../src/ledger/shared-gate.ts';
import { summarise, totalOf } from '../../../src/ledger/summary.ts';
import { FakeTime, paid, planned, quiet } from './support/world.ts';

let server: GateServer;
let book: Book;
beforeEach(async () => {
  server = await serveGate();
  book = openBook(':memory:');
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  book[Symbol.dispose]();
});

const at = (token: string) => ({ url: `http://127.0.0.1:${server.port}`, token });
const gateOf = (run: string, budgets = {}, time = new FakeTime()) =>
  new SharedGate({ book, key: 'key-a', run, budgets, pace: time });

describe('a gate for desktops in containers', () => {
  test('keeps one budget and one ledger for all, each call under its own run', async () => {
    const budgets = { day: 2_500_000 };
    const [one, two] = ['run-1', 'run-2'].map((run) =>
      remoteGate(at(server.grant(() => gateOf(run, budgets))), run),
    );
    const first = await one?.enter(planned(), ...quiet);
    const second = await two?.enter(planned(), ...quiet);
    await expect(two?.enter(planned(), ...quiet)).rejects.toMatchObject({
      code: 'limit_reached',
      hint: expect.stringContaining('budget') as string,
    });
    await first?.answered(paid(900_000), {});
    await second?.answered(paid(800_000), {});
    await second?.answered(paid(800_000), {});
    expect(summarise(book, 'run').map(({ name, ticks }) => [name, ticks])).toEqual([
      ['run-1', 900_000],
      ['run-2', 800_000],
    ]);
  });

  test('waiting is told as it begins', async () => {
    const time = new FakeTime();
    const gate = remoteGate(at(server.grant(() => gateOf('run-1', {}, time))), 'run-1');
    const tight = planned({ limits: { rpm: 1, tpm: 1e9 } });
    await (await gate.enter(tight, ...quiet)).failed({});
    const told: number[] = [];
    await time.run(gate.enter(tight, quiet[0], (_, ms) => told.push(ms)));
    expect(told).toEqual([60_500]);
  });

  test('a desktop that goes away leaves the queue', async () => {
    const gate = remoteGate(at(server.grant(() => gateOf('run-1'))), 'run-1');
    const tight = planned({ limits: { rpm: 1, tpm: 1e9 } });
    await (await gate.enter(tight, ...quiet)).failed({});
    const stop = new AbortController();
    const waiting = gate.enter(tight, stop.signal, () => {
      stop.abort(new DeskhandError('cancelled', 'Enough.'));
    });
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => book.db.prepare('SELECT COUNT(*) AS n FROM holds').get()?.['n']).toBe(0);
  });

  test('a wrong token opens nothing', async () => {
    server.grant(() => gateOf('run-1'));
    await expect(remoteGate(at('guess'), 'run-1').enter(planned(), ...quiet)).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  test('a token is for one run, and for no call after it', async () => {
    const token = server.grant((run) => gateOf(run));
    const pass = await remoteGate(at(token), 'run-1').enter(planned(), ...quiet);
    await expect(remoteGate(at(token), 'run-2').enter(planned(), ...quiet)).rejects.toMatchObject({
      code: 'forbidden',
    });
    server.revoke(token);
    await expect(remoteGate(at(token), 'run-1').enter(planned(), ...quiet)).rejects.toMatchObject({
      code: 'unauthorized',
    });
    // What was let through is paid for, and must still be booked.
    await pass.answered(paid(700_000), {});
    expect(summarise(book, 'run').map(({ name, ticks }) => [name, ticks])).toEqual([['run-1', 700_000]]);
  });

  test('without the gate no call is made', async () => {
    const gate = remoteGate(at(server.grant(() => gateOf('run-1'))), 'run-1');
    await server[Symbol.asyncDispose]();
    await expect(gate.enter(planned(), ...quiet)).rejects.toMatchObject({ code: 'not_ready' });
    server = await serveGate();
  });

  test('a message that makes no sense is refused by its field', async () => {
    const token = server.grant(() => gateOf('run-1'));
    const response = await fetch(`${at(token).url}/enter`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{"run":"run-1","model":"grok-4.3","host":"xai","tokens":-1,"ticks":0}',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('tokens');
    expect(totalOf(summarise(book, 'day')).calls).toBe(0);
  });
});
