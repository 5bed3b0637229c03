import { describe, expect, test, vi } from 'vitest';
import type { Browser, PageElement } from '../../../src/browser/browser.ts';
import { DeskhandError } from '../../../src/base/errors.ts';
import { silentLog } from '../../../src/base/log.ts';
import { createExecutor } from '../../../src/actions/executor.ts';
import { observationToJson } from '../../../src/actions/observation.ts';
import { secretsFrom } from '../../../src/actions/secrets.ts';
import { fakeBrowser } from '../../fixtures/fake-browser.ts';
import { fakeDesktop } from '../../fixtures/fake-desktop.ts';

const save: PageElement = {
  ref: 'e1',
  role: 'button',
  name: 'Save',
  states: [],
  box: { x: 100, y: 200, width: 80, height: 40 },
};

function setUp() {
  const desktop = fakeDesktop();
  const page = { url: 'https://example.com/', title: 'Example', text: 'Hello, world', elements: [save] };
  const browser = fakeBrowser(page);
  const executor = createExecutor({ desktop: () => desktop, browser: () => browser, log: silentLog });
  return { desktop, browser, page, executor };
}

const none = { observe: 'none' } as const;

describe('what reaches the desktop', () => {
  test.each([
    [{ action: 'click', x: 0, y: 0 }, ['click 0,0 left 1']],
    [{ action: 'click', x: 1279, y: 799, button: 'right', count: 2 }, ['click 1279,799 right 2']],
    [{ action: 'click', ref: 'e1' }, ['click 140,220 left 1']],
    [
      { action: 'click', x: 5, y: 6, modifiers: ['ctrl', 'shift'] },
      ['hold ctrl+shift', 'click 5,6 left 1', 'let go ctrl+shift'],
    ],
    [{ action: 'move', x: 3, y: 4 }, ['move 3,4']],
    [
      {
        action: 'drag',
        path: [
          { x: 1, y: 1 },
          { x: 9, y: 9 },
        ],
      },
      ['drag 1,1 9,9 left'],
    ],
    [{ action: 'scroll', dy: 3 }, ['scroll 640,400 0,3']],
    [{ action: 'scroll', x: 1, y: 2, dy: -240, unit: 'pixels' }, ['scroll 1,2 0,-2']],
    [{ action: 'scroll', x: 1, y: 2, dx: 1, unit: 'pixels' }, ['scroll 1,2 1,0']],
    [{ action: 'scroll', x: 1, y: 2, dy: 0.4 }, ['scroll 1,2 0,1']],
    [{ action: 'type', text: 'é漢🙂' }, ['type é漢🙂']],
    [
      { action: 'type', ref: 'e1', text: 'a', clear: true, submit: true },
      ['click 140,220 left 1', 'press ctrl+a 1', 'press Delete 1', 'type a', 'press Return 1'],
    ],
    [{ action: 'key', keys: 'ctrl+a', repeat: 3 }, ['press ctrl+a 3']],
    [{ action: 'paste', text: 'long' }, ['paste long']],
    [
      {
        action: 'batch',
        actions: [
          { action: 'move', x: 1, y: 1 },
          { action: 'type', text: 'x' },
        ],
      },
      ['move 1,1', 'type x'],
    ],
  ])('%j', async (call, expected) => {
    const { executor, desktop } = setUp();
    await executor.perform(call, none);
    expect(desktop.log).toEqual(expected);
  });
});

