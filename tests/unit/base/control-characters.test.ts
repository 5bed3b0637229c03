import { describe, expect, test } from 'vitest';
import { inLines, onOneLine } from '../../../src/base/control-characters.ts';

describe.each([
  ['on one line', onOneLine],
  ['in lines', inLines],
])('a text %s', (_, readable) => {
  test.each([
    ['ESC', '\u001B[2K', String.raw`\u001b[2K`],
    ['a bare carriage return', 'a\rb', String.raw`a\u000db`],
    ['DEL', '\u007F', String.raw`\u007f`],
    ['C1', '\u009B2K', String.raw`\u009b2K`],
    ['an override of the direction', 'a\u202Etxt', String.raw`a\u202etxt`],
    ['an isolate', '\u2066x\u2069', String.raw`\u2066x\u2069`],
    ['the separators of lines', '\u2028\u2029', String.raw`\u2028\u2029`],
    ['an annotation', '\uFFF9a\uFFFAb\uFFFB', String.raw`\ufff9a\ufffab\ufffb`],
  ])('has %s written out', (_name, text, shown) => {
    expect(readable(text)).toBe(shown);
  });

  test('keeps what words and emoji need', () => {
    const text = 'می‌خواهم 👩‍💻 weiß 山 so\u00ADft 12\u200F ש״ח \u061C٪';
    expect(readable(text)).toBe(text);
  });
});

test('JSON stays the same document', () => {
  const value = { a: '\u009B\u202E\u007F', b: 'x' };
  const line = onOneLine(JSON.stringify(value));
  expect(line).not.toMatch(/[\u007F-\u009F\u202E]/);
  expect(JSON.parse(line)).toEqual(value);
});

test('one line has blanks for line feeds; lines keep them, and tabs', () => {
  expect(onOneLine('a\nb\tc')).toBe(String.raw`a b\u0009c`);
  expect(inLines('a\r\nb\tc\n\r')).toBe(`a\r\nb\tc\n${String.raw`\u000d`}`);
});
