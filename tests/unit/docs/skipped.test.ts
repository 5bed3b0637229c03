import { expect, test } from 'vitest';
import { skippedBy } from './support/skipped.ts';

const SOURCE = `test('runs', () => {});
test.skip('own', () => {});
describe.skip('block', () => {
  describe('inner', () => {
    test('in a block', () => {});
  });
});
describe('open', () => {
  test.skip('before', () => {});
  test.each([
    ['x', 1],
  ])('with a table', () => {});
  test.skipIf(process.platform === 'darwin')('here and there', () => {});
  test.skip.each([
    ['x', 1],
  ])('a table that is skipped', () => {});
  test('after', () => {});
});
`;

test.each([
  ['runs', undefined],
  ['own', 'test.skip'],
  ['in a block', 'describe.skip'],
  ['with a table', undefined],
  ['here and there', 'test.skipIf'],
  ['a table that is skipped', 'test.skip.each'],
  ['after', undefined],
])('“%s” is kept from running by %s', (title, by) => {
  expect(skippedBy(SOURCE, SOURCE.indexOf(`'${title}'`))).toBe(by);
});