describe('what is refused, and how it is said', () => {
  test.each([
    [{ action: 'clik', x: 1, y: 1 }, 'bad_input', 'no action "clik"'],
    [{ action: 'click', x: 1280, y: 1 }, 'bad_input', 'x: must be from 0 to 1279, got 1280'],
    [{ action: 'click', x: 1, y: -1 }, 'bad_input', 'y: must be from 0 to 799, got -1'],
    [{ action: 'click', x: 1 }, 'bad_input', 'y is missing'],
    [{ action: 'click' }, 'bad_input', 'x and y in pixels of the frame, or ref'],
    [{ action: 'click', x: 1, y: 1, ref: 'e1' }, 'bad_input', 'either ref or x and y'],
    [{ action: 'click', x: 1, y: 2, ref: 'e1' }, 'bad_input', 'got ref "e1" and x 1, y 2.'],
    [{ action: 'click', y: 2, ref: 'e1' }, 'bad_input', 'got ref "e1" and y 2.'],
    [{ action: 'click', x: 1, y: 1, buton: 'left' }, 'bad_input', 'did you mean "button"?'],
    [{ action: 'click', x: '1', y: 1 }, 'bad_input', 'x: invalid input: expected number'],
    [{ action: 'click', ref: 'e99' }, 'stale_ref', 'e99'],
    [{ action: 'scroll', x: 1, y: 1 }, 'bad_input', 'dx, dy: one of them must be other than 0, got 0 and 0'],
    [{ action: 'scroll', dy: 5000 }, 'bad_input', 'dy: must be from -1000 to 1000 notches, got 5000'],
    [{ action: 'scroll', dx: -1000.5 }, 'bad_input', 'dx: must be from -1000 to 1000 notches, got -1000.5'],
    [
      { action: 'key', keys: 'a', hold_ms: 5000, repeat: 30 },
      'bad_input',
      'hold_ms: must be from 0 to 3333 where repeat is 30, got 5000',
    ],
    [{ action: 'type', text: 'ab\u0007' }, 'bad_input', 'text: character 3, U+0007, cannot be typed'],
    [{ action: 'wait', ms: 1, text: 'x' }, 'bad_input', 'ms: give either ms or text, not both; got ms 1 and'],
    [
      {
        action: 'drag',
        path: [
          { x: 1, y: 1 },
          { x: 2, y: 2 },
        ],
        to_ref: 'e1',
      },
      'bad_input',
      'path: give either path, or from_ref and to_ref, got path and to_ref',
    ],
    [
      { action: 'tabs', open: 'about:blank', close: 't1' },
      'bad_input',
      'give at most one of them, got open and close',
    ],
    [
      {
        action: 'drag',
        path: [
          { x: 1, y: 1 },
          { x: 1, y: 900 },
        ],
      },
      'bad_input',
      'path[1].y: must be from 0 to 799',
    ],
    [
      { action: 'zoom', x: 1200, y: 0, width: 100, height: 10 },
      'bad_input',
      'width: must be from 1 to 80 from x 1200 on, got 100',
    ],
    [{ action: 'back' }, 'action_failed', 'no page before'],
    [{ action: 'type', text: '{{secret:PIN}}' }, 'bad_input', 'no secret named "PIN"'],
    [
      { action: 'batch', actions: [{ action: 'done', result: 'x' }] },
      'bad_input',
      'cannot be part of a batch',
    ],
    [
      {
        action: 'batch',
        actions: [
          { action: 'move', x: 1, y: 1 },
          { action: 'click', x: 9999, y: 1 },
        ],
      },
      'bad_input',
      'actions[1] (click): x: must be from 0 to 1279, got 9999',
    ],
  ])('%j', async (call, code, text) => {
    const { executor } = setUp();
    const error = await executor.perform(call, none).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeskhandError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(text) as string });
  });
});

describe('text that would not arrive', () => {
  const field = (ref: string, role: string, states: string[]) => ({
    ref,
    role,
    name: 'Field',
    states,
    box: { x: 10, y: 10, width: 20, height: 10 },
  });

  test.each([
    ['textbox', ['disabled'], 'disabled'],
    ['combobox', ['disabled', 'readonly'], 'disabled'],
    ['textbox', ['required', 'readonly'], 'read-only'],
  ])('a %s with the states %j is told as %s, and is not even clicked', async (role, states, why) => {
    const { desktop, executor, page } = setUp();
    page.elements = [field('e1', role, states)];
    await expect(
      executor.perform({ action: 'type', ref: 'e1', text: 'x', clear: true }, none),
    ).rejects.toMatchObject({
      code: 'action_failed',
      message: `ref: e1 (${role} "Field") is ${why} and takes no text.`,
    });
    expect(desktop.log.filter((entry) => entry !== 'release all')).toEqual([]);
  });

  test('a read-only list takes letters to choose by', async () => {
    const { desktop, executor, page } = setUp();
    page.elements = [field('e1', 'combobox', ['readonly'])];
    await executor.perform({ action: 'type', ref: 'e1', text: 'Que' }, none);
    expect(desktop.log).toContain('type Que');
  });

  test.each([
    ['type', 'text: character 2, U+D83D, cannot be typed.'],
    ['paste', 'text: U+D83D is half of a character (a lone surrogate).'],
    ['clipboard_write', 'text: U+D83D is half of a character (a lone surrogate).'],
  ])('%s refuses half a character', async (action, message) => {
    const { desktop, executor } = setUp();
    await expect(executor.perform({ action, text: 'a\ud83d b' }, none)).rejects.toMatchObject({
      code: 'bad_input',
      message,
    });
    expect(desktop.log).toEqual([]);
  });
});

