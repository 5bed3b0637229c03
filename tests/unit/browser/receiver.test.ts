import { expect, test } from 'vitest';
import { receiverOf } from '../../../src/browser/receiver.ts';
import type { Tab } from '../../../src/browser/tab.ts';

/** A tab whose page answers or does not. */
function setUp({ answers }: { readonly answers: boolean }) {
  const gone = new AbortController();
  const connection = { isOpen: true };
  const send = () => (answers ? Promise.resolve({}) : Promise.reject(new Error('timed out')));
  const tab = {
    session: { closed: gone.signal },
    crashed: false,
    dialog: undefined,
    interrupted: new AbortController().signal,
    worlds: { sessions: [{ send }] },
  } as unknown as Tab;
  return { receiver: receiverOf(tab, connection), gone, connection };
}

test.each([true, false])(
  'whether a tab has worked off its input is what its page answers: %s',
  async (answers) => {
    expect(await setUp({ answers }).receiver.takenIn(10)).toBe(answers);
  },
);

test('nothing comes late from a tab that was closed, nor from a browser that has gone', async () => {
  const closed = setUp({ answers: false });
  closed.gone.abort();
  expect(await closed.receiver.takenIn(10)).toBe(true);
  const ended = setUp({ answers: false });
  ended.connection.isOpen = false;
  expect(await ended.receiver.takenIn(10)).toBe(true);
});
