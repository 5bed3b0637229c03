import { DeskhandError } from '../base/errors.ts';
import { throwIfAborted } from './abort.ts';
import type { FindRecipient } from './desktop.ts';
import type { Fence } from './fence.ts';
import type { Batch, Stroke } from './keymap.ts';
import { planBatches } from './keymap.ts';
import type { Keys } from './keys.ts';
import { keysymOf } from './keysyms.ts';
import { neutrally } from './neutral.ts';
import type { Paster } from './paster.ts';
import { typable } from './typable.ts';
import type { Connection } from './x11/connection.ts';

// So many keys are sent before we wait for the program to have taken them in. Keeps abort prompt and queues short.
const CHUNK = 256;
// A program that has not read its input for so long hangs; a busy page blocks the window's process for far less.
const FENCE_MS = 5000;
// At the end of a text nothing depends on the answer: it only makes what follows begin after the keys.
const LAST_FENCE_MS = 1000;
/**
 * A text of more UTF-16 units is pasted. Chromium lays a text area out again at each key: 10,000 keys took it 54 s, pastes 0.1 s.
 * Below this it does not show.
 */
export const LONG_TEXT = 400;

// A paste costs a few ms; so does a handful of keys.
const SHORT_PART = 8;

/** Types text and owns the spare keycodes. */
export interface Typist {
  /** Types the text. See `Keyboard.type`. */
  type(text: string, signal: AbortSignal, recipient?: FindRecipient): Promise<void>;
  /** Redefines spare keycodes once nothing that was typed with their old meaning is unread. */
  redefine(assign: ReadonlyMap<number, number>): Promise<void>;
  /** Notes that somebody else presses keycodes now, so that they are not redefined before that is read. */
  pressing(codes: Iterable<number>): void;
}

/** What the typist works with. */
export interface TypistDeps {
  readonly connection: Connection;
  readonly keys: Keys;
  readonly fence: Fence;
  readonly paster: Paster;
}

/**
 * A typist that is right also where programs read their events late. Texts are typed key by key; long ones are pasted line
 * by line, as is what cannot be typed safely. Line breaks and tabs are always keys, so that they mean what they do when typed.
 */
export function createTypist({ connection, keys, fence, paster }: TypistDeps): Typist {
  const unread = new Set<number>(); // codes pressed since a program last confirmed

  const passFence = async (timeoutMs: number) => {
    const result = await fence.pass(timeoutMs);
    if (result === 'passed') unread.clear();
    return result;
  };

  const waitUntilRead = async () => {
    if ((await passFence(FENCE_MS)) !== 'silent') return;
    throw new DeskhandError('action_failed', 'The focused program does not read its input.', {
      hint: 'Wait until it responds again, or close it; part of the text has been typed.',
    });
  };

  const redefine = async (assign: ReadonlyMap<number, number>) => {
    const isUnread = [...assign.keys()].some((code) => unread.has(code));
    if (isUnread) await waitUntilRead();
    await keys.redefine(assign);
    for (const code of assign.keys()) unread.add(code);
    // GTK, which Chromium asks for a key's character, hears of the new meanings over a connection of its own.
    await fence.pass(LAST_FENCE_MS);
  };

  const strike = async (strokes: readonly Stroke[], signal: AbortSignal) => {
    const [state, down] = await Promise.all([keys.state(), keys.down()]);
    // Pressing a key that is down does nothing, so what is held of the text is let go first.
    const struck = new Set(strokes.map(({ code }) => code));
    for (const code of down) if (struck.has(code)) keys.release(code);
    for (let i = 0; i < strokes.length; i += CHUNK) {
      throwIfAborted(signal);
      const chunk = strokes.slice(i, i + CHUNK);
      for (const { code } of chunk) unread.add(code);
      keys.strike(chunk, state);
      await connection.sync();
      if (i + CHUNK < strokes.length) await waitUntilRead();
    }
  };

  const typeKeys = async (batches: readonly Batch[], signal: AbortSignal) => {
    for (const { assign, strokes } of batches) {
      throwIfAborted(signal);
      if (assign.size > 0) await redefine(assign);
      keys.touch(new Set(strokes.map((s) => s.code)));
      await strike(strokes, signal);
    }
  };

  /** Types or pastes one stretch; false when it tried to paste in vain, so that the rest need not be tried. */
  const typePart = async (
    part: string,
    isLong: boolean,
    signal: AbortSignal,
    recipient?: FindRecipient,
  ): Promise<boolean> => {
    const { keymap } = await keys.state();
    const batches = planBatches(
      Array.from(part, (c) => keysymOf(c)),
      keymap,
    );
    const isUnsafe = reusesUnread(batches, unread) && (await passFence(FENCE_MS)) === 'unsupported';
    const isPaste = isUnsafe || (isLong && part.length >= SHORT_PART);
    if (isPaste && (await paster.paste(part, signal, recipient))) {
      unread.clear(); // it asked for the text after it had read the keys before
      return true;
    }
    if (isUnsafe) {
      throw new DeskhandError('action_failed', 'The focused program took neither keys nor pasted text.', {
        hint: 'Click the field first, or type fewer different characters at a time.',
      });
    }
    await typeKeys(batches, signal);
    return !isPaste;
  };

  return {
    redefine,
    pressing(codes) {
      for (const code of codes) unread.add(code);
    },
    async type(text, signal, recipient) {
      throwIfAborted(signal);
      const clean = typable(text);
      let mayPaste = clean.length > LONG_TEXT;
      await neutrally(connection, keys, async () => {
        for (const part of lines(clean)) {
          mayPaste = (await typePart(part, mayPaste, signal, recipient)) && mayPaste;
        }
        await passFence(LAST_FENCE_MS);
      });
    },
  };
}

/** The text split into stretches without line break or tab, and stretches of nothing else. */
function lines(text: string): string[] {
  return text.split(/([\n\t]+)/).filter((part) => part !== '');
}

/** Whether carrying out the plan redefines a keycode that a program may still have to read in its old meaning. */
function reusesUnread(batches: readonly Batch[], unread: ReadonlySet<number>): boolean {
  const pressed = new Set(unread);
  for (const { assign, strokes } of batches) {
    if ([...assign.keys()].some((code) => pressed.has(code))) return true;
    for (const { code } of strokes) pressed.add(code);
  }
  return false;
}
