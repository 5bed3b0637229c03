/** Pure planning of what to press for a text, and of which spare keycodes to give to characters that no key has. */

/** How one keysym is typed: a keycode, with or without Shift. */
export interface Stroke {
  readonly code: number;
  readonly shift: boolean;
}

/** A keyboard as the server describes it, together with the keycodes that we may redefine. */
export interface Keymap {
  /** Keysyms that some key has on its plain or shifted level. */
  readonly strokes: ReadonlyMap<number, Stroke>;
  /** Keycodes that may be redefined, least recently used first, with what they hold now (0: nothing of ours). */
  readonly spare: readonly { readonly code: number; readonly keysym: number }[];
}

/** One part of a text: first redefine `assign` (at once), then press `strokes` in order. */
export interface Batch {
  /** New keysym by keycode. Empty when nothing has to be redefined. */
  readonly assign: ReadonlyMap<number, number>;
  readonly strokes: readonly Stroke[];
}

/**
 * Keycodes to redefine. Chromium acts on some keycodes whatever keysym they carry (221: browser search, 166: back …), so
 * only codes that were tried with it are here; they stand for nothing that a text or a chord needs. Measured: 0 misrouted.
 */
export const SPARE_KEYCODES: readonly number[] = [
  192, 193, 194, 195, 196, 197, 198, 199, 200, 201, 202, 210, 211, 212, 217, 219, 221, 222, 224,
];

/** Reads a keyboard mapping (rows of keysyms from keycode `first` on; columns 0 and 1 are plain and Shift). */
export function readKeymap(rows: readonly (readonly number[])[], first: number): Keymap {
  const strokes = new Map<number, Stroke>();
  const spare: { code: number; keysym: number }[] = [];
  const add = (keysym: number | undefined, stroke: Stroke) => {
    if (keysym !== undefined && keysym !== 0 && !strokes.has(keysym)) strokes.set(keysym, stroke);
  };
  rows.forEach((row, i) => {
    const code = first + i;
    if (SPARE_KEYCODES.includes(code)) {
      // A mapping of ours has one keysym on both levels; it may be one that an earlier connection left.
      const isOurs = row[0] === row[1] && row[0] !== undefined && row[0] !== 0;
      spare.push({ code, keysym: isOurs ? (row[0] ?? 0) : 0 });
      if (isOurs) add(row[0], { code, shift: false });
      return;
    }
    add(row[0], { code, shift: false });
    add(row[1], { code, shift: true });
  });
  return { strokes, spare };
}

/**
 * Splits keysyms into batches such that within a batch no keycode changes its meaning, and that as few batches as the
 * spare keycodes allow are needed. A keycode redefined for a batch may have been pressed in an earlier one, so whoever
 * carries the plan out must see that programs have taken in the earlier keys before redefining those codes.
 */
export function planBatches(keysyms: readonly number[], keymap: Keymap): Batch[] {
  const held = new Map(keymap.spare.map((s) => [s.code, s.keysym]));
  const order = keymap.spare.map((s) => s.code); // least recently used first
  const own = new Map<number, number>(); // keysym -> spare code holding it
  for (const { code, keysym } of keymap.spare) if (keysym !== 0) own.set(keysym, code);
  const batches: Batch[] = [];
  let assign = new Map<number, number>();
  let strokes: Stroke[] = [];
  let used = new Set<number>();
  const touch = (code: number) => {
    used.add(code);
    order.splice(order.indexOf(code), 1);
    order.push(code);
  };
  const finish = () => {
    batches.push({ assign, strokes });
    assign = new Map();
    strokes = [];
    used = new Set();
  };
  for (const keysym of keysyms) {
    const fixed = keymap.strokes.get(keysym);
    if (fixed !== undefined && !held.has(fixed.code)) {
      strokes.push(fixed);
      continue;
    }
    let code = own.get(keysym);
    if (code === undefined) {
      if (used.size >= order.length) finish();
      code = order.find((c) => !used.has(c));
      if (code === undefined) throw new RangeError('The keyboard has no spare keycode.');
      own.delete(held.get(code) ?? 0);
      held.set(code, keysym);
      own.set(keysym, code);
      assign.set(code, keysym);
    }
    touch(code);
    strokes.push({ code, shift: false });
  }
  if (strokes.length > 0) finish();
  return batches;
}

/** A contiguous run of keycodes and their new rows, as one ChangeKeyboardMapping takes it. */
export interface MappingChange {
  readonly first: number;
  readonly symbolsPerCode: number;
  readonly symbols: readonly number[];
}

/**
 * The one request that carries out `assign`: the run from the lowest to the highest code, each assigned code with its
 * keysym on both levels (with one level the server would derive a lower and an upper case form and type `É` as `é`),
 * those in between rewritten as they are. One request, since each costs every program a re-read of the keyboard.
 */
export function mappingChange(
  assign: ReadonlyMap<number, number>,
  rows: readonly (readonly number[])[],
  first: number,
): MappingChange {
  const codes = [...assign.keys()];
  const low = Math.min(...codes);
  const high = Math.max(...codes);
  const width = Math.max(2, ...rows.slice(low - first, high - first + 1).map((row) => row.length));
  const symbols: number[] = [];
  for (let code = low; code <= high; code++) {
    const keysym = assign.get(code);
    const row = keysym === undefined ? (rows[code - first] ?? []) : [keysym, keysym];
    for (let column = 0; column < width; column++) symbols.push(row[column] ?? 0);
  }
  return { first: low, symbolsPerCode: width, symbols };
}
