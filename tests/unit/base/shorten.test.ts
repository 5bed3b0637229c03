import { expect, test } from 'vitest';
import { quoted } from '../../../src/base/shorten.ts';

test.each([
  ['short', '"short"'],
  ['two\nlines "quoted"', String.raw`"two\nlines \"quoted\""`],
  ['x'.repeat(40), `"${'x'.repeat(40)}"`],
  ['x'.repeat(41), `"${'x'.repeat(39)}…"`],
  [`${'x'.repeat(38)}🙂🙂`, `"${'x'.repeat(38)}\uFFFD…"`],
])('%j is repeated as %s', (text, shown) => {
  expect(quoted(text)).toBe(shown);
});
