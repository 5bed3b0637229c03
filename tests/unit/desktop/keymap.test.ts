import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Keymap } from '../../../src/desktop/keymap.ts';
import { SPARE_KEYCODES, mappingChange, planBatches, readKeymap } from '../../../src/desktop/keymap.ts';

const FIRST = 8;

/** A keyboard with a and A on keycode 38, and nothing on the spare codes. */
function rowsOfKeyboard(): number[][] {
  const rows = Array.from({ length: 248 }, () => [0, 0, 0]);
  rows[38 - FIRST] = [0x61, 0x41, 0];
  rows[203 - FIRST] = [0xff7e, 0, 0xff7e];
  return rows;
}

function apply(rows: number[][], assign: ReadonlyMap<number, number>): number[][] {
  if (assign.size === 0) return rows;
  const { first, symbolsPerCode, symbols } = mappingChange(assign, rows, FIRST);
  const copy = rows.map((row) => [...row]);
  for (let i = 0; i < symbols.length / symbolsPerCode; i++) {
    copy[first + i - FIRST] = symbols.slice(i * symbolsPerCode, (i + 1) * symbolsPerCode);
  }
  return copy;
}

/** What a program reads that looks keys up in the mapping that holds for their batch. */
function typed(keysyms: readonly number[], start: number[][]): number[] {
  let rows = start;
  return planBatches(keysyms, readKeymap(start, FIRST)).flatMap(({ assign, strokes }) => {
    rows = apply(rows, assign);
    return strokes.map(({ code, shift }) => rows[code - FIRST]?.[shift ? 1 : 0] ?? 0);
  });
}

describe('reading a keyboard', () => {
  test('plain and shifted levels become strokes, spare codes do not', () => {
    const rows = rowsOfKeyboard();
    rows[192 - FIRST] = [0x1008ff45, 0, 0];
    const keymap = readKeymap(rows, FIRST);
    expect(keymap.strokes.get(0x61)).toEqual({ code: 38, shift: false });
    expect(keymap.strokes.get(0x41)).toEqual({ code: 38, shift: true });
    expect(keymap.strokes.has(0x1008ff45)).toBe(false);
    expect(keymap.spare.map((s) => s.code)).toEqual(SPARE_KEYCODES);
  });

  test('what an earlier connection has put on a spare code is used again', () => {
    const rows = rowsOfKeyboard();
    rows[200 - FIRST] = [0x01005c71, 0x01005c71, 0];
    const [batch, ...others] = planBatches([0x01005c71], readKeymap(rows, FIRST));
    expect(batch?.assign.size).toBe(0);
    expect(batch?.strokes).toEqual([{ code: 200, shift: false }]);
    expect(others).toEqual([]);
  });
});

describe('planning', () => {
  const keysyms = fc.array(
    fc.oneof(fc.constantFrom(0x61, 0x41), fc.integer({ min: 0x01000100, max: 0x01000160 })),
    { maxLength: 300 },
  );

  test('any text comes out as it was given', () => {
    fc.assert(
      fc.property(keysyms, (text) => {
        expect(typed(text, rowsOfKeyboard())).toEqual(text);
      }),
    );
  });

  test('no keycode has two meanings within a batch', () => {
    fc.assert(
      fc.property(keysyms, (text) => {
        for (const { assign, strokes } of planBatches(text, readKeymap(rowsOfKeyboard(), FIRST))) {
          const spare = new Set(strokes.map((s) => s.code).filter((code) => SPARE_KEYCODES.includes(code)));
          for (const code of assign.keys()) expect(spare.has(code)).toBe(true);
        }
      }),
    );
  });

  test('as many new characters as there are spare codes need one batch, one more needs two', () => {
    const keymap: Keymap = readKeymap(rowsOfKeyboard(), FIRST);
    const distinct = (count: number) => Array.from({ length: count }, (_, i) => 0x01004e00 + i);
    expect(planBatches(distinct(SPARE_KEYCODES.length), keymap)).toHaveLength(1);
    expect(planBatches(distinct(SPARE_KEYCODES.length + 1), keymap)).toHaveLength(2);
  });

  test('the code used longest ago is redefined first', () => {
    const keymap = readKeymap(rowsOfKeyboard(), FIRST);
    const recent = { ...keymap, spare: keymap.spare.toReversed() };
    const [batch] = planBatches([0x01004e00], recent);
    expect([...(batch?.assign.keys() ?? [])]).toEqual([SPARE_KEYCODES.at(-1)]);
  });

  test('an empty text needs nothing', () => {
    expect(planBatches([], readKeymap(rowsOfKeyboard(), FIRST))).toEqual([]);
  });
});

describe('the change of the mapping', () => {
  test('has the keysym on both levels and leaves the codes in between as they are', () => {
    const change = mappingChange(
      new Map([
        [202, 0xc9],
        [204, 0x01005c71],
      ]),
      rowsOfKeyboard(),
      FIRST,
    );
    expect(change).toEqual({
      first: 202,
      symbolsPerCode: 3,
      symbols: [0xc9, 0xc9, 0, 0xff7e, 0, 0xff7e, 0x01005c71, 0x01005c71, 0],
    });
  });
});
