import { describe, expect, test } from 'vitest';
import type { Tab } from '../../../src/browser/tab.ts';
import { findFrontTab } from '../../../src/browser/front-tab.ts';

interface Facts {
  readonly visible: boolean;
  readonly focused: boolean;
}

/** A tab that came to the front at `frontAt`, in a window of its own unless told, and says this of itself, or nothing. */
function tab(name: string, frontAt: number, facts: Facts | undefined, window = frontAt) {
  return {
    name,
    frontAt,
    window,
    facts: () =>
      facts === undefined
        ? Promise.reject(new Error('hangs'))
        : Promise.resolve(facts as unknown as Awaited<ReturnType<Tab['facts']>>),
  };
}

const SHOWS = { visible: true, focused: false };
const FOCUSED = { visible: true, focused: true };
const HIDDEN = { visible: false, focused: false };

describe('the tab in front', () => {
  const front = async (...tabs: ReturnType<typeof tab>[]) =>
    (await findFrontTab(tabs, 100, ({ window }) => Promise.resolve(window)))?.name;

  test('is the one that has the focus, however long ago it came there', async () => {
    expect(await front(tab('old', 1, FOCUSED), tab('new', 2, SHOWS))).toBe('old');
  });

  test('is the one that came there last, of two that show without the focus', async () => {
    expect(await front(tab('new', 2, SHOWS), tab('old', 1, SHOWS))).toBe('new');
  });

  test('is the last one that came there, if it does not answer and no other shows in its window', async () => {
    expect(await front(tab('other window', 1, SHOWS), tab('hung', 2, undefined))).toBe('hung');
  });

  test('is another where that shows in the window of the one that does not answer', async () => {
    expect(await front(tab('shows', 1, SHOWS, 7), tab('hung', 2, undefined, 7))).toBe('shows');
  });

  test('is the focused one before one that does not answer', async () => {
    expect(await front(tab('focused', 1, FOCUSED), tab('hung', 2, undefined))).toBe('focused');
  });

  test('is none where none shows', async () => {
    expect(await front(tab('a', 1, HIDDEN), tab('b', 2, HIDDEN))).toBeUndefined();
  });
});
