import { expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/base/run-exit.ts';

test.each([
  ['done', undefined, 0],
  ['failed', undefined, 1],
  ['failed', 'bad_key', 3],
  ['failed', 'timeout', 124],
  ['failed', 'bad_input', 1],
  ['failed', 'not_found', 1],
  ['failed', 'something_new', 1],
  ['limit', 'limit_reached', 4],
  ['needs_user', undefined, 1],
  ['cancelled', 'cancelled', 130],
  [undefined, undefined, 1],
] as const)('a run that ended %s by %s exits with %i', (outcome, code, exit) => {
  expect(exitCodeOf({ outcome, ...(code === undefined ? {} : { error: { code } }) })).toBe(exit);
});
