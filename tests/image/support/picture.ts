import sharp from 'sharp';

/** A decoded picture, 3 bytes a pixel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue at a pixel. */
  at(x: number, y: number): readonly [number, number, number];
  /** How many different colours there are in a box. */
  colours(box: { x: number; y: number; width: number; height: number }): number;
}

/** Decodes a JPEG or PNG. */
export async function decode(data: Uint8Array): Promise<Picture> {
  const { data: raw, info } = await sharp(data).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return picture(
    info.width,
    info.height,
    (offset) => [raw[offset] ?? 0, raw[offset + 1] ?? 0, raw[offset + 2] ?? 0],
    3,
  );
}

/** Looks into BGRX pixels as a VNC client gets them. */
export function fromBgrx(width: number, height: number, raw: Buffer): Picture {
  return picture(
    width,
    height,
    (offset) => [raw[offset + 2] ?? 0, raw[offset + 1] ?? 0, raw[offset] ?? 0],
    4,
  );
}

/** Whether two colours differ by at most `tolerance` in each channel (JPEG is not exact). */
export function isNear(a: readonly number[], b: readonly number[], tolerance = 12): boolean {
  return a.every((value, i) => Math.abs(value - (b[i] ?? 0)) <= tolerance);
}

function picture(
  width: number,
  height: number,
  pixel: (offset: number) => [number, number, number],
  bytes: number,
): Picture {
  const at = (x: number, y: number) => pixel((y * width + x) * bytes);
  return {
    width,
    height,
    at,
    colours(box) {
      const seen = new Set<string>();
      for (let y = box.y; y < box.y + box.height; y++) {
        for (let x = box.x; x < box.x + box.width; x++) seen.add(at(x, y).join());
      }
      return seen.size;
    },
  };
}
