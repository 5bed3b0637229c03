import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { steps } from '../../../src/desktop/drag.ts';

const points = fc.array(
  fc.record({ x: fc.integer({ min: 0, max: 1279 }), y: fc.integer({ min: 0, max: 799 }) }),
  { minLength: 2, maxLength: 6 },
);

test('a walk passes every point of the path in order, in small steps, and ends at the last', () => {
  fc.assert(
    fc.property(points, (path) => {
      const walk = steps(path);
      expect(walk.at(-1)).toEqual(path.at(-1));
      let from = 0;
      for (const point of path.slice(1)) {
        const found = walk.findIndex((p, i) => i >= from && p.x === point.x && p.y === point.y);
        expect(found).toBeGreaterThanOrEqual(from);
        from = found;
      }
      [path[0] ?? { x: 0, y: 0 }, ...walk].reduce((a, b) => {
        expect(Math.hypot(b.x - a.x, b.y - a.y)).toBeLessThanOrEqual(12);
        return b;
      });
    }),
  );
});

test('a path that stays where it is still makes one motion', () => {
  expect(
    steps([
      { x: 3, y: 4 },
      { x: 3, y: 4 },
    ]),
  ).toEqual([{ x: 3, y: 4 }]);
});
