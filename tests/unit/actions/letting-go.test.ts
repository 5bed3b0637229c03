import { describe, expect, test, vi } from 'vitest';
import { performDialect } from '../../../src/actions/dialects/perform.ts';
import type { ActionCall } from '../../../src/actions/action.ts';
import type { Executor } from '../../../src/actions/executor.ts';
import { createExecutor } from '../../../src/actions/executor.ts';
import { silentLog } from '../../../src/base/log.ts';
import { DeskhandError } from '../../../src/base/errors.ts';
import type { PageElement } from '../../../src/browser/browser.ts';
import { fakeBrowser } from '../../fixtures/fake-browser.ts';
import { fakeDesktop } from '../../fixtures/fake-desktop.ts';

const none = { observe: 'none' } as const;

function setUp(elements: PageElement[] = []) {
  const desktop = fakeDesktop();
  const browser = fakeBrowser({ url: '', title: '', text: '', elements });
  const executor = createExecutor({ desktop: () => desktop, browser: () => browser, log: silentLog });
  return { desktop, browser, executor };
}

const batch = (...actions: readonly ActionCall[]): ActionCall => ({ action: 'batch', actions });
const holdCtrl = { action: 'key_down', key: 'ctrl' };
const outside = { action: 'click', x: 5000, y: 1 };

describe('a batch', () => {
  test.each([
    ['a place outside the frame', outside],
    ['an element that is gone', { action: 'click', ref: 'e99' }],
    ['an action that there is not', { action: 'clik' }],
  ])('that is stopped by %s after its first step lets go of what it held', async (_, refused) => {
    const { desktop, executor } = setUp();
    await expect(executor.perform(batch(holdCtrl, refused), none)).rejects.toThrow('actions[1]');
    expect(desktop.log).toEqual(['key down ctrl', 'release all']);
  });

  test('that is refused at its first step has done nothing, so what is held on purpose stays held', async () => {
    const { desktop, executor } = setUp();
    await executor.perform(holdCtrl, none);
    await expect(executor.perform(batch(outside), none)).rejects.toThrow('actions[0]');
    expect(desktop.log).toEqual(['key down ctrl']);
  });

  test('that is cancelled between two steps does no further one and lets go', async () => {
    const { desktop, browser } = setUp();
    const client = new AbortController();
    const { keyboard } = desktop;
    const cancelling = createExecutor({
      desktop: () => ({
        ...desktop,
        keyboard: { ...keyboard, down: (key) => (client.abort(), keyboard.down(key)) },
      }),
      browser: () => browser,
      log: silentLog,
    });
    const calls = batch(holdCtrl, { action: 'move', x: 1, y: 1 });
    await expect(cancelling.perform(calls, { ...none, signal: client.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(desktop.log).toEqual(['key down ctrl', 'release all']);
  });
});

describe('a text for a field that is disabled', () => {
  const intoDisabled = { action: 'type', ref: 'e1', text: 'x' };

  function withDisabledField() {
    const box = { x: 1, y: 1, width: 10, height: 10 };
    const elements = [{ ref: 'e1', role: 'textbox', name: 'Name', states: ['disabled'], box }];
    return setUp(elements);
  }

  test.each([
    ['by itself', intoDisabled],
    ['as the first step of a batch', batch(intoDisabled)],
  ])('is refused before any key, %s, so what is held on purpose stays held', async (_, call) => {
    const { desktop, executor } = withDisabledField();
    await executor.perform(holdCtrl, none);
    await expect(executor.perform(call, none)).rejects.toMatchObject({ code: 'action_failed' });
    expect(desktop.log).toEqual(['key down ctrl']);
  });

  test('lets go of what an earlier step of its batch holds', async () => {
    const { desktop, executor } = withDisabledField();
    await expect(executor.perform(batch(holdCtrl, intoDisabled), none)).rejects.toThrow('actions[1]');
    expect(desktop.log).toEqual(['key down ctrl', 'release all']);
  });
});

describe('a call of another dialect', () => {
  const openai = (...actions: readonly object[]) => ({ type: 'computer_call', call_id: 'c', actions });

  test('with keys held around a refused action lets go of them', async () => {
    const { desktop, executor } = setUp();
    const reply = await performDialect(
      executor,
      'openai',
      openai({ type: 'move', x: 5000, y: 1, keys: ['CTRL'] }),
    );
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input' } });
    expect(desktop.log).toEqual(['key down ctrl', 'release all']);
  });

  test('with more actions than a batch takes is one turn, so nothing of another client comes between', async () => {
    const { desktop, browser } = setUp();
    const moves = Array.from({ length: 30 }, (_, x) => ({ type: 'move', x, y: 0 }));
    const { pointer } = desktop;
    let other: Promise<unknown> | undefined;
    const executor: Executor = createExecutor({
      desktop: () => ({
        ...desktop,
        pointer: {
          ...pointer,
          move(to) {
            other ??= executor.perform({ action: 'type', text: 'other' }, none);
            return pointer.move(to);
          },
        },
      }),
      browser: () => browser,
      log: silentLog,
    });
    await performDialect(executor, 'openai', openai(...moves));
    await other;
    expect(desktop.log).toEqual([...moves.map(({ x }) => `move ${x},0`), 'type other']);
  });

  test('with more actions than a batch takes lets go when a late one is refused', async () => {
    const { desktop, executor } = setUp();
    const moves = Array.from({ length: 19 }, () => ({ type: 'move', x: 0, y: 0 }));
    const refused = { type: 'move', x: 5000, y: 0, keys: ['CTRL'] };
    const reply = await performDialect(executor, 'openai', openai(...moves, refused));
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input' } });
    expect(desktop.log.slice(-2)).toEqual(['key down ctrl', 'release all']);
  });

  test('that is given up by its client midway lets go', async () => {
    const { desktop, executor } = setUp();
    const client = new AbortController();
    const calls = openai({ type: 'move', x: 1, y: 1, keys: ['SHIFT'] }, { type: 'wait' });
    const reply = performDialect(executor, 'openai', calls, { signal: client.signal });
    await vi.waitUntil(() => desktop.log.includes('key up shift'));
    client.abort();
    expect(await reply).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(desktop.log.at(-1)).toBe('release all');
  });
});

describe('a key or button that is to be kept down', () => {
  test('is let go when its client has given up by the time that it is down', async () => {
    const { desktop, browser } = setUp();
    const client = new AbortController();
    const { keyboard } = desktop;
    const executor = createExecutor({
      desktop: () => ({
        ...desktop,
        keyboard: { ...keyboard, down: (key) => (client.abort(), keyboard.down(key)) },
      }),
      browser: () => browser,
      log: silentLog,
    });
    await expect(executor.perform(holdCtrl, { ...none, signal: client.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(desktop.log).toEqual(['key down ctrl', 'release all']);
  });

  test.each([
    [holdCtrl, 'key down ctrl'],
    [{ action: 'mouse_down', x: 1, y: 1 }, 'down left'],
  ])('by %j is let go when its client gives up during the settling', async (call, logged) => {
    const { desktop, browser } = setUp();
    const client = new AbortController();
    const settling = createExecutor({
      desktop: () => ({
        ...desktop,
        settle: () => {
          client.abort();
          return Promise.reject(new DeskhandError('cancelled', 'The action was cancelled.'));
        },
      }),
      browser: () => browser,
      log: silentLog,
    });
    await expect(settling.perform(call, { signal: client.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(desktop.log.slice(-2)).toEqual([logged, 'release all']);
  });
});
