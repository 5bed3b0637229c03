import { expect, test } from 'vitest';
import { isNamedKey, isTypable, keysymOf } from '../../../src/desktop/keysyms.ts';

test.each([
  ['a', 0x61],
  ['É', 0xc9],
  ['ÿ', 0xff],
  ['Ł', 0x01000141],
  ['€', 0x010020ac],
  ['山', 0x01005c71],
  ['🙂', 0x0101f642],
  ['\u200d', 0x0100200d],
  ['\n', 0xff0d],
  ['\t', 0xff09],
])('%j has its keysym', (character, keysym) => {
  expect(keysymOf(character)).toBe(keysym);
});

test.each(['\u0007', '\u001b', '\u007f', '\u0085', '\ud83d'])('%j cannot be typed', (character) => {
  expect(isTypable(character)).toBe(false);
});

test.each(['a', ' ', '\n', '\t', '\u00a0', '\u0301', '\u200d', '🙂'])('%j can be typed', (character) => {
  expect(isTypable(character)).toBe(true);
});

test('keys with a name are told from characters', () => {
  expect([0xff0d, 0xffe3, 0xfe03, 0x1008ff26].every((keysym) => isNamedKey(keysym))).toBe(true);
  expect([0x61, 0xc9, 0x01005c71, 0x0101f642].some((keysym) => isNamedKey(keysym))).toBe(false);
});
