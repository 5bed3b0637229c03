import { DeskhandError } from '../base/errors.ts';
import type { Box, Point, Size } from '../base/geometry.ts';

/** How pixels of the frame that a caller saw relate to pixels of the display. Both cover the same picture. */
export class View {
  readonly display: Size;
  readonly frame: Size;

  constructor(display: Size, frame: Size = display) {
    this.display = display;
    this.frame = frame;
  }

  /** A point of the frame as the display pixel in the middle of it; throws `bad_input` with field, value and range. */
  toDisplay(point: Point, prefix: string): Point {
    return {
      x: scaleInto(point.x, this.frame.width, this.display.width, `${prefix}x`),
      y: scaleInto(point.y, this.frame.height, this.display.height, `${prefix}y`),
    };
  }

  /** The display pixels that a box of the frame shows any part of; throws `bad_input` with field, value and range. */
  toDisplayBox({ x, y, width, height }: Box, prefix: string): Box {
    const across = spanInto(x, width, this.frame.width, this.display.width, [`${prefix}x`, `${prefix}width`]);
    const down = spanInto(y, height, this.frame.height, this.display.height, [
      `${prefix}y`,
      `${prefix}height`,
    ]);
    return { x: across.start, y: down.start, width: across.length, height: down.length };
  }

  /** A display point as a point of the frame. */
  toFrame(point: Point): Point {
    return {
      x: Math.floor((point.x * this.frame.width) / this.display.width),
      y: Math.floor((point.y * this.frame.height) / this.display.height),
    };
  }

  /** A display box as a box of the frame, at least one pixel wide and high. */
  toFrameBox(box: Box): Box {
    if (this.frame.width === this.display.width && this.frame.height === this.display.height) return box;
    const start = this.toFrame(box);
    const end = this.toFrame({ x: box.x + box.width, y: box.y + box.height });
    return { ...start, width: Math.max(1, end.x - start.x), height: Math.max(1, end.y - start.y) };
  }
}

function scaleInto(value: number, from: number, to: number, field: string): number {
  const rounded = Math.round(value);
  if (!Number.isFinite(value) || rounded < 0 || rounded >= from) {
    throw new DeskhandError('bad_input', `${field}: must be from 0 to ${from - 1}, got ${value}.`, {
      hint: `The frame is ${from} pixels ${field.endsWith('x') ? 'wide' : 'high'}.`,
    });
  }
  return from === to ? rounded : Math.min(to - 1, Math.floor(((rounded + 0.5) * to) / from));
}

/** The whole pixels of `to` that a span of `from` touches: none of what it shows is left out. */
function spanInto(
  start: number,
  length: number,
  from: number,
  to: number,
  [startField, lengthField]: readonly [string, string],
): { readonly start: number; readonly length: number } {
  if (!Number.isFinite(start) || start < 0 || start > from - 1) {
    throw new DeskhandError('bad_input', `${startField}: must be from 0 to ${from - 1}, got ${start}.`);
  }
  if (!Number.isFinite(length) || length < 1 || start + length > from) {
    const range = `from 1 to ${from - start}`;
    throw new DeskhandError(
      'bad_input',
      `${lengthField}: must be ${range} from ${startField} ${start} on, got ${length}.`,
      { hint: `The frame is ${from} pixels ${lengthField.endsWith('width') ? 'wide' : 'high'}.` },
    );
  }
  // Multiplied first, so that whole pixels come out whole.
  const first = Math.floor((start * to) / from);
  return { start: first, length: Math.min(to, Math.ceil(((start + length) * to) / from)) - first };
}
