import { expect, test } from 'vitest';
import type { RemoteEvent } from '../../../src/base/remote-input.ts';
import { textAt } from '../../../src/desktop/remote-text.ts';

const tap = (keysym: number): RemoteEvent[] => [
  { kind: 'key', keysym, down: true },
  { kind: 'key', keysym, down: false },
];
const taps = (...keysyms: readonly number[]): RemoteEvent[] => keysyms.flatMap(tap);
const SHIFT = { kind: 'key', keysym: 0xffe1, down: true } as const;

test('four characters or more that come one after the other are a text', () => {
  const events = taps(0x47, 0xfc, 0x0100_5c71, 0x0101_f600, 0xff0d, 0xff09);
  expect(textAt(events, 0)).toEqual({ text: 'Gü山😀\n\t', events: 12 });
  expect(textAt(events, 6)).toBeUndefined();
});

test('it ends where another key or the pointer comes, or a key is held', () => {
  const four = taps(0x61, 0x62, 0x63, 0x64);
  const text = { text: 'abcd', events: 8 };
  expect(textAt([...four, ...tap(0xff08), ...four], 0)).toEqual(text);
  expect(textAt([...four, SHIFT, ...four], 0)).toEqual(text);
  expect(textAt([...four, { kind: 'pointer', x: 1, y: 1, buttons: 0 }, ...four], 0)).toEqual(text);
  expect(textAt([SHIFT, ...four], 0)).toBeUndefined();
});

test.each([
  ['a control character', 0x0100_0007],
  ['a lone surrogate', 0x0100_d800],
  ['no code point', 0x0111_0000],
  ['an old keysym of another alphabet', 0x6c1],
  ['nothing', 0],
])('%s is none of its characters', (_, keysym) => {
  expect(textAt([...taps(0x61, 0x61, 0x61), ...tap(keysym)], 0)).toBeUndefined();
});
