import type { RemoteEvent } from '../base/remote-input.ts';
import type { Desktop, Keyboard } from './desktop.ts';
import type { Keys, KeyState } from './keys.ts';
import { isNamedKey } from './keysyms.ts';
import type { RawPointer } from './pointer.ts';
import { textAt } from './remote-text.ts';
import type { FindStrokes } from './strokes.ts';
import type { Connection } from './x11/connection.ts';

const SHIFT_KEYS: readonly number[] = [0xffe1, 0xffe2];
// Caps, Shift, Num and Scroll Lock, level and group shifts: at the person's keyboard they have done their work already.
const SETTLED_KEYS: ReadonlySet<number> = new Set([0xffe5, 0xffe6, 0xff7f, 0xff14, 0xfe03, 0xff7e]);
// From the left Shift to the right Hyper.
const isModifier = (keysym: number): boolean => keysym >= 0xffe1 && keysym <= 0xffee;
const LARGEST_KEYSYM = 0x1fff_ffff;
const BUTTONS = [1, 2, 3, 4, 5, 6, 7, 8];
// Values of ChangeKeyboardControl's auto-repeat-mode.
const REPEAT_OFF = 0;
const REPEAT_ON = 1;

/** Input of a person at a VNC client. */
export interface Remote {
  /** See `Desktop.playRemote`. */
  readonly play: Desktop['playRemote'];
  /** Forgets what is down, because somebody else lets go of it, and lets held keys repeat again. */
  forget(): void;
}

/** What it works with. */
export interface RemoteDeps {
  readonly connection: Connection;
  readonly keys: Keys;
  readonly strokesOf: FindStrokes;
  readonly pointer: RawPointer;
  readonly type: Keyboard['type'];
}

/**
 * Plays a VNC client's events over XTEST. Keysyms that no key has get spare keycodes like those of a typed text, which x11vnc
 * does not do: it drops them. Many characters at once are typed as one text.
 */
export function createRemote({ connection, keys, strokesOf, pointer, type }: RemoteDeps): Remote {
  const held = new Map<number, number>(); // keysym -> keycode
  let buttons = 0;
  let isRepeating = true;

  const down = async (keysym: number, signal: AbortSignal) => {
    const [stroke] = await strokesOf([keysym]);
    const state = await keys.state();
    if (stroke === undefined || signal.aborted) return;
    // The client repeats a held key itself. The server would do so too while the release is late on a slow line.
    if (isRepeating) connection.X.ChangeKeyboardControl({ autoRepeatMode: REPEAT_OFF });
    isRepeating = false;
    if ([...held.values()].includes(stroke.code) && !state.modifiers.has(stroke.code))
      keys.release(stroke.code);
    const shifts = SHIFT_KEYS.flatMap((each) => held.get(each) ?? []);
    // A person's Shift belongs to their keyboard: on it `/` may be Shift+7, on ours it is a key of its own.
    const isShiftWrong =
      shifts.length > 0 && !stroke.shift && meansOtherWithShift(keysym, stroke.code, state);
    const isShiftMissing = stroke.shift && shifts.length === 0;
    if (isShiftWrong) for (const code of shifts) keys.release(code);
    if (isShiftMissing) keys.press(state.shift);
    keys.press(stroke.code);
    held.set(keysym, stroke.code);
    if (isShiftMissing) keys.release(state.shift);
    if (isShiftWrong) for (const code of shifts) keys.press(code);
  };

  const meansOtherWithShift = (keysym: number, code: number, { rows }: KeyState) => {
    const [plain, shifted = 0] = rows[code - connection.keycodes.min] ?? [];
    return !isNamedKey(keysym) && shifted !== 0 && shifted !== plain;
  };

  const heldCodeOf = async (keysym: number): Promise<number | undefined> => {
    if (held.has(keysym)) return held.get(keysym);
    const { keymap, modifiers } = await keys.state();
    const codes = new Set(held.values());
    const code = keymap.strokes.get(keysym)?.code;
    if (code !== undefined && codes.has(code)) return code;
    // At the person's keyboard the key may mean something else by now: `/`, let go after its Shift, comes up as `7`.
    const others = [...codes].filter((each) => !modifiers.has(each));
    return isModifier(keysym) || others.length !== 1 ? undefined : others[0];
  };

  const up = async (keysym: number) => {
    // With Shift let go first, a key that went down as `A` comes up as `a`.
    const code = await heldCodeOf(keysym);
    if (code === undefined) return;
    for (const [each, its] of held) if (its === code) held.delete(each);
    keys.release(code);
  };

  const key = async (keysym: number, isDown: boolean, signal: AbortSignal) => {
    if (keysym === 0 || keysym > LARGEST_KEYSYM || SETTLED_KEYS.has(keysym)) return;
    await (isDown ? down(keysym, signal) : up(keysym));
  };

  const point = (x: number, y: number, now: number) => {
    pointer.move({ x: Math.min(x, connection.width - 1), y: Math.min(y, connection.height - 1) });
    for (const button of BUTTONS) {
      const bit = 1 << (button - 1);
      if ((now & bit) === (buttons & bit)) continue;
      if ((now & bit) === 0) pointer.release(button);
      else pointer.press(button);
    }
    buttons = now;
  };

  const one = async (event: RemoteEvent | undefined, signal: AbortSignal) => {
    if (event?.kind === 'key') await key(event.keysym, event.down, signal);
    else if (event !== undefined) point(event.x, event.y, event.buttons);
  };

  const unlockCaps = async () => {
    if (!(await keys.capsLocked())) return;
    const { capsLock } = await keys.state();
    keys.press(capsLock);
    keys.release(capsLock);
  };

  return {
    async play(events, signal, recipient) {
      // Keysyms have their case already; a lock here would turn it round.
      if (events.some((event) => event.kind === 'key')) await unlockCaps();
      const failures: unknown[] = [];
      for (let i = 0; i < events.length && !signal.aborted; i++) {
        const text = held.size === 0 ? textAt(events, i) : undefined;
        // What comes after a key that cannot be pressed is played all the same: it may let go of others.
        await (text === undefined ? one(events[i], signal) : type(text.text, signal, recipient)).catch(
          (error: unknown) => failures.push(error),
        );
        if (text !== undefined) i += text.events - 1;
      }
      await connection.sync();
      if (failures.length > 0 && !signal.aborted) throw failures[0];
    },
    forget() {
      held.clear();
      buttons = 0;
      if (!isRepeating) connection.X.ChangeKeyboardControl({ autoRepeatMode: REPEAT_ON });
      isRepeating = true;
    },
  };
}
