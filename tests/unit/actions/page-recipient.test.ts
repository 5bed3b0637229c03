import { expect, test } from 'vitest';
import { pageRecipient } from '../../../src/actions/page-recipient.ts';
import { DeskhandError } from '../../../src/base/errors.ts';
import { fakeBrowser } from '../../fixtures/fake-browser.ts';

function setUp(answers: readonly boolean[]) {
  const browser = fakeBrowser({ url: '', title: '', text: '', elements: [] });
  const waits: number[] = [];
  let watches = 0;
  browser.takenIn = async (timeoutMs) => {
    waits.push(timeoutMs);
    return answers[waits.length - 1] ?? true;
  };
  browser.watchField = async () => {
    watches++;
    return async () => true;
  };
  return { browser, waits, watches: () => watches };
}

test('a page that once did not answer is not waited for again until it does', async () => {
  const { browser, waits, watches } = setUp([true, false, false, true]);
  const recipient = pageRecipient({ browser });
  expect(await (await recipient.watchField())()).toBe(true);
  const answers = [await recipient.takenIn(), await recipient.takenIn()];
  expect(await (await recipient.watchField())()).toBeUndefined();
  answers.push(await recipient.takenIn(), await recipient.takenIn(), await recipient.takenIn());
  expect(answers).toEqual([true, false, false, true, true]);
  expect(waits).toEqual([3000, 3000, 100, 100, 3000]);
  expect(watches()).toBe(1);
});

test('while the browser starts or a dialog is open, nobody knows', async () => {
  const { browser } = setUp([]);
  const fail = () => Promise.reject(new DeskhandError('not_ready', 'The browser starts.'));
  const recipient = pageRecipient({ browser: Object.assign(browser, { takenIn: fail, watchField: fail }) });
  expect(await (await recipient.watchField())()).toBeUndefined();
  expect(await recipient.takenIn()).toBe(false);
});
