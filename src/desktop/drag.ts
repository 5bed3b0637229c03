import { DeskhandError } from '../base/errors.ts';
import type { Point } from '../base/geometry.ts';
import { pause, throwIfAborted } from './abort.ts';
import type { DropWatch } from './drop-watch.ts';
import type { Fence } from './fence.ts';
import type { RawPointer } from './pointer.ts';
import type { Connection } from './x11/connection.ts';

// Small enough for drawing programs to follow a curve, large enough to pass the threshold of a drag with one step.
const STEP = 10;
// Steps after which a program that drags and drops has begun to: past every toolkit's threshold (3–8 px).
const LEAD_STEPS = 3;
// Chromium begins 4–55 ms after the first steps (84 tries on a busy machine). Other drags (sliders, drawing) wait in vain.
const BEGIN_MS = 120;
// While something is carried, its target is asked what it accepts at each motion, once a frame or so, and nothing tells an
// outsider the answer. With two such rests at the target 24 of 24 drops arrived, with none 22 of 24.
const REST_MS = 25;
const FENCE_MS = 500;

/** What a drag needs. */
export interface DragDeps {
  readonly connection: Connection;
  readonly raw: RawPointer;
  readonly fence: Fence;
  readonly drops: DropWatch;
}

/**
 * Presses at the first point, walks along the path, releases at the last point; the button is released whatever happens.
 * Programs merge motion events that they find waiting (Chromium lost a corner in 1 of 2 drawings), so at each point of the
 * path the program is given time to read. If the program starts a drag and drop (it then owns XdndSelection), the walk goes
 * on only once it has, and its target gets time to accept before the release.
 */
export async function drag(
  { connection, raw, fence, drops }: DragDeps,
  path: readonly Point[],
  button: number,
  signal: AbortSignal,
): Promise<void> {
  const [start, ...rest] = path;
  const end = rest.at(-1);
  if (start === undefined || end === undefined) {
    throw new DeskhandError('bad_input', 'A drag needs at least two points.', {
      hint: 'Give the path as a list of points, from where to press to where to release.',
    });
  }
  throwIfAborted(signal);
  const walk = async (points: readonly Point[]) => {
    for (const point of points) {
      throwIfAborted(signal);
      raw.move(point);
      await (isCorner(point, path) ? fence.pass(FENCE_MS) : connection.sync());
    }
  };
  raw.move(start);
  const carried = drops.next();
  raw.press(button);
  try {
    await connection.sync();
    const points = steps(path);
    await walk(points.slice(0, LEAD_STEPS));
    await fence.pass(FENCE_MS);
    const isCarrying = await carried.within(BEGIN_MS, signal);
    await walk(points.slice(LEAD_STEPS));
    for (const point of isCarrying ? [beside(end, start), end] : []) {
      await walk([point]);
      await fence.pass(FENCE_MS);
      await pause(REST_MS, signal);
    }
  } finally {
    carried.stop();
    raw.release(button);
    await connection.sync();
  }
}

function isCorner(point: Point, path: readonly Point[]): boolean {
  return path.some(({ x, y }) => Math.round(x) === point.x && Math.round(y) === point.y);
}

/** A point one pixel from `point` towards `from`, so that going there is a motion. */
function beside(point: Point, from: Point): Point {
  return { x: point.x + Math.sign(from.x - point.x), y: point.y + Math.sign(from.y - point.y) };
}

/** The points to visit after the first: along each leg in equal steps of at most {@link STEP} pixels, each corner exactly. */
export function steps(path: readonly Point[]): Point[] {
  return path.slice(1).flatMap((to, i) => {
    const from = path[i] ?? to;
    const count = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STEP));
    return Array.from({ length: count }, (_, k) => ({
      x: Math.round(from.x + ((to.x - from.x) * (k + 1)) / count),
      y: Math.round(from.y + ((to.y - from.y) * (k + 1)) / count),
    }));
  });
}
