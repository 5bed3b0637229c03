import { expect, test } from 'vitest';
import { blendSprite } from '../../../src/desktop/cursor.ts';

const grey = (width: number, height: number) => Buffer.alloc(width * height * 4, 100);
const opaque = [1, 2, 3, 255];
const half = [64, 0, 0, 128];
const none = [0, 0, 0, 0];

function pixelAt(pixels: Buffer, width: number, x: number, y: number): number[] {
  return [...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
}

test('opaque pixels replace, transparent ones leave, the others mix', () => {
  const pixels = grey(4, 4);
  blendSprite(
    pixels,
    { x: 0, y: 0, width: 4, height: 4 },
    { box: { x: 1, y: 1, width: 3, height: 1 }, pixels: Buffer.from([...opaque, ...none, ...half]) },
  );
  expect(pixelAt(pixels, 4, 1, 1)).toEqual([1, 2, 3]);
  expect(pixelAt(pixels, 4, 2, 1)).toEqual([100, 100, 100]);
  expect(pixelAt(pixels, 4, 3, 1)).toEqual([114, 50, 50]);
  expect(pixelAt(pixels, 4, 0, 1)).toEqual([100, 100, 100]);
});

test.each([
  ['left and above', { x: -1, y: -1 }, [0, 0]],
  ['right and below', { x: 1, y: 1 }, [1, 1]],
])('a sprite that sticks out %s is cut', (_, at, [x = 0, y = 0]) => {
  const pixels = grey(2, 2);
  const sprite = {
    box: { ...at, width: 2, height: 2 },
    pixels: Buffer.from([opaque, opaque, opaque, opaque].flat()),
  };
  blendSprite(pixels, { x: 0, y: 0, width: 2, height: 2 }, sprite);
  expect(pixelAt(pixels, 2, x, y)).toEqual([1, 2, 3]);
  expect(pixels.filter((byte) => byte === 100)).toHaveLength(3 * 4 + 1);
});

test('in a region the sprite is where it is on the display', () => {
  const pixels = grey(2, 1);
  blendSprite(
    pixels,
    { x: 10, y: 20, width: 2, height: 1 },
    { box: { x: 11, y: 20, width: 1, height: 1 }, pixels: Buffer.from(opaque) },
  );
  expect(pixelAt(pixels, 2, 0, 0)).toEqual([100, 100, 100]);
  expect(pixelAt(pixels, 2, 1, 0)).toEqual([1, 2, 3]);
});

test('a sprite elsewhere changes nothing', () => {
  const pixels = grey(2, 2);
  blendSprite(
    pixels,
    { x: 0, y: 0, width: 2, height: 2 },
    { box: { x: 50, y: 50, width: 1, height: 1 }, pixels: Buffer.from(opaque) },
  );
  expect(pixels.equals(grey(2, 2))).toBe(true);
});
