import { expect, test } from 'vitest';
import { nearest } from '../../../src/base/nearest.ts';

test.each([
  ['clik', 'click'],
  ['CLICK', 'click'],
  ['scrol', 'scroll'],
  ['screnshoot', 'screenshot'],
  ['xyzzy', undefined],
])('%s → %s', (word, expected) => {
  expect(nearest(word, ['click', 'scroll', 'screenshot', 'type'])).toBe(expected);
});
