import { z } from 'zod';
import { DeskhandError } from '../base/errors.ts';
import type { Point } from '../base/geometry.ts';
import { quoted } from '../base/shorten.ts';
import type { ActionContext } from './action.ts';

/** The fields by which an action says where: `x` and `y`, or `ref`. Spread them into a schema. */
export const targetFields = {
  x: z.number().optional().describe('Pixels from the left edge of the frame.'),
  y: z.number().optional().describe('Pixels from the top edge of the frame.'),
  ref: z
    .string()
    .optional()
    .describe('An element of the last observation, such as "e12"; instead of x and y.'),
};

/** A target as it came in. */
export interface Target {
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly ref?: string | undefined;
}

/** Where a target is, in display pixels. Throws `bad_input` for no or half a target, `stale_ref` for a ref that is gone. */
export async function resolveTarget(context: ActionContext, target: Target): Promise<Point> {
  const point = await resolveOptionalTarget(context, target);
  if (point !== undefined) return point;
  throw new DeskhandError('bad_input', 'x, y: say where: x and y in pixels of the frame, or ref.');
}

/** Like {@link resolveTarget}, but undefined where no target is given. */
export async function resolveOptionalTarget(
  context: ActionContext,
  target: Target,
): Promise<Point | undefined> {
  const { x, y, ref } = target;
  if (ref !== undefined) {
    if (x !== undefined || y !== undefined) {
      throw new DeskhandError(
        'bad_input',
        `ref: give either ref or x and y, not both; got ref ${quoted(ref)} and ${pointText(x, y)}.`,
      );
    }
    return (await context.browser.locate(ref)).point;
  }
  if (x === undefined && y === undefined) return undefined;
  if (x === undefined || y === undefined) {
    const missing = x === undefined ? 'x' : 'y';
    throw new DeskhandError('bad_input', `${missing}: x and y go together, and ${missing} is missing.`);
  }
  return context.toDisplay({ x, y }, '');
}

/** As much of a point as was given. */
function pointText(x: number | undefined, y: number | undefined): string {
  return [...(x === undefined ? [] : [`x ${x}`]), ...(y === undefined ? [] : [`y ${y}`])].join(', ');
}
