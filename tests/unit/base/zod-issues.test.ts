import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseOrThrow } from '../../../src/base/zod-issues.ts';

const schema = z.strictObject({
  count: z.int().min(1).max(3),
  path: z.array(z.object({ x: z.number() })).optional(),
});

test.each([
  [{ count: 4 }, 'thing: count: too big: expected number to be <=3, got 4.'],
  [{ count: 1, path: [{ x: 'a' }] }, 'thing: path[0].x: invalid input: expected number, received string.'],
  [{}, 'thing: count is missing (number).'],
  [{ count: 1, path: [{}] }, 'thing: path[0].x is missing (number).'],
  [{ count: 1, cuont: 2 }, 'thing: unknown field "cuont" (did you mean "count"?).'],
  [{ count: 1, zzz: 2, yyy: 3 }, 'thing: unknown fields "zzz", "yyy".'],
])('%j → %s', (value, message) => {
  expect(() => parseOrThrow(schema, value, 'thing', ['count', 'path'])).toThrow(
    expect.objectContaining({ code: 'bad_input', message }),
  );
});

test('what fits comes back parsed', () => {
  expect(parseOrThrow(schema, { count: 2 }, 'thing')).toEqual({ count: 2 });
});