test('a reply carries the frame, the page and the elements, scaled to the frame that the caller asked for', async () => {
  const { executor } = setUp();
  const { observation } = await executor.perform(
    { action: 'click', x: 319, y: 199 },
    { frameSize: { width: 320, height: 200 } },
  );
  expect(observation).toMatchObject({
    width: 320,
    height: 200,
    settled: true,
    page: { url: 'https://example.com/', title: 'Example' },
    elements: [{ ref: 'e1', box: { x: 25, y: 50, width: 20, height: 10 } }],
    frame: { mediaType: 'image/jpeg', width: 320, height: 200 },
  });
});

test('what the list leaves out and where nobody could look is known inside, in the frame’s pixels, and told to no client', async () => {
  const { browser, executor } = setUp();
  const [box, unread] = [
    { x: 100, y: 200, width: 80, height: 40 },
    { x: 400, y: 0, width: 400, height: 400 },
  ];
  const unlisted = [{ ref: 'e9', role: 'button', name: 'Send', states: [], box }];
  browser.elements = () =>
    Promise.resolve({ elements: [], omitted: 4, unlisted, controlsUnknown: 3, unread: [unread] });
  const seen = await executor.observe({ frameSize: { width: 320, height: 200 } });
  expect(seen).toMatchObject({
    elementsOmitted: 4,
    controlsUnknown: 3,
    unlisted: [{ name: 'Send', box: { x: 25, y: 50, width: 20, height: 10 } }],
    unread: [{ x: 100, y: 0, width: 100, height: 100 }],
  });
  expect(JSON.stringify(observationToJson(seen))).not.toMatch(/Send|unlisted|controls|unread/i);
});

test('a page that does not tell its elements is not taken for an empty one', async () => {
  const { browser, executor } = setUp();
  browser.elements = () => Promise.reject(new DeskhandError('action_failed', 'It hangs.'));
  expect(await executor.observe()).toMatchObject({ elements: [], elementsOmitted: 0, unread: 'all' });
  browser.elements = () => new Promise(() => {});
  expect(await executor.observe()).toMatchObject({ elements: [], elementsOmitted: 0, unread: 'all' });
});

test('coordinates of a scaled frame hit the middle of the pixels they stand for', async () => {
  const { executor, desktop } = setUp();
  const frameSize = { width: 320, height: 200 };
  await executor.perform({ action: 'click', x: 0, y: 199 }, { observe: 'none', frameSize });
  expect(desktop.log).toEqual(['click 2,798 left 1']);
});

test('zoom shows the part at full resolution', async () => {
  const { executor } = setUp();
  const { observation } = await executor.perform({ action: 'zoom', x: 10, y: 20, width: 30, height: 40 });
  expect(observation?.frame).toMatchObject({
    width: 30,
    height: 40,
    region: { x: 10, y: 20, width: 30, height: 40 },
  });
  expect(observation).toMatchObject({ width: 1280, height: 800 });
});

test('after a failed input everything is released, and the next action works', async () => {
  const { executor, desktop } = setUp();
  desktop.failWith(new Error('the server said no'));
  await expect(executor.perform({ action: 'click', x: 1, y: 1 }, none)).rejects.toThrow('the server said no');
  await executor.perform({ action: 'move', x: 2, y: 2 }, none);
  expect(desktop.log).toEqual(['release all', 'move 2,2']);
});

