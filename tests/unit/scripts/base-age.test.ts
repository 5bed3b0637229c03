import { expect, test } from 'vitest';
import { judgeAge } from '../../../scripts/base-age.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

test.each([
  ['made an hour ago', [daysAgo(0.04)], { days: 0, renew: false, words: 'made today' }],
  ['a day old', [daysAgo(1)], { days: 1, renew: false, words: '1 day old' }],
  ['almost a week old', [daysAgo(6.99)], { days: 6, renew: false, words: '6 days old' }],
  ['a week old', [daysAgo(7)], { days: 7, renew: true, words: '7 days old' }],
  ['of a clock that is ahead', [daysAgo(-3)], { days: 0, renew: false, words: 'made today' }],
  ['as old as the older one', [daysAgo(30), daysAgo(1)], { days: 30, renew: true, words: '30 days old' }],
])('base images %s', (_, created, expected) => {
  expect(judgeAge(created, NOW)).toEqual(expected);
});

test.each([
  ['today', 0.5, false],
  ['yesterday', 1, true],
  ['by a clock that is ahead', -0.5, true],
])('old ones whose renewal was tried %s', (_, days, renew) => {
  expect(judgeAge([daysAgo(12)], NOW, { attempted: daysAgo(days) })).toMatchObject({ renew });
  expect(judgeAge([daysAgo(12)], NOW, { attempted: daysAgo(days), fresh: true })).toMatchObject({
    renew: true,
  });
});

test('are renewed when that is asked for, however new they are', () => {
  expect(judgeAge([daysAgo(0)], NOW, { fresh: true })).toMatchObject({ days: 0, renew: true });
});
