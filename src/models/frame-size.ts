import type { Size } from '../base/geometry.ts';
import type { ModelProfile } from './registry-schema.ts';
import { imageTokens } from './tokens.ts';

/**
 * How far a frame of the display may be scaled down: 12-pixel letters are then 9 pixels high. Measured in the image by
 * reading letters off scaled frames (tests/image/frame-size.test.ts).
 */
export const READABLE_SCALE = 0.75;

/**
 * The frame that shows a whole display for the fewest prompt tokens by the model's rule, and is the largest of those:
 * pixels that cost nothing are kept. Never above the display's own size, never below {@link READABLE_SCALE} of it, in its
 * proportions to a pixel. The display itself for models that see no pictures or take the same for each.
 */
export function frameSizeFor(profile: ModelProfile, display: Size): Size {
  let best = display;
  for (const size of candidates(profile, display)) {
    const saved = imageTokens(profile, best) - imageTokens(profile, size);
    if (saved > 0 || (saved === 0 && size.width > best.width)) best = size;
  }
  return best;
}

/** The sizes at which the price changes: one side ends at a tile's edge. And the smallest that can be read. */
function candidates({ images, imageTokens: rule }: ModelProfile, display: Size): Size[] {
  if (!images || rule.kind === 'flat') return [];
  const scales = [READABLE_SCALE];
  for (const side of [display.width, display.height]) {
    for (let edge = rule.edge; edge < side; edge += rule.edge) scales.push(edge / side);
  }
  return scales.filter((scale) => scale >= READABLE_SCALE).map((scale) => scaled(display, scale));
}

/** Rounded down, so that no side passes the tile's edge that it was chosen for. */
function scaled({ width, height }: Size, scale: number): Size {
  const side = (length: number): number => Math.max(1, Math.floor(length * scale + 1e-6));
  return { width: side(width), height: side(height) };
}
