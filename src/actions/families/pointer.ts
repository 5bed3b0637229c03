import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { Point } from '../../base/geometry.ts';
import { NOTCHES_LIMIT } from '../../desktop/pointer.ts';
import type { Action, ActionContext } from '../action.ts';
import { defineAction } from '../action.ts';
import { resolveOptionalTarget, resolveTarget, targetFields } from '../target.ts';

const button = z
  .enum(['left', 'middle', 'right', 'back', 'forward'])
  .default('left')
  .describe('Which button.');
const modifiers = z
  .array(z.enum(['ctrl', 'shift', 'alt', 'super']))
  .max(4)
  .default([])
  .describe('Keys to hold meanwhile.');
const pathPoint = z.object({
  x: z.number().describe('Pixels from the left edge of the frame.'),
  y: z.number().describe('Pixels from the top edge of the frame.'),
});

/**
 * How far Chromium scrolls for one wheel notch, in CSS pixels
 * (ui/events/event.h, MouseWheelEvent::kWheelDelta = 120 on Linux; confirmed by the page's own scroll offset).
 */
const PIXELS_PER_NOTCH = 120;

const click = defineAction({
  name: 'click',
  title: 'Click',
  description:
    'Clicks at a point of the frame or on an element. Use count 2 for a double click, 3 for a triple click; two single clicks at one place within half a second are a double click to most programs, too.',
  family: 'pointer',
  kind: 'input',
  schema: z.strictObject({
    ...targetFields,
    button,
    count: z.int().min(1).max(3).default(1).describe('1 click, 2 double click, 3 triple click.'),
    modifiers,
  }),
  async handle(context, params) {
    const at = await resolveTarget(context, params);
    const { pointer, keyboard } = context.desktop;
    await keyboard.holding(params.modifiers, () => pointer.click(at, params.button, params.count));
    return null;
  },
});

const move = defineAction({
  name: 'move',
  title: 'Move the pointer',
  description: 'Moves the pointer without clicking, for menus and tooltips that open on hover.',
  family: 'pointer',
  kind: 'input',
  schema: z.strictObject(targetFields),
  async handle(context, params) {
    await context.desktop.pointer.move(await resolveTarget(context, params));
    return null;
  },
});

const drag = defineAction({
  name: 'drag',
  title: 'Drag',
  description:
    'Presses at the first point of a path (or on one element), moves through the others, releases at the last (or on another element).',
  family: 'pointer',
  kind: 'input',
  schema: z.strictObject({
    path: z.array(pathPoint).min(2).max(256).optional().describe('Two or more points, in order.'),
    from_ref: z.string().optional().describe('Element to start on, instead of path.'),
    to_ref: z.string().optional().describe('Element to end on, instead of path.'),
    button,
    modifiers,
  }),
  async handle(context, params) {
    const path = await resolvePath(context, params);
    const { pointer, keyboard } = context.desktop;
    await keyboard.holding(params.modifiers, () => pointer.drag(path, params.button, context.signal));
    return null;
  },
});

const scroll = defineAction({
  name: 'scroll',
  title: 'Scroll',
  description: 'Turns the wheel at a point or over an element. Positive dy is down, positive dx is right.',
  family: 'pointer',
  kind: 'input',
  schema: z.strictObject({
    ...targetFields,
    dx: z.number().min(-10_000).max(10_000).default(0).describe('To the right; negative is to the left.'),
    dy: z.number().min(-10_000).max(10_000).default(0).describe('Down; negative is up.'),
    unit: z
      .enum(['notches', 'pixels'])
      .default('notches')
      .describe('One notch is about 120 pixels; 1000 notches at most.'),
    modifiers,
  }),
  async handle(context, params) {
    const notches = {
      x: toNotches('dx', params.dx, params.unit),
      y: toNotches('dy', params.dy, params.unit),
    };
    if (notches.x === 0 && notches.y === 0) {
      throw new DeskhandError('bad_input', 'dx, dy: one of them must be other than 0, got 0 and 0.');
    }
    const { pointer, keyboard, size } = context.desktop;
    const at = (await resolveOptionalTarget(context, params)) ?? middle(size);
    await keyboard.holding(params.modifiers, () => pointer.scroll(at, notches));
    return null;
  },
});

const mouseDown = defineAction({
  name: 'mouse_down',
  title: 'Press a button',
  description: 'Presses a mouse button and keeps it down; pair it with mouse_up.',
  family: 'pointer',
  kind: 'input',
  schema: z.strictObject({ ...targetFields, button }),
  async handle(context, params) {
    const at = await resolveOptionalTarget(context, params);
    if (at !== undefined) await context.desktop.pointer.move(at);
    await context.desktop.pointer.down(params.button);
    return null;
  },
});

const mouseUp = defineAction({
  name: 'mouse_up',
  title: 'Release a button',
  description: 'Releases a mouse button that mouse_down has pressed.',
  family: 'pointer',
  kind: 'input',
  schema: z.strictObject({ ...targetFields, button }),
  async handle(context, params) {
    const at = await resolveOptionalTarget(context, params);
    if (at !== undefined) await context.desktop.pointer.move(at);
    await context.desktop.pointer.up(params.button);
    return null;
  },
});

/** Pointer actions: through XTEST, never through the page. */
export const pointerActions: readonly Action[] = [click, move, drag, scroll, mouseDown, mouseUp];

async function resolvePath(
  context: ActionContext,
  params: { path?: Point[] | undefined; from_ref?: string | undefined; to_ref?: string | undefined },
): Promise<readonly Point[]> {
  const { path, from_ref: from, to_ref: to } = params;
  if (path !== undefined && from === undefined && to === undefined) {
    return path.map((point, i) => context.toDisplay(point, `path[${i}].`));
  }
  if (path === undefined && from !== undefined && to !== undefined) {
    const { point: start } = await context.browser.locate(from);
    const { point: end } = await context.browser.locate(to);
    // Locating the end may have scrolled the start away.
    const { point: again } = await context.browser.locate(from);
    if (again.x === start.x && again.y === start.y) return [start, end];
    throw new DeskhandError('action_failed', 'drag: the two elements do not fit into the view together.', {
      hint: 'Scroll so that both are visible, or press with mouse_down, scroll, and release with mouse_up.',
    });
  }
  const given = Object.entries({ path, from_ref: from, to_ref: to }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  throw new DeskhandError(
    'bad_input',
    `path: give either path, or from_ref and to_ref, got ${given.length === 0 ? 'none of them' : given.join(' and ')}.`,
  );
}

/** Whole notches, and at least one where anything was asked for. */
function toNotches(field: string, amount: number, unit: 'notches' | 'pixels'): number {
  if (unit === 'notches' && Math.abs(amount) > NOTCHES_LIMIT) {
    const range = `from -${NOTCHES_LIMIT} to ${NOTCHES_LIMIT} notches`;
    throw new DeskhandError('bad_input', `${field}: must be ${range}, got ${amount}.`);
  }
  const notches = Math.round(unit === 'notches' ? amount : amount / PIXELS_PER_NOTCH);
  return notches === 0 ? Math.sign(amount) : notches;
}

function middle(size: { width: number; height: number }): Point {
  return { x: Math.floor(size.width / 2), y: Math.floor(size.height / 2) };
}
