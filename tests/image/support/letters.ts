import type { Picture } from './picture.ts';

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz0123456789');
/** Each letter stands in this many places, none of which lies like another to the pixels of a scaled frame. */
const PLACES = 12;
/** From one letter to the next, and the side of what is looked at around one, in pixels of the display. */
const CELL = 32;
const SIGHT = 20;
const LEFT = 40;
const TOP = 40;

/** A page with each letter several times, in 12-pixel type, each in a cell of its own. */
export const LETTERS_PAGE = `<title>Letters</title>
<style>body { margin: 0; background: #fff } b { position: absolute; font: 12px/16px sans-serif; color: #000 }</style>
${LETTERS.flatMap((letter, column) =>
  Array.from({ length: PLACES }, (_, row) => {
    const left = LEFT + column * CELL + 4 + row;
    const top = TOP + row * CELL + 2 + ((row * 5) % PLACES);
    return `<b style="left: ${left}px; top: ${top}px">${letter}</b>`;
  }),
).join('')}`;

/**
 * Reads each letter of the page off a frame, by the letter whose other places look most like it, and gives the part
 * that was read right. `top`: where the page begins on the display; `scale`: the frame's size as a part of the display's.
 */
export function readLetters(frame: Picture, top: number, scale: number): number {
  const cells = LETTERS.map((_, column) =>
    Array.from({ length: PLACES }, (_, row) => cellOf(frame, column, row, top, scale)),
  );
  let right = 0;
  for (const [column, places] of cells.entries()) {
    for (const [row, cell] of places.entries()) {
      let best = { column: -1, difference: Infinity };
      for (const [other, shapes] of cells.entries()) {
        for (const [place, shape] of shapes.entries()) {
          const difference = place === row ? Infinity : differenceOf(cell, shape);
          if (difference < best.difference) best = { column: other, difference };
        }
      }
      if (best.column === column) right++;
    }
  }
  return right / (LETTERS.length * PLACES);
}

/** How dark each pixel of a cell is, `side` pixels wide. */
interface Cell {
  readonly side: number;
  readonly dark: readonly number[];
}

function cellOf(frame: Picture, column: number, row: number, top: number, scale: number): Cell {
  const side = Math.floor(SIGHT * scale);
  const left = Math.round((LEFT + column * CELL + row) * scale);
  const upper = Math.round((top + TOP + row * CELL + ((row * 5) % PLACES)) * scale);
  const dark: number[] = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) dark.push(255 - (frame.at(left + x, upper + y)[1] ?? 255));
  }
  return { side, dark };
}

/** The least difference of two cells with one moved by up to a pixel, as a reader does not mind. */
function differenceOf(a: Cell, b: Cell): number {
  let least = Infinity;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      let sum = 0;
      for (let y = 1; y < a.side - 1; y++) {
        for (let x = 1; x < a.side - 1; x++) {
          const d = (a.dark[y * a.side + x] ?? 0) - (b.dark[(y + dy) * b.side + x + dx] ?? 0);
          sum += d * d;
        }
      }
      least = Math.min(least, sum);
    }
  }
  return least;
}
