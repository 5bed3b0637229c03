import type { Size } from '../../base/geometry.ts';

/** Side of a picture patch of Qwen2.5-VL, and the least and most pixels of a picture, as UI-TARS sets them. */
const FACTOR = 28;
const MIN_PIXELS = 100 * FACTOR * FACTOR;
const MAX_PIXELS = 16_384 * FACTOR * FACTOR;

/**
 * The size to which Qwen2.5-VL resizes a picture before it looks at it, and in whose pixels it answers: sides that are
 * multiples of 28, the proportions kept as well as may be (UI-TARS, action_parser.py, smart_resize).
 */
export function smartResize({ width, height }: Size): Size {
  const near = (side: number) => Math.max(FACTOR, roundHalfToEven(side / FACTOR) * FACTOR);
  const size = { width: near(width), height: near(height) };
  const pixels = size.width * size.height;
  if (pixels > MAX_PIXELS)
    return resized(width, height, Math.sqrt((width * height) / MAX_PIXELS), Math.floor);
  if (pixels < MIN_PIXELS) return resized(width, height, Math.sqrt((width * height) / MIN_PIXELS), Math.ceil);
  return size;
}

function resized(width: number, height: number, by: number, round: (value: number) => number): Size {
  return { width: round(width / by / FACTOR) * FACTOR, height: round(height / by / FACTOR) * FACTOR };
}

/** Python rounds halves to the even number. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
