import type { Size } from '../../base/geometry.ts';

/** A circle to be clicked, in pixels of its picture. */
export interface CalibrationTarget {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A picture with one target and some that are not meant. */
export interface CalibrationScene {
  readonly target: CalibrationTarget;
  readonly others: readonly CalibrationTarget[];
}

/** Radii in turn: a large button, a small one, a check box. */
const RADII = [28, 16, 9] as const;
const OTHERS = 6;
const MARGIN = 40;

/** The same scenes for the same seed; targets cover the whole frame, its edges and corners too. */
export function calibrationScenes(count: number, frame: Size, seed: number): readonly CalibrationScene[] {
  const random = generator(seed);
  return Array.from({ length: count }, (_, i) => {
    const radius = RADII[i % RADII.length] ?? 16;
    const placed: CalibrationTarget[] = [];
    for (let tries = 0; placed.length <= OTHERS && tries < 500; tries++) {
      const own = placed.length === 0;
      const r = own ? radius : 16;
      const next = {
        label: labelOf(placed.length, random),
        // The first cells walk over the frame, so that no part of it is left out.
        x: own ? along(i, 7, frame.width, random) : between(MARGIN, frame.width - MARGIN, random),
        y: own ? along(i, 5, frame.height, random) : between(MARGIN, frame.height - MARGIN, random),
        radius: r,
      };
      if (placed.every((other) => Math.hypot(other.x - next.x, other.y - next.y) > 90)) placed.push(next);
    }
    const [target, ...others] = placed;
    if (target === undefined)
      throw new RangeError(`a frame of ${frame.width}x${frame.height} holds no target`);
    return { target, others };
  });
}

function along(i: number, cells: number, length: number, random: () => number): number {
  const cell = (i * 3) % cells;
  const size = (length - 2 * MARGIN) / cells;
  return Math.round(MARGIN + (cell + random()) * size);
}

function between(from: number, to: number, random: () => number): number {
  return Math.round(from + random() * (to - from));
}

function labelOf(index: number, random: () => number): string {
  const letter = 'ABCDEFGHKLMNPRSTUVWXYZ'[Math.floor(random() * 22)] ?? 'A';
  return `${letter}${index}${Math.floor(random() * 10)}`;
}

/** Numbers from 0 up to 1 by mulberry32, a public-domain generator: the same for the same seed on every machine. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
