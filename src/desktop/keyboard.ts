import { DeskhandError } from '../base/errors.ts';
import { quoted } from '../base/shorten.ts';
import { pause, throwIfAborted } from './abort.ts';
import type { Keyboard } from './desktop.ts';
import type { Stroke } from './keymap.ts';
import { parseChord, parseKey } from './keynames.ts';
import type { Keys } from './keys.ts';
import { isNamedKey } from './keysyms.ts';
import { neutrally, withoutCapsLock } from './neutral.ts';
import type { Paster } from './paster.ts';
import type { FindStrokes } from './strokes.ts';
import type { Typist } from './typist.ts';
import type { Connection } from './x11/connection.ts';

type PressOptions = Parameters<Keyboard['press']>[1];

/** What the keyboard works with. */
export interface KeyboardDeps {
  readonly connection: Connection;
  readonly keys: Keys;
  readonly typist: Typist;
  readonly paster: Paster;
  readonly strokesOf: FindStrokes;
}

/** The keyboard: chords and held keys here, text through the typist. */
export function createKeyboard({ connection, keys, typist, paster, strokesOf }: KeyboardDeps): Keyboard {
  const press: Keyboard['press'] = async (chord, options) => {
    const keysyms = parseChord(chord);
    const strokes = await strokesOf(keysyms);
    const work = () => pressStrokes(strokes, options);
    // A single character means itself, as in a text. Others are keys, and Caps Lock may be one of them.
    const isCharacter = keysyms.length === 1 && keysyms.every((keysym) => !isNamedKey(keysym));
    await (isCharacter ? withoutCapsLock(connection, keys, work) : work());
  };

  const pressStrokes = async (strokes: readonly Stroke[], { repeat, holdMs, signal }: PressOptions) => {
    const { shift } = await keys.state();
    const codes = strokes.flatMap((s) => (s.shift ? [shift, s.code] : [s.code]));
    const last = codes.at(-1);
    if (last === undefined) return;
    // What key_down holds of the chord's modifiers stays held. Pressing a key that is down would do nothing, so it is let go first.
    const down = new Set(await keys.down());
    const held = codes.slice(0, -1).filter((code) => !down.has(code));
    try {
      if (down.has(last)) keys.release(last);
      for (const code of held) keys.press(code);
      for (let i = 0; i < repeat; i++) {
        throwIfAborted(signal);
        keys.press(last);
        if (holdMs > 0) {
          await connection.sync();
          await pause(holdMs, signal);
        }
        keys.release(last);
      }
    } finally {
      for (const code of [...held, last].toReversed()) keys.release(code);
      await connection.sync();
    }
  };

  const codeOf = async (key: string): Promise<number> => {
    const [stroke] = await strokesOf([parseKey(key)]);
    if (stroke === undefined) throw new DeskhandError('bad_input', `key: ${quoted(key)} cannot be pressed.`);
    return stroke.code;
  };

  return {
    type: (text, signal, recipient) => typist.type(text, signal, recipient),
    async paste(text, signal, recipient) {
      let isTaken = false;
      await neutrally(connection, keys, async () => {
        isTaken = await paster.paste(text, signal, recipient);
      });
      return isTaken;
    },
    press,
    async down(key) {
      keys.press(await codeOf(key));
      await connection.sync();
    },
    async up(key) {
      keys.release(await codeOf(key));
      await connection.sync();
    },
    async holding(modifiers, work) {
      if (modifiers.length === 0) return work();
      const wanted = await Promise.all(modifiers.map(codeOf));
      const already = new Set(await keys.down());
      const ours = [...new Set(wanted)].filter((code) => !already.has(code));
      try {
        for (const code of ours) keys.press(code);
        await connection.sync(); // `work` may use another connection than ours
        return await work();
      } finally {
        for (const code of ours.toReversed()) keys.release(code);
        await connection.sync();
      }
    },
  };
}
