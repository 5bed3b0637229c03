import { expect, test } from 'vitest';
import { GateMeter } from '../../../src/ledger/gate-meter.ts';
import type { Gate } from '../../../src/models/gate.ts';

const call = { model: 'grok-x' } as unknown as Parameters<Gate['enter']>[0];
const open: Gate = {
  enter: () => Promise.resolve({ answered: () => Promise.resolve(), failed: () => Promise.resolve() }),
};

test('a call that need not wait has waited for no time at all, whatever the clock does meanwhile', async () => {
  let now = 0;
  const meter = new GateMeter(() => (now += 0.25));
  await meter.watch(open).enter(call, new AbortController().signal, () => {});
  expect(meter.counts).toMatchObject({ calls: 1, waits: 0, waitedMs: 0 });
});

test('a call that waits is counted from when it is told to until it is let through', async () => {
  let now = 1000;
  const meter = new GateMeter(() => now);
  const slow: Gate = {
    async enter(_, __, onWait) {
      onWait('rate', 500);
      now = 1300;
      expect(meter.counts).toMatchObject({ waiting: 1, waitedMs: 300 });
      now = 1500;
      return open.enter(call, new AbortController().signal, () => {});
    },
  };
  await meter.watch(slow).enter(call, new AbortController().signal, () => {});
  now = 9000;
  expect(meter.counts).toMatchObject({ calls: 1, waiting: 0, waits: 1, waitedMs: 500 });
});
