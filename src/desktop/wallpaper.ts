import type { Connection } from './x11/connection.ts';

const Z_PIXMAP = 2;
const TILE = 64;
const BAND = 512;

/** Paints the root window with a quiet pattern, so that an empty desktop can be told from a broken one. Stays after the connection ends. */
export async function paintRoot(connection: Connection): Promise<void> {
  const { X, root, depth, height } = connection;
  const pixmap = X.AllocID();
  const gc = X.AllocID();
  // One column of tiles: the server repeats it from left to right.
  X.CreatePixmap(pixmap, root, depth, TILE, height);
  X.CreateGC(gc, pixmap, {});
  // In bands, so that each request stays far below the server's limit.
  for (let top = 0; top < height; top += BAND) {
    const rows = Math.min(BAND, height - top);
    X.PutImage(Z_PIXMAP, pixmap, gc, TILE, rows, 0, top, 0, depth, band(TILE, height, top, rows));
  }
  X.ChangeWindowAttributes(root, { backgroundPixmap: pixmap });
  X.ClearArea(root, 0, 0, 0, 0, 0);
  X.FreeGC(gc);
  X.FreePixmap(pixmap); // the window keeps it
  await connection.sync();
}

/** Some rows of the pattern as BGRX: a vertical blue-grey gradient with a faint grid. */
export function band(width: number, height: number, top: number, rows: number): Buffer {
  const pixels = Buffer.alloc(width * rows * 4);
  for (let row = 0; row < rows; row++) {
    const y = top + row;
    const depth = y / Math.max(1, height - 1);
    for (let x = 0; x < width; x++) {
      const lift = x % TILE === 0 || y % TILE === 0 ? 10 : 0;
      const at = (row * width + x) * 4;
      pixels[at] = Math.round(84 - 36 * depth) + lift;
      pixels[at + 1] = Math.round(62 - 30 * depth) + lift;
      pixels[at + 2] = Math.round(44 - 22 * depth) + lift;
    }
  }
  return pixels;
}
