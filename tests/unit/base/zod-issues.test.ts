import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseOrThrow } from '../../../src/base/zod-issues.ts';

const schema = z.strictObject({
  count: z.int().min(1).max(3),
  kind: z.enum(['a', 'b']).optional(),
  text: z.string().max(5).optional(),
  secrets: z.record(z.string(), z.string()).optional(),
  path: z.array(z.object({ x: z.number() })).optional(),
});

test.each([
  [{ count: 4 }, 'thing: count: too big: expected number to be <=3, got 4.'],
  [
    { count: 1, path: [{ x: 'a' }] },
    'thing: path[0].x: invalid input: expected number, received string, got "a".',
  ],
  [{ count: 1.5 }, 'thing: count: invalid input: expected int, received number, got 1.5.'],
  [{ count: true }, 'thing: count: invalid input: expected number, received boolean, got true.'],
  [
    { count: 1, path: 'x'.repeat(50) },
    `thing: path: invalid input: expected array, received string, got "${'x'.repeat(39)}…".`,
  ],
  [{ count: 1, kind: 'c' }, 'thing: kind: invalid option: expected one of "a"|"b", got "c".'],
  [
    { count: 1, text: 'secret' },
    'thing: text: too big: expected string to have <=5 characters, got 6 characters.',
  ],
  [{ count: 1, text: 4711 }, 'thing: text: invalid input: expected string, received number.'],
  [{ count: 1, secrets: 'hunter2' }, 'thing: secrets: invalid input: expected record, received string.'],
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
