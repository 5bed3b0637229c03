import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { coalesce, contains } from '../../../src/desktop/boxes.ts';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const boxes = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 1200 }),
    y: fc.integer({ min: 0, max: 700 }),
    width: fc.integer({ min: 1, max: 80 }),
    height: fc.integer({ min: 1, max: 80 }),
  }),
  { maxLength: 60 },
);

test('every box stays covered, and no more than the limit are left', () => {
  fc.assert(
    fc.property(boxes, fc.integer({ min: 1, max: 8 }), (input, limit) => {
      const merged = coalesce(input, limit);
      expect(merged.length).toBeLessThanOrEqual(limit);
      for (const each of input) expect(merged.some((m) => contains(m, each))).toBe(true);
    }),
  );
});

test.each([
  ['nothing', [], []],
  ['the same box twice', [box(5, 5, 10, 10), box(5, 5, 10, 10)], [box(5, 5, 10, 10)]],
  ['words of a line', [box(0, 0, 40, 16), box(45, 0, 40, 16)], [box(0, 0, 85, 16)]],
  ['far apart', [box(0, 0, 10, 10), box(500, 500, 10, 10)], [box(0, 0, 10, 10), box(500, 500, 10, 10)]],
  ['a bridge between two', [box(0, 0, 10, 10), box(40, 0, 10, 10), box(20, 0, 10, 10)], [box(0, 0, 50, 10)]],
])('%s', (_, input, expected) => {
  expect(coalesce(input, 6)).toEqual(expected);
});
