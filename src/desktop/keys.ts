import type { Xtest } from 'x11';
import type { Keymap, Stroke } from './keymap.ts';
import { mappingChange, readKeymap } from './keymap.ts';
import type { Connection } from './x11/connection.ts';

/** Event types of XTEST's FakeInput. */
const PRESS = 2;
const RELEASE = 3;

// Rows of GetModifierMapping, and bits of the modifier mask.
const SHIFT_ROW = 0;
const LOCK_ROW = 1;
const LOCK_MASK = 2;

/** The keyboard as it is now, kept up to date with MappingNotify. */
export interface KeyState {
  readonly keymap: Keymap;
  readonly rows: readonly (readonly number[])[];
  readonly shift: number;
  readonly capsLock: number;
  readonly modifiers: ReadonlySet<number>;
}

/** The low level of the keyboard: keycodes down and up, the mapping, what is held. Requests only; no policy. */
export interface Keys {
  press(code: number): void;
  release(code: number): void;
  /** Presses and releases in order, with Shift where a stroke needs it. Nothing stays down. */
  strike(strokes: readonly Stroke[], state: KeyState): void;
  /** The current mapping; read again only after somebody changed it. */
  state(): Promise<KeyState>;
  /** Redefines spare keycodes and returns the state after it. */
  redefine(assign: ReadonlyMap<number, number>): Promise<KeyState>;
  /** The keycodes that are down, whoever pressed them. */
  down(): Promise<number[]>;
  /** Whether Caps Lock is on. */
  capsLocked(): Promise<boolean>;
  /** Notes that keycodes were used now, so that they are redefined last. */
  touch(codes: Iterable<number>): void;
}

/** Keys over XTEST. */
export function createKeys(connection: Connection, xtest: Xtest): Keys {
  const { X } = connection;
  let cached: KeyState | undefined;
  let recent: number[] = []; // spare codes, least recently used first
  connection.onEvent((event) => {
    if (event.name === 'MappingNotify') cached = undefined;
  });
  const press = (code: number) => xtest.FakeInput(PRESS, code, 0, 0, 0, 0);
  const release = (code: number) => xtest.FakeInput(RELEASE, code, 0, 0, 0, 0);
  const state = async () => {
    cached ??= await readState(connection);
    const rank = (code: number) => recent.indexOf(code);
    const spare = cached.keymap.spare.toSorted((a, b) => rank(a.code) - rank(b.code));
    return { ...cached, keymap: { ...cached.keymap, spare } };
  };
  return {
    press,
    release,
    state,
    strike(strokes, { shift }) {
      let shifted = false;
      for (const stroke of strokes) {
        if (stroke.shift !== shifted) (stroke.shift ? press : release)(shift);
        shifted = stroke.shift;
        press(stroke.code);
        release(stroke.code);
      }
      if (shifted) release(shift);
    },
    async redefine(assign) {
      const { rows } = await state();
      const change = mappingChange(assign, rows, connection.keycodes.min);
      X.ChangeKeyboardMapping(change.first, change.symbolsPerCode, change.symbols);
      cached = undefined;
      return state();
    },
    async down() {
      const bits = await connection.call<Buffer>((done) => X.QueryKeymap(done));
      const { min, max } = connection.keycodes;
      const codes = Array.from({ length: max - min + 1 }, (_, i) => min + i);
      return codes.filter((code) => ((bits[code >> 3] ?? 0) >> (code & 7)) & 1);
    },
    async capsLocked() {
      const { keyMask } = await connection.call<{ readonly keyMask: number }>((done) =>
        X.QueryPointer(connection.root, done),
      );
      return (keyMask & LOCK_MASK) !== 0;
    },
    touch(codes) {
      const now = new Set(codes);
      recent = [...recent.filter((code) => !now.has(code)), ...now];
    },
  };
}

async function readState(connection: Connection): Promise<KeyState> {
  const { X, keycodes } = connection;
  const [rows, modifierRows] = await Promise.all([
    connection.call<readonly (readonly number[])[]>((done) =>
      X.GetKeyboardMapping(keycodes.min, keycodes.max - keycodes.min + 1, done),
    ),
    connection.call<readonly (readonly number[])[]>((done) => X.GetModifierMapping(done)),
  ]);
  return {
    rows,
    keymap: readKeymap(rows, keycodes.min),
    // The evdev codes, in case a keyboard has no such modifier.
    shift: modifierRows[SHIFT_ROW]?.find((code) => code !== 0) ?? 50,
    capsLock: modifierRows[LOCK_ROW]?.find((code) => code !== 0) ?? 66,
    modifiers: new Set(modifierRows.flat().filter((code) => code !== 0)),
  };
}
