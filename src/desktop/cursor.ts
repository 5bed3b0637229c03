import type { Box } from '../base/geometry.ts';
import { intersect } from '../base/geometry.ts';

/** The pointer's sprite: premultiplied BGRA, with its box in display pixels. */
export interface Sprite {
  readonly box: Box;
  readonly pixels: Buffer;
}

/** Draws the sprite into BGRX pixels that show `region` of the display; only the part inside it. Exact to the server's own blending. */
export function blendSprite(pixels: Buffer, region: Box, sprite: Sprite): void {
  const shared = intersect(region, sprite.box);
  if (shared === undefined) return;
  for (let y = shared.y; y < shared.y + shared.height; y++) {
    let from = ((y - sprite.box.y) * sprite.box.width + (shared.x - sprite.box.x)) * 4;
    let to = ((y - region.y) * region.width + (shared.x - region.x)) * 4;
    for (let x = 0; x < shared.width; x++, from += 4, to += 4) {
      const rest = 255 - (sprite.pixels[from + 3] ?? 0);
      if (rest === 255) continue;
      for (let channel = 0; channel < 3; channel++) {
        const under = rest === 0 ? 0 : divideBy255((pixels[to + channel] ?? 0) * rest);
        pixels[to + channel] = Math.min(255, (sprite.pixels[from + channel] ?? 0) + under);
      }
    }
  }
}

/** x / 255 rounded to the nearest, as pixman does it in integers. */
function divideBy255(product: number): number {
  const biased = product + 128;
  return (biased + (biased >> 8)) >> 8;
}
