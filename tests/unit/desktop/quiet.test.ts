import { describe, expect, test } from 'vitest';
import type { Damage, QuietInput } from '../../../src/desktop/quiet.ts';
import { quietVerdict } from '../../../src/desktop/quiet.ts';

const SINCE = 10_000;
const TIMES = {
  firstMs: 80,
  quietMs: 80,
  largeQuietMs: 120,
  patienceMs: 800,
  reactMs: 60,
  unreadMs: 500,
};
const button = { x: 50, y: 50, width: 200, height: 60 };
const page = { x: 0, y: 0, width: 1280, height: 700 };
const spinner = { x: 600, y: 300, width: 52, height: 52 };
const video = { x: 400, y: 300, width: 320, height: 180 };
const caret = { x: 70, y: 60, width: 1, height: 15 };

/** Draws in a box at times relative to the action. */
function draws(box: Damage['box'], ...times: number[]): Damage[] {
  return times.map((t) => ({ at: SINCE + t, box }));
}
/** 60 draws a second over a span relative to the action. */
function animated(box: Damage['box'], from: number, to: number): Damage[] {
  return draws(box, ...Array.from({ length: Math.floor((to - from) / 16) }, (_, i) => from + i * 16));
}
function verdict(damage: Damage[], input: Partial<QuietInput> = {}) {
  const result = quietVerdict(
    {
      since: SINCE,
      actedAt: SINCE,
      capMs: 2000,
      damage: damage.toSorted((a, b) => a.at - b.at),
      busy: false,
      idleSince: undefined,
      readAt: SINCE,
      screenArea: 1280 * 800,
      ...input,
    },
    TIMES,
  );
  return { ...result, due: result.due - SINCE };
}

describe('when the screen counts as settled', () => {
  test.each<[string, Damage[], number]>([
    ['nothing drawn: the time for a first reaction', [], 80],
    ['one draw: quiet after it', draws(button, 7), 87],
    ['several draws: quiet after the last', draws(button, 7, 40, 130), 210],
    ['a large change: longer quiet', draws(page, 30), 150],
    [
      'a small change right after a large one still waits for the large one',
      [...draws(page, 30), ...draws(button, 40)],
      150,
    ],
    ['draws before the action do not count', draws(button, -300, -20), 80],
    ['a draw at the very moment of the action counts', draws(page, 0), 120],
    ['a blinking caret does not count', draws(caret, 10, 60), 80],
    ['a caret after a change does not prolong it', [...draws(button, 7), ...draws(caret, 60)], 87],
    [
      'a spinner that began with the action holds for the patience, not for ever',
      animated(spinner, 8, 1500),
      800,
    ],
    ['patience counts from the last big change', [...draws(page, 300), ...animated(spinner, 8, 1500)], 1100],
    ['a spinner that was there before does not count', animated(spinner, -600, 700), 80],
    ['a change beside such a spinner counts', [...animated(spinner, -600, 700), ...draws(button, 20)], 100],
    [
      'what was drawn shortly before, but is quiet, is no spinner',
      [...animated(button, -600, -100), ...draws(button, 7)],
      87,
    ],
  ])('%s', (_, damage, due) => {
    expect(verdict(damage)).toMatchObject({ due, capped: false });
  });

  test('a large change of what tells all that it has still to do waits no longer than a small one', () => {
    expect(verdict(draws(page, 30), { told: true }).due).toBe(110);
    expect(verdict([...draws(page, 30), ...draws(button, 40)], { told: true }).due).toBe(120);
  });

  test('a video that starts with the action holds for the patience, not to the cap', () => {
    // Ten draws in 300 ms make it one: its last draw before that was something big.
    const { due, capped } = verdict(animated(video, 5, 1900));
    expect(capped).toBe(false);
    expect(due).toBeGreaterThan(1000);
    expect(due).toBeLessThan(1200);
  });

  test('a turning square, whose box grows and shrinks, is such an animation too', () => {
    const turning = Array.from({ length: 110 }, (_, i) => {
      const grown = Math.round(11 * Math.abs(Math.sin(i / 8)));
      const box = { x: 600 - grown, y: 300 - grown, width: 64 + 2 * grown, height: 64 + 2 * grown };
      return { at: SINCE + 5 + i * 16, box };
    });
    expect(verdict(turning).capped).toBe(false);
  });

  test('a bar that fills in steps is none', () => {
    const steps = Array.from({ length: 30 }, (_, i) => ({
      at: SINCE + i * 60,
      box: { x: 100 + i * 100, y: 300, width: 100, height: 60 },
    }));
    expect(verdict(steps).due).toBe(29 * 60 + 80);
  });

  test('small drawing in a part that shows the activity itself does not count; large drawing there does', () => {
    const asides = [{ x: 0, y: 0, width: 1280, height: 90 }];
    const throbber = animated({ x: 49, y: 9, width: 22, height: 22 }, 10, 900);
    expect(verdict(throbber, { asides }).due).toBe(80);
    expect(verdict(draws({ x: 0, y: 0, width: 1280, height: 90 }, 30), { asides }).due).toBe(110);
    expect(verdict(draws({ x: 49, y: 80, width: 22, height: 22 }, 30), { asides }).due).toBe(110);
  });

  test('it rests since the last thing that counts', () => {
    expect(verdict(draws(button, 7, 40)).restSince).toBe(SINCE + 40);
    expect(verdict(draws(caret, 60), { actedAt: SINCE + 2 }).restSince).toBe(SINCE + 2);
    expect(verdict(draws(button, 7), { idleSince: SINCE + 300 }).restSince).toBe(SINCE + 300);
    expect(verdict(draws(button, 7), { busy: true }).restSince).toBe(Infinity);
  });

  test('something big that never stops ends at the cap, unsettled', () => {
    expect(verdict(animated(page, 5, 1990))).toMatchObject({ due: 2000, capped: true });
  });

  test('an activity holds up to the cap', () => {
    expect(verdict(draws(button, 7), { busy: true })).toMatchObject({ due: 2000, capped: true });
  });

  test('after an activity the page gets time to draw', () => {
    expect(verdict(draws(button, 7), { idleSince: SINCE + 400 }).due).toBe(480);
  });

  test('an activity that ended before the action does not matter', () => {
    expect(verdict(draws(button, 7), { idleSince: SINCE - 400 }).due).toBe(87);
  });

  test('a program that read its input late has time to react after that', () => {
    expect(verdict([], { readAt: SINCE + 200 }).due).toBe(260);
  });

  test('a program that does not answer is waited for, but not for ever', () => {
    expect(verdict([], { readAt: undefined }).due).toBe(500);
  });

  test('the changes are what was drawn since, without carets and old spinners', () => {
    const { changes } = verdict([...animated(spinner, -600, 100), ...draws(caret, 30), ...draws(button, 20)]);
    expect(changes.map((d) => d.box)).toEqual([button]);
  });
});

test('an action that took longer than the cap is waited for like any other', () => {
  const late = draws(page, 2990);
  expect(verdict(late, { actedAt: SINCE + 3000, readAt: SINCE + 3000 })).toMatchObject({
    due: 3110,
    capped: false,
  });
  expect(verdict([], { actedAt: SINCE + 3000, readAt: SINCE + 3000 })).toMatchObject({
    due: 3080,
    capped: false,
  });
  expect(verdict([], { actedAt: SINCE + 3000, busy: true })).toMatchObject({ due: 5000, capped: true });
});
