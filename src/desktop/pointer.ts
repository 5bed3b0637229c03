import type { QueryPointerReply, Xtest } from 'x11';
import { DeskhandError } from '../base/errors.ts';
import type { Point, Size } from '../base/geometry.ts';
import type { Button, Pointer } from './desktop.ts';
import { drag } from './drag.ts';
import type { DropWatch } from './drop-watch.ts';
import type { Fence } from './fence.ts';
import type { Connection } from './x11/connection.ts';

const PRESS = 4;
const RELEASE = 5;
const MOTION = 6;
const NUMBERS: Readonly<Record<Button, number>> = { left: 1, middle: 2, right: 3, back: 8, forward: 9 };
/** Wheel buttons: up, down, left, right. */
const WHEEL = { up: 4, down: 5, left: 6, right: 7 };
// Chromium takes two clicks that bear the same server time, which counts in ms, for two single ones; with 1 ms between
// them it counts 1, 2, 3 (measured). The server waits, so it is still one round trip.
const REPEAT_DELAY_MS = 1;
// Button1..Button5 in the pointer's state mask begin at this bit.
const FIRST_BUTTON_BIT = 8;
/** Most notches of one scrolling each way: more is a mistake, and each is an event that programs have to work off. */
export const NOTCHES_LIMIT = 1000;

/** The pointer as the other input modules use it: requests only, no round trip. */
export interface RawPointer {
  move(to: Point): void;
  /** Presses once the server has waited `delayMs`. */
  press(button: number, delayMs?: number): void;
  release(button: number): void;
}

/** Pointer input, and the release of whatever is down. */
export interface PointerInput {
  readonly pointer: Pointer;
  readonly raw: RawPointer;
  releaseButtons(): Promise<void>;
}

/** What the pointer works with. */
export interface PointerDeps {
  readonly connection: Connection;
  readonly xtest: Xtest;
  readonly fence: Fence;
  readonly drops: DropWatch;
  /** Where the buttons are noted that are down on purpose. */
  readonly down: Set<number>;
}

/** The pointer over XTEST. */
export function createPointer({ connection, xtest, fence, drops, down }: PointerDeps): PointerInput {
  const { root, width, height } = connection;
  const size: Size = { width, height };
  const raw: RawPointer = {
    move: ({ x, y }) => xtest.FakeInput(MOTION, 0, 0, root, Math.round(x), Math.round(y)),
    press(button, delayMs = 0) {
      down.add(button);
      xtest.FakeInput(PRESS, button, delayMs, 0, 0, 0);
    },
    release(button) {
      down.delete(button);
      xtest.FakeInput(RELEASE, button, 0, 0, 0, 0);
    },
  };
  // Pressing a button that is down does nothing: what was held ends where it is, so that the press that follows is one.
  const letGo = (button: number) => {
    if (down.has(button)) raw.release(button);
  };
  const click = (button: number, count: number) => {
    for (let i = 0; i < count; i++) {
      raw.press(button, i === 0 ? 0 : REPEAT_DELAY_MS);
      raw.release(button);
    }
  };
  const query = () => connection.call<QueryPointerReply>((done) => connection.X.QueryPointer(root, done));

  return {
    raw,
    pointer: {
      async position() {
        const { rootX, rootY } = await query();
        return { x: rootX, y: rootY };
      },
      async move(to) {
        raw.move(inside(to, size));
        await connection.sync();
      },
      async down(button) {
        raw.press(NUMBERS[button]);
        await connection.sync();
      },
      async up(button) {
        raw.release(NUMBERS[button]);
        await connection.sync();
      },
      async click(at, button, count) {
        const target = inside(at, size);
        letGo(NUMBERS[button]);
        raw.move(target);
        click(NUMBERS[button], count);
        await connection.sync();
      },
      async drag(path, button, signal) {
        const points = path.map((point) => inside(point, size));
        letGo(NUMBERS[button]);
        await drag({ connection, raw, fence, drops }, points, NUMBERS[button], signal);
      },
      async scroll(at, notches) {
        const { x, y } = wholeNotches(notches);
        raw.move(inside(at, size));
        click(y > 0 ? WHEEL.down : WHEEL.up, Math.abs(y));
        click(x > 0 ? WHEEL.right : WHEEL.left, Math.abs(x));
        await connection.sync();
      },
    },
    async releaseButtons() {
      const { keyMask } = await query();
      // The mask knows buttons 1–5 only; the others we know from having pressed them.
      const held = [1, 2, 3, 4, 5].filter((button) => (keyMask >> (FIRST_BUTTON_BIT + button - 1)) & 1);
      for (const button of new Set([...held, ...down])) raw.release(button);
      await connection.sync();
    },
  };
}

/** The point, or `bad_input` naming the range. */
function inside(point: Point, { width, height }: Size): Point {
  if (point.x >= 0 && point.y >= 0 && point.x < width && point.y < height) return point;
  throw new DeskhandError('bad_input', `The point ${point.x},${point.y} is outside the display.`, {
    hint: `x must be from 0 to ${width - 1} and y from 0 to ${height - 1}.`,
  });
}

function wholeNotches({ x, y }: Point): Point {
  const whole = { x: Math.round(x), y: Math.round(y) };
  if (Math.abs(whole.x) <= NOTCHES_LIMIT && Math.abs(whole.y) <= NOTCHES_LIMIT) return whole;
  throw new DeskhandError('bad_input', `Scrolling by ${x},${y} notches is too far.`, {
    hint: `Use at most ${NOTCHES_LIMIT} notches each way.`,
  });
}
