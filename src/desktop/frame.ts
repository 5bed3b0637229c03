import type { CursorImageReply, Xfixes } from 'x11';
import { DeskhandError } from '../base/errors.ts';
import type { Box } from '../base/geometry.ts';
import { intersect } from '../base/geometry.ts';
import type { Log } from '../base/log.ts';
import { blendSprite } from './cursor.ts';
import type { Frame } from './desktop.ts';
import { openPixels } from './pixels.ts';
import type { Connection } from './x11/connection.ts';
import { xErrorName } from './x11/request-error.ts';

/** Takes pictures of the display. Each frame owns its pixels until it is released: later captures do not touch them. */
export interface Camera {
  capture(region?: Box): Promise<Frame>;
  /** Stands for the pointer's place and image. */
  pointerMark(): Promise<string>;
  close(): void;
}

/** A camera on the root window, through shared memory where the server can, else through the socket. */
export async function createCamera(connection: Connection, fixes: Xfixes, log: Log): Promise<Camera> {
  const screen: Box = { x: 0, y: 0, width: connection.width, height: connection.height };
  const source = await openPixels(connection, log);
  let last: Promise<unknown> = Promise.resolve();

  const shoot = async (box: Box): Promise<Frame> => {
    // Sent together, so the server answers both for one moment.
    const [pixels, cursor] = await Promise.all([source.read(box), cursorImage(connection, fixes)]);
    const at = performance.now();
    blendSprite(pixels, box, {
      box: {
        x: cursor.x - cursor.xhot,
        y: cursor.y - cursor.yhot,
        width: cursor.width,
        height: cursor.height,
      },
      pixels: cursor.cursorImage,
    });
    const { x, y, width, height } = box;
    let isInUse = true;
    const release = (): void => {
      if (isInUse) source.reuse(pixels);
      isInUse = false;
    };
    return { pixels, width, height, origin: { x, y }, cursor: { x: cursor.x, y: cursor.y }, at, release };
  };

  return {
    async capture(region = screen) {
      const box = wholePart(region, screen);
      // One after the other: they share one segment.
      const frame = last.then(() => shoot(box));
      last = frame.catch(() => {});
      return frame;
    },
    async pointerMark() {
      const { x, y, cursorSerial } = await cursorImage(connection, fixes);
      return `${x},${y},${cursorSerial}`;
    },
    close: () => source.close(),
  };
}

/** The region as whole pixels; throws `bad_input` naming the range when it is not inside the display. */
function wholePart(region: Box, screen: Box): Box {
  const x = Math.floor(region.x);
  const y = Math.floor(region.y);
  const whole = {
    x,
    y,
    width: Math.ceil(region.x + region.width) - x,
    height: Math.ceil(region.y + region.height) - y,
  };
  const inside = intersect(whole, screen);
  if (inside?.width === whole.width && inside.height === whole.height) return whole;
  throw new DeskhandError(
    'bad_input',
    `The region ${whole.x},${whole.y} ${whole.width}×${whole.height} is not inside the display.`,
    { hint: `The display is ${screen.width}×${screen.height} pixels; width and height must be at least 1.` },
  );
}

async function cursorImage(connection: Connection, fixes: Xfixes): Promise<CursorImageReply> {
  try {
    return await connection.call<CursorImageReply>((done) => fixes.GetCursorImage(done));
  } catch (error) {
    // A display on which no program has set a cursor yet.
    if (xErrorName(error) === undefined) throw error;
    const at = await connection.call<{ readonly rootX: number; readonly rootY: number }>((done) =>
      connection.X.QueryPointer(connection.root, done),
    );
    const none = { width: 0, height: 0, xhot: 0, yhot: 0, cursorSerial: 0, cursorImage: Buffer.alloc(0) };
    return { x: at.rootX, y: at.rootY, ...none };
  }
}