test('a refused call releases nothing that is held on purpose', async () => {
  const { executor, desktop } = setUp();
  await executor.perform({ action: 'mouse_down', x: 1, y: 1 }, none);
  await expect(executor.perform({ action: 'click', x: -5, y: 1 }, none)).rejects.toThrow('x: must be');
  expect(desktop.log).toEqual(['move 1,1', 'down left']);
});

test('while a person holds the desktop, input is refused and reading goes on', async () => {
  const { executor, desktop } = setUp();
  executor.control.take();
  await expect(executor.perform({ action: 'click', x: 1, y: 1 }, none)).rejects.toMatchObject({
    code: 'human_in_control',
  });
  await expect(executor.perform({ action: 'read_page' }, none)).resolves.toMatchObject({
    result: { total: 12 },
  });
  executor.control.give();
  await executor.perform({ action: 'click', x: 1, y: 1 }, none);
  expect(desktop.log).toEqual(['release all', 'click 1,1 left 1']);
});

test('a person who takes over in the middle of a batch stops it, and nothing stays down', async () => {
  const { executor, desktop } = setUp();
  const actions = [
    { action: 'mouse_down', x: 1, y: 1 },
    { action: 'wait', ms: 60_000 },
    { action: 'type', text: 'too late' },
  ];
  const batch = executor.perform({ action: 'batch', actions }, none).catch((error: unknown) => error);
  await vi.waitUntil(() => desktop.log.includes('down left'));
  executor.control.take();
  expect(await batch).toMatchObject({ code: 'human_in_control' });
  expect(desktop.log.join()).not.toContain('type');
  expect(desktop.log).toContain('release all');
});

test('a person’s input waits until the action that they stopped has ended and let go', async () => {
  const { desktop } = setUp();
  const page = Promise.withResolvers<void>();
  const keyboard = {
    ...desktop.keyboard,
    async type(_text: string, signal: AbortSignal) {
      desktop.log.push('type begins');
      await page.promise;
      signal.throwIfAborted();
    },
  };
  const hung = createExecutor({
    desktop: () => ({ ...desktop, keyboard }),
    browser: () => fakeBrowser({ url: '', title: '', text: '', elements: [] }),
    log: silentLog,
  });
  const typing = hung.perform({ action: 'type', text: 'long' }, none).catch((error: unknown) => error);
  await vi.waitUntil(() => desktop.log.includes('type begins'));
  hung.control.take();
  void hung.control.ready().then(() => desktop.log.push('the person types'));
  await vi.waitUntil(() => desktop.log.includes('release all'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(desktop.log).toEqual(['type begins', 'release all']);
  page.resolve();
  expect(await typing).toMatchObject({ code: 'human_in_control' });
  await hung.control.ready();
  expect(desktop.log).toEqual(['type begins', 'release all', 'release all', 'the person types']);
});

test('the agent begins only when everything of the person before is let go', async () => {
  const { executor, desktop } = setUp();
  const letGo = Promise.withResolvers<void>();
  executor.control.take();
  executor.control.give();
  executor.control.holdOff(letGo.promise);
  const click = executor.perform({ action: 'click', x: 1, y: 1 }, none);
  await new Promise((resolve) => setImmediate(resolve));
  expect(desktop.log).toEqual(['release all']);
  letGo.resolve();
  await click;
  expect(desktop.log).toEqual(['release all', 'click 1,1 left 1']);
});

test('a secret is typed by value and named in errors only by name', async () => {
  const { executor, desktop } = setUp();
  const secrets = secretsFrom({ PIN: '4711' });
  await executor.perform({ action: 'type', text: 'pin {{secret:PIN}}' }, { observe: 'none', secrets });
  expect(desktop.log).toEqual(['type pin 4711']);
});

test.each([
  ['the page', { text: 'a\u0007' }, {}, 'text: character 2, U+0007, cannot be typed.'],
  [
    'a secret',
    { text: 'a {{secret:PIN}}' },
    { PIN: '12\u001b' },
    'text: a secret in it holds a character that',
  ],
])(
  'a text with a character of %s that cannot be typed changes nothing',
  async (_, typed, values, message) => {
    const { executor, desktop } = setUp();
    const call = { action: 'type', ref: 'e1', clear: true, ...typed };
    const options = { observe: 'none', secrets: secretsFrom(values) } as const;
    await expect(executor.perform(call, options)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(message) as string,
    });
    expect(desktop.log).toEqual([]);
  },
);

test('wait for a text goes on while the page is busy or replaced, and then says why there was no answer', async () => {
  const { desktop, browser } = setUp();
  const answers: (boolean | DeskhandError)[] = [
    new DeskhandError('timeout', 'The page is busy.'),
    new DeskhandError('not_ready', 'The page is changing.'),
    true,
  ];
  const asked: Browser = {
    ...browser,
    async hasText() {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof DeskhandError) throw answer;
      return answer ?? false;
    },
  };
  const executor = createExecutor({ desktop: () => desktop, browser: () => asked, log: silentLog });
  await executor.perform({ action: 'wait', text: 'Saved' }, none);
  answers[0] = new DeskhandError('timeout', 'The page is busy.');
  await expect(
    executor.perform({ action: 'wait', text: 'Saved', timeout_ms: 5 }, none),
  ).rejects.toMatchObject({
    code: 'timeout',
    message: '"Saved" did not appear on the page within 5 ms.',
    hint: 'The page is busy.',
  });
  answers[0] = new DeskhandError('action_failed', 'The page has crashed.');
  await expect(executor.perform({ action: 'wait', text: 'Saved' }, none)).rejects.toMatchObject({
    code: 'action_failed',
  });
});

