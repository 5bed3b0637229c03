import { expect, test } from 'vitest';
import { Holds } from '../../../../src/browser/pulse/holds.ts';

function holdsAt(start = 100) {
  const clock = { now: start };
  return { clock, holds: new Holds(() => clock.now) };
}

test('a hold is busy until it is released', () => {
  const { holds } = holdsAt();
  holds.hold('timer', 400);
  expect(holds.busy(100)).toBe(true);
  holds.release('timer');
  expect(holds.busy(100)).toBe(false);
});

test('a hold ends by its time, and says when', () => {
  const { clock, holds } = holdsAt();
  holds.hold('timer', 400);
  holds.hold('other', 90);
  expect(holds.nextExpiry).toBe(190);
  clock.now = 499;
  expect(holds.busy(100)).toBe(true);
  clock.now = 500;
  expect(holds.busy(100)).toBe(false);
  expect(holds.nextExpiry).toBeUndefined();
});

test('what began before the moment asked about does not count, unless it always does', () => {
  const { holds } = holdsAt();
  holds.hold('timer', 400);
  expect(holds.busy(101)).toBe(false);
  holds.hold('handlers', 400, 'always');
  expect(holds.busy(101)).toBe(true);
});

test.each([0, -5, Number.NaN])('a page that says %d ms holds up nothing', (ms) => {
  const { holds } = holdsAt();
  holds.hold('timer', ms);
  expect(holds.busy(0)).toBe(false);
});

test('a page cannot hold up for longer than two seconds, nor with more than five hundred things', () => {
  const { clock, holds } = holdsAt();
  for (let i = 0; i < 600; i++) holds.hold(`timer ${i}`, 1e9);
  for (let i = 0; i < 500; i++) holds.release(`timer ${i}`);
  expect(holds.busy(0)).toBe(false);
  holds.hold('timer', Infinity);
  clock.now += 2000;
  expect(holds.busy(0)).toBe(false);
});

test('another document forgets all', () => {
  const { holds } = holdsAt();
  holds.hold('timer', 400);
  holds.clear();
  expect(holds.busy(0)).toBe(false);
});
