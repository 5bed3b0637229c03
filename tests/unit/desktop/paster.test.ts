import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createSelections } from '../../../src/desktop/clipboard.ts';
import type { Recipient } from '../../../src/desktop/desktop.ts';
import type { Fence, FenceResult } from '../../../src/desktop/fence.ts';
import type { Keys } from '../../../src/desktop/keys.ts';
import { NAMED_KEYS } from '../../../src/desktop/keysyms.ts';
import { createPaster } from '../../../src/desktop/paster.ts';
import { fakeDisplay } from './support/fake-display.ts';

const never = new AbortController().signal;

/** A display on which a program has the focus; `onPaste` is what it does when it is told to paste. */
async function setUp({
  fence = 'passed',
  onPaste = async () => undefined,
}: { fence?: FenceResult; onPaste?: () => Promise<unknown> } = {}) {
  const display = fakeDisplay();
  const [ours, other] = [await display.client(), await display.client()];
  const program = await createSelections(other.connection);
  const selections = await createSelections(ours.connection);
  const { X, root } = other.connection;
  const focus = X.AllocID();
  X.CreateWindow(focus, root, 0, 0, 10, 10, 0, 0, 1, 0, {});
  X.SetInputFocus(focus, 0);
  await other.connection.sync();
  await selections.clipboard.write('from before');
  const state = { keymap: { strokes: new Map([[NAMED_KEYS['Insert'], { code: 118, shift: false }]]) } };
  const pings: (number | undefined)[] = [];
  const parts = { fence, onPaste };
  const paster = createPaster({
    connection: ours.connection,
    keys: {
      state: async () => state,
      strike: () => void parts.onPaste().catch(() => {}),
    } as unknown as Keys,
    selections,
    fence: {
      async pass(_, window) {
        pings.push(window);
        return parts.fence;
      },
    } satisfies Fence,
  });
  return { paster, program, selections, focus, pings, parts };
}

/** A page that answers as long as it is told so. */
function page(state: { answers: boolean }): Recipient {
  return { takenIn: async () => state.answers, watchField: async () => async () => undefined };
}

test('a program that asks for the text has taken it, and the clipboard holds again what it held', async () => {
  const taken: string[] = [];
  const { paster, program, parts } = await setUp();
  parts.onPaste = async () => taken.push(await program.clipboard.read());
  expect(await paster.paste('pasted', never)).toBe(true);
  expect(taken).toEqual(['pasted']);
  expect(await program.clipboard.read()).toBe('from before');
});

test('a program that ignores the keys and that no page speaks for took no text, and loses nothing by it', async () => {
  const { paster, program } = await setUp({ fence: 'unsupported' });
  expect(await paster.paste('pasted', never, async () => undefined)).toBe(false);
  expect(await program.clipboard.read()).toBe('from before');
}, 10_000);

test('a paste that is cancelled while the program hangs ends at once, and is called off until it wakes', async () => {
  const state = { answers: false };
  const { paster, program, selections, focus, pings } = await setUp();
  const controller = new AbortController();
  const began = performance.now();
  setTimeout(() => controller.abort(), 100);
  const pasting = paster.paste('pasted', controller.signal, async () => page(state));
  await expect(pasting).rejects.toMatchObject({ code: 'cancelled' });
  expect(performance.now() - began).toBeLessThan(1500);
  expect(await program.clipboard.read()).toBe('');
  expect(await selections.clipboard.read()).toBe('from before');
  await sleep(1200);
  expect(await program.clipboard.read()).toBe('');
  state.answers = true;
  await vi.waitUntil(async () => (await program.clipboard.read()) === 'from before', { timeout: 5000 });
  // It is the program itself that is asked, wherever the focus is by then.
  expect(new Set(pings)).toEqual(new Set([focus]));
}, 15_000);

test('a paste that is cancelled before anything is pressed presses nothing', async () => {
  let pressed = 0;
  const { paster, program } = await setUp({ onPaste: async () => pressed++ });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  const hangs: Recipient = {
    takenIn: async () => false,
    watchField: () => new Promise(() => {}),
  };
  await expect(paster.paste('pasted', controller.signal, async () => hangs)).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(pressed).toBe(0);
  expect(await program.clipboard.read()).toBe('from before');
});

test('a page that does not get to it fails the paste, and gets nothing although another one answers', async () => {
  const hung = { answers: false };
  const { paster, program, parts } = await setUp();
  await expect(paster.paste('pasted', never, async () => page(hung))).rejects.toMatchObject({
    code: 'action_failed',
  });
  // Another tab of the same program takes a text meanwhile.
  const taken: string[] = [];
  parts.onPaste = async () => taken.push(await program.clipboard.read());
  expect(await paster.paste('for the other', never, async () => page({ answers: true }))).toBe(true);
  expect(taken).toEqual(['for the other']);
  await sleep(1500);
  expect(await program.clipboard.read()).toBe('');
  hung.answers = true;
  await vi.waitUntil(async () => (await program.clipboard.read()) === 'from before', { timeout: 5000 });
}, 20_000);
