import { describe, expect, test } from 'vitest';
import { DeskhandError } from '../../../src/base/errors.ts';
import { openBook } from '../../../src/ledger/book.ts';
import { SharedGate } from '../../../src/ledger/shared-gate.ts';
import { summarise, totalOf } from '../../../src/ledger/summary.ts';
import { FakeTime, paid, planned, quiet } from './support/world.ts';

function make(budgets = {}, agents = 1) {
  const time = new FakeTime();
  const book = openBook(':memory:');
  const gates = Array.from(
    { length: agents },
    (_, i) => new SharedGate({ book, key: 'key-a', budgets, run: `run-${i}`, task: 'Task', pace: time }),
  );
  const [gate = new SharedGate({ book, key: 'key-a', pace: time })] = gates;
  return { time, book, gate, gates };
}

describe('limits', () => {
  const limits = { rpm: 10, tpm: 20_000 };

  test('eight agents share them: no minute passes a limit, first come first served', async () => {
    const { time, gates } = make({}, 8);
    const starts: number[] = [];
    const agent = async (gate: SharedGate): Promise<void> => {
      for (let call = 0; call < 6; call++) {
        const pass = await gate.enter(planned({ limits, tokens: 1500 }), ...quiet);
        starts.push(time.now());
        await pass.answered(paid(1, 1800), {});
      }
    };
    await time.run(Promise.all(gates.map(agent)));
    expect(starts).toHaveLength(48);
    for (const start of starts)
      expect(starts.filter((at) => at > start - 60_000 && at <= start).length).toBeLessThanOrEqual(10);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    // Ten a minute: no slower than they must be.
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeLessThan(6 * 61_000);
  });

  test('waiting is told once, with how long', async () => {
    const { time, gate } = make();
    const waits: [string, number][] = [];
    const enter = () =>
      gate.enter(planned({ limits: { rpm: 1, tpm: 1e9 } }), quiet[0], (reason, ms) =>
        waits.push([reason, ms]),
      );
    await (await enter()).answered(paid(), {});
    await time.run(enter());
    expect(waits).toEqual([['xai: waiting for the rate limit', 60_500]]);
  });

  test('what a server tells of its limits holds from then on, for everyone', async () => {
    const { time, gates } = make({}, 2);
    const [a, b] = gates as [SharedGate, SharedGate];
    await (await a.enter(planned(), ...quiet)).answered(paid(), { rpm: 1, tpm: 5000 });
    const before = time.now();
    await time.run(b.enter(planned(), ...quiet));
    expect(time.now() - before).toBe(60_500);
  });

  test('a rate limit that was hit holds back everyone for as long as was asked', async () => {
    const { time, gates } = make({}, 2);
    const [a, b] = gates as [SharedGate, SharedGate];
    await (await a.enter(planned(), ...quiet)).failed({}, 7000);
    const before = time.now();
    await time.run(b.enter(planned(), ...quiet));
    expect(time.now() - before).toBe(7000);
  });

  test('use of the key elsewhere is noticed once it makes the limit scarce', async () => {
    const { time, gate } = make();
    const learned = { rpm: 10, tpm: 1e6, remainingRequests: 0, remainingTokens: 900_000 };
    await (await gate.enter(planned(), ...quiet)).answered(paid(), learned);
    const before = time.now();
    await time.run(gate.enter(planned(), ...quiet));
    expect(time.now() - before).toBe(60_500);
  });

  test('other keys, hosts and models have limits of their own', async () => {
    const { time, gate, book } = make();
    const tight = { limits: { rpm: 1, tpm: 1e9 } };
    const other = new SharedGate({ book, key: 'key-b', pace: time });
    const before = time.now();
    await gate.enter(planned(tight), ...quiet);
    await gate.enter(planned({ ...tight, model: 'grok-4.3' }), ...quiet);
    await gate.enter(planned({ ...tight, host: 'azure' }), ...quiet);
    await other.enter(planned(tight), ...quiet);
    expect(time.now()).toBe(before);
  });

  test('who gives up waiting leaves the queue and holds no money', async () => {
    const { time, gate, book } = make({ day: 3_000_000 });
    const tight = planned({ limits: { rpm: 1, tpm: 1e9 } });
    await (await gate.enter(tight, ...quiet)).answered(paid(), {});
    const stop = new AbortController();
    const waiting = gate.enter(tight, stop.signal, () => undefined);
    stop.abort(new DeskhandError('cancelled', 'Enough.'));
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(book.db.prepare('SELECT COUNT(*) AS n FROM holds').get()?.['n']).toBe(0);
    const before = time.now();
    await time.run(gate.enter(tight, ...quiet));
    expect(time.now() - before).toBe(60_500);
  });
});

describe('budgets', () => {
  test('a call that would pass the budget of the day is not made, reservations of others included', async () => {
    const { gates, book } = make({ day: 2_500_000 }, 3);
    const passes = await Promise.all(gates.slice(0, 2).map((gate) => gate.enter(planned(), ...quiet)));
    await expect(gates[2]?.enter(planned(), ...quiet)).rejects.toMatchObject({
      code: 'limit_reached',
      exitCode: 4,
      message: expect.stringContaining('$0.00005 left') as string,
    });
    // The calls were cheaper than thought: now there is room.
    for (const pass of passes) await pass.answered(paid(500_000), {});
    await (await gates[2]?.enter(planned(), ...quiet))?.answered(paid(400_000), {});
    expect(totalOf(summarise(book, 'run')).ticks).toBe(1_400_000);
  });

  test('the budget of a day is new the next day, that of a key is not', async () => {
    const { time, gate } = make({ day: 1_500_000 });
    const keyed = make({ key: 1_500_000 });
    for (const [clock, each] of [
      [time, gate],
      [keyed.time, keyed.gate],
    ] as const) {
      await (await each.enter(planned(), ...quiet)).answered(paid(), {});
      await expect(each.enter(planned(), ...quiet)).rejects.toMatchObject({ code: 'limit_reached' });
      await clock.run(clock.sleep(24 * 3_600_000, quiet[0]));
    }
    await expect(gate.enter(planned(), ...quiet)).resolves.toBeDefined();
    await expect(keyed.gate.enter(planned(), ...quiet)).rejects.toMatchObject({
      message: expect.stringContaining('for this key') as string,
    });
  });

  test('what a dead process had reserved comes back', async () => {
    const { time, gate } = make({ day: 1_500_000 });
    await gate.enter(planned(), ...quiet);
    await expect(gate.enter(planned(), ...quiet)).rejects.toMatchObject({ code: 'limit_reached' });
    await time.run(time.sleep(31 * 60_000, quiet[0]));
    await expect(gate.enter(planned(), ...quiet)).resolves.toBeDefined();
  });

  test('a failed call costs nothing, and an answer counts once however often it is told', async () => {
    const { gate, book } = make();
    await (await gate.enter(planned(), ...quiet)).failed({});
    const pass = await gate.enter(planned(), ...quiet);
    await pass.answered(paid(), {});
    await pass.answered(paid(), {});
    await pass.failed({});
    expect(totalOf(summarise(book, 'model'))).toMatchObject({ calls: 1, ticks: 1_000_000 });
  });
});
