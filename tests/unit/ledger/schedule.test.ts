import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { WINDOW_MS, earliestStart } from '../../../src/ledger/schedule.ts';
import type { Slot } from '../../../src/ledger/schedule.ts';

const limits = { rpm: 5, tpm: 10_000 };

test('however calls come, no minute holds more than the limits', () => {
  const arrivals = fc.array(fc.record({ after: fc.nat(30_000), tokens: fc.integer({ min: 1, max: 9000 }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(arrivals, (calls) => {
      const slots: Slot[] = [];
      let now = 0;
      for (const { after, tokens } of calls) {
        now += after;
        const at = earliestStart(slots, limits, tokens, now);
        expect(at).toBeGreaterThanOrEqual(now);
        slots.push({ at, requests: 1, tokens });
      }
      for (const { at } of slots) {
        const inside = slots.filter((slot) => slot.at > at - WINDOW_MS && slot.at <= at);
        expect(inside.length).toBeLessThanOrEqual(limits.rpm);
        expect(inside.reduce((sum, slot) => sum + slot.tokens, 0)).toBeLessThanOrEqual(limits.tpm);
      }
    }),
  );
});

test.each([
  ['nothing is known', { rpm: Infinity, tpm: Infinity }, 100, 0],
  ['there is room', limits, 100, 0],
  ['the tokens do not fit', limits, 9500, WINDOW_MS + 10],
  ['the call is larger than the limit itself', limits, 50_000, WINDOW_MS + 10],
])('when %s a call starts then', (_when, bounds, tokens, start) => {
  expect(earliestStart([{ at: 10, requests: 1, tokens: 1000 }], bounds, tokens, start === 0 ? 20 : 20)).toBe(
    start === 0 ? 20 : start,
  );
});
