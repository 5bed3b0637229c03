import { expect, test } from 'vitest';
import { pageRecipient } from '../../../src/actions/page-recipient.ts';
import { DeskhandError } from '../../../src/base/errors.ts';
import { fakeBrowser } from '../../fixtures/fake-browser.ts';
import { fakeDesktop } from '../../fixtures/fake-desktop.ts';

function setUp(answers: readonly boolean[], app = 'Chromium-browser') {
  const browser = fakeBrowser({ url: '', title: '', text: '', elements: [] });
  const waits: number[] = [];
  let watches = 0;
  browser.receiver = () => ({
    async takenIn(timeoutMs) {
      waits.push(timeoutMs);
      return answers[waits.length - 1] ?? true;
    },
    async watchField() {
      watches++;
      return async () => true;
    },
  });
  const box = { x: 0, y: 0, width: 640, height: 480 };
  const windows = async () => [
    { id: 1, title: '', app: 'Other', box, active: false },
    { id: 2, title: '', app, box, active: true },
  ];
  return { browser, desktop: { ...fakeDesktop(), windows }, waits, watches: () => watches };
}

async function found(find: ReturnType<typeof pageRecipient>) {
  const recipient = await find();
  if (recipient === undefined) throw new Error('No recipient');
  return recipient;
}

test('a page that once did not answer is not waited for again until it does', async () => {
  const { browser, desktop, waits, watches } = setUp([true, false, false, true]);
  const recipient = await found(pageRecipient({ browser, desktop }));
  expect(await (await recipient.watchField())()).toBe(true);
  const answers = [await recipient.takenIn(), await recipient.takenIn()];
  expect(await (await recipient.watchField())()).toBeUndefined();
  answers.push(await recipient.takenIn(), await recipient.takenIn(), await recipient.takenIn());
  expect(answers).toEqual([true, false, false, true, true]);
  expect(waits).toEqual([3000, 3000, 100, 100, 3000]);
  expect(watches()).toBe(1);
});

test('what is known of the page holds for the next paste of the same text', async () => {
  const { browser, desktop, waits } = setUp([false, true]);
  const find = pageRecipient({ browser, desktop });
  expect(await (await found(find)).takenIn()).toBe(false);
  expect(await (await found(find)).takenIn()).toBe(true);
  expect(waits).toEqual([3000, 100]);
});

test('while the browser starts or a dialog is open, nobody knows', async () => {
  const { browser, desktop } = setUp([]);
  const fail = () => Promise.reject(new DeskhandError('not_ready', 'The browser starts.'));
  const silent = Object.assign(browser, { receiver: () => ({ takenIn: fail, watchField: fail }) });
  const none = Object.assign({ ...browser }, { receiver: () => undefined });
  const starting = {
    get browser(): typeof browser {
      throw new DeskhandError('not_ready', 'The browser starts.');
    },
    desktop,
  };
  for (const context of [{ browser: silent, desktop }, { browser: none, desktop }, starting]) {
    const recipient = await found(pageRecipient(context));
    expect(await (await recipient.watchField())()).toBeUndefined();
    expect(await recipient.takenIn()).toBe(false);
  }
});

test('the page does not speak for another program that has the focus', async () => {
  const { desktop, waits } = setUp([false], 'XTerm');
  const starting = {
    get browser(): never {
      throw new DeskhandError('not_ready', 'The browser starts.');
    },
    desktop,
  };
  expect(await pageRecipient(starting)()).toBeUndefined();
  expect(waits).toEqual([]);
});

test('it stays with the tab that it has found', async () => {
  const { browser, desktop } = setUp([]);
  const tab = (answer: boolean) => () => ({
    takenIn: async () => answer,
    watchField: async () => async () => undefined,
  });
  browser.receiver = tab(false);
  const recipient = await found(pageRecipient({ browser, desktop }));
  browser.receiver = tab(true);
  expect(await recipient.takenIn()).toBe(false);
});