test('wait for a text resolves when it appears and times out with what was missing', async () => {
  const { executor, page } = setUp();
  const waiting = executor.perform({ action: 'wait', text: 'Saved' }, none);
  page.text = 'Saved!';
  await expect(waiting).resolves.toMatchObject({ result: { waited_ms: expect.any(Number) as number } });
  await expect(
    executor.perform({ action: 'wait', text: 'Never', timeout_ms: 0 }, none),
  ).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringContaining('"Never"') as string,
  });
});

test('without a browser the observation has no page, and browser actions say that it is not ready', async () => {
  const desktop = fakeDesktop();
  const browser = () => {
    throw new DeskhandError('not_ready', 'Chromium is starting again.');
  };
  const executor = createExecutor({ desktop: () => desktop, browser, log: silentLog });
  const observation = await executor.observe();
  expect(observation).toMatchObject({ elements: [], frame: { mediaType: 'image/jpeg' } });
  expect(observation.page).toBeUndefined();
  expect(observation.unread).toBe('all');
  await expect(executor.perform({ action: 'goto', url: 'https://example.com' })).rejects.toMatchObject({
    code: 'not_ready',
  });
});

test('a screenshot can be a scaled region, and a region beyond the display is refused', async () => {
  const { executor } = setUp();
  const { frame } = await executor.screenshot({
    format: 'png',
    scale: 0.5,
    region: { x: 0, y: 0, width: 100, height: 50 },
  });
  expect(frame).toMatchObject({ mediaType: 'image/png', width: 50, height: 25 });
  const beyond = { x: 1200, y: 0, width: 100, height: 50 };
  await expect(executor.screenshot({ region: beyond })).rejects.toMatchObject({ code: 'bad_input' });
});

test('a page is read in parts without a secret, wherever a part begins or ends', async () => {
  const { executor, page } = setUp();
  const token = 'tok-'.padEnd(200, 'x1y2');
  page.text = `Your token: ${token}. Keep it.`;
  const secrets = secretsFrom({ TOKEN: token });
  const whole = 'Your token: {{secret:TOKEN}}. Keep it.';
  const read = async (offset: number, limit: number) => {
    const call = { action: 'read_page', offset, limit };
    return (await executor.perform(call, { observe: 'none', secrets })).result;
  };
  expect(await read(0, 20)).toEqual({ markdown: whole.slice(0, 20), total: whole.length, next_offset: 20 });
  expect(await read(20, 500)).toEqual({ markdown: whole.slice(20), total: whole.length });
});
