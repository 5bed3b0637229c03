import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { Point } from '../../base/geometry.ts';
import type { ActionCall } from '../action.ts';
import type { Scene, Verb } from './dialect.ts';
import { verb } from './dialect.ts';
import { call, chordOf } from './keys.ts';

/** Gemini's coordinates are thousandths of the frame, whatever its size. */
const GRID = 1000;
/** How far it scrolls where it does not say: in thousandths (2.5 models), in pixels (3.5 models). */
const SCROLL_GRID = 800;
const SCROLL_PIXELS = 300;
const WAIT_SECONDS = 1;
const SEARCH_URL = 'https://www.google.com';

const unit = z.number().min(0).max(GRID);
const at = { x: unit, y: unit };
const maybeAt = { x: unit.optional(), y: unit.optional() };
const direction = z.enum(['up', 'down', 'left', 'right']);
type Direction = z.output<typeof direction>;

const clicks = (button: string, count: number): Verb =>
  verb(z.object(at), (p, scene) =>
    call('click', {
      ...toFrame(p, scene),
      ...(button === 'left' ? {} : { button }),
      ...(count === 1 ? {} : { count }),
    }),
  );
const button = (action: string): Verb =>
  verb(z.object(maybeAt), (p, scene) => call(action, optionalPoint(p, scene)));
const move = verb(z.object(at), (p, scene) => call('move', toFrame(p, scene)));
const plain = (action: string): Verb => verb(z.object({}), () => call(action));
const keyName = z.object({ key: z.string().min(1) });

/** The predefined functions of `gemini-2.5-computer-use-preview` and, with shorter names, of Gemini 3.5's browser and desktop. */
export const GEMINI_VERBS: Readonly<Record<string, Verb>> = {
  open_web_browser: plain('screenshot'),
  take_screenshot: plain('screenshot'),
  click: clicks('left', 1),
  click_at: clicks('left', 1),
  double_click: clicks('left', 2),
  triple_click: clicks('left', 3),
  middle_click: clicks('middle', 1),
  right_click: clicks('right', 1),
  move,
  hover_at: move,
  mouse_down: button('mouse_down'),
  mouse_up: button('mouse_up'),
  type_text_at: verb(
    z.object({
      ...at,
      text: z.string(),
      press_enter: z.boolean().default(true),
      clear_before_typing: z.boolean().default(true),
    }),
    (p, scene) => [
      call('click', toFrame(p, scene)),
      call('type', { text: p.text, clear: p.clear_before_typing, submit: p.press_enter }),
    ],
  ),
  type: verb(
    z.object({
      ...maybeAt,
      text: z.string(),
      press_enter: z.boolean().default(false),
      clear_before_typing: z.boolean().default(false),
    }),
    (p, scene) => {
      const point = optionalPoint(p, scene);
      const typing = call('type', { text: p.text, clear: p.clear_before_typing, submit: p.press_enter });
      return 'x' in point ? [call('click', point), typing] : [typing];
    },
  ),
  press_key: verb(keyName, (p) => call('key', { keys: chordOf([p.key], 'key') })),
  key_down: verb(keyName, (p) => call('key_down', { key: p.key })),
  key_up: verb(keyName, (p) => call('key_up', { key: p.key })),
  hotkey: verb(z.object({ keys: z.array(z.string()) }), (p) =>
    call('key', { keys: chordOf(p.keys, 'keys') }),
  ),
  key_combination: verb(z.object({ keys: z.string().min(1) }), (p) => call('key', { keys: p.keys })),
  scroll_document: verb(z.object({ direction }), (p, { frame }) => {
    if (p.direction === 'up') return call('key', { keys: 'Page_Up' });
    if (p.direction === 'down') return call('key', { keys: 'Page_Down' });
    return scrollCall({}, p.direction, frame.width / 2);
  }),
  scroll_at: verb(z.object({ ...at, direction, magnitude: unit.default(SCROLL_GRID) }), (p, scene) =>
    scrollCall(toFrame(p, scene), p.direction, toPixels(p.magnitude, p.direction, scene)),
  ),
  scroll: verb(
    z.object({
      ...maybeAt,
      direction,
      magnitude: unit.optional(),
      magnitude_in_pixels: z.number().min(0).max(10_000).default(SCROLL_PIXELS),
    }),
    (p, scene) => {
      const pixels =
        p.magnitude === undefined ? p.magnitude_in_pixels : toPixels(p.magnitude, p.direction, scene);
      return scrollCall(optionalPoint(p, scene), p.direction, pixels);
    },
  ),
  drag_and_drop: verb(
    z.object({
      ...maybeAt,
      start_x: unit.optional(),
      start_y: unit.optional(),
      end_x: unit.optional(),
      end_y: unit.optional(),
      destination_x: unit.optional(),
      destination_y: unit.optional(),
    }),
    (p, scene) => {
      const from = required(p.start_x ?? p.x, p.start_y ?? p.y, 'x, y');
      const to = required(
        p.end_x ?? p.destination_x,
        p.end_y ?? p.destination_y,
        'destination_x, destination_y',
      );
      return call('drag', { path: [toFrame(from, scene), toFrame(to, scene)] });
    },
  ),
  navigate: verb(z.object({ url: z.string().min(1) }), (p) => call('goto', { url: p.url })),
  search: verb(z.object({}), () => call('goto', { url: SEARCH_URL })),
  go_back: plain('back'),
  go_forward: plain('forward'),
  wait: verb(z.object({ seconds: z.number().min(0).max(100).default(WAIT_SECONDS) }), (p) =>
    call('wait', { ms: Math.round(p.seconds * 1000) }),
  ),
  wait_5_seconds: verb(z.object({}), () => call('wait', { ms: 5000 })),
};

function toFrame({ x, y }: Point, { frame }: Scene): Point {
  return { x: scale(x, frame.width), y: scale(y, frame.height) };
}

/** 1000 is the far edge, which is the last pixel. */
function scale(value: number, size: number): number {
  return Math.min(size - 1, Math.floor((value * size) / GRID));
}

function toPixels(magnitude: number, to: Direction, { frame }: Scene): number {
  return (magnitude * (to === 'up' || to === 'down' ? frame.height : frame.width)) / GRID;
}

function optionalPoint(
  { x, y }: { x?: number | undefined; y?: number | undefined },
  scene: Scene,
): Point | Record<string, never> {
  return x === undefined && y === undefined ? {} : toFrame(required(x, y, 'x, y'), scene);
}

function required(x: number | undefined, y: number | undefined, fields: string): Point {
  if (x !== undefined && y !== undefined) return { x, y };
  throw new DeskhandError('bad_input', `${fields}: both are needed, from 0 to ${GRID}.`);
}

function scrollCall(point: Point | Record<string, never>, to: Direction, pixels: number): ActionCall {
  const distance = Math.round(pixels);
  if (distance === 0) return 'x' in point ? call('move', point) : call('screenshot');
  const turn = {
    up: { dy: -distance },
    down: { dy: distance },
    left: { dx: -distance },
    right: { dx: distance },
  };
  return call('scroll', { ...point, ...turn[to], unit: 'pixels' });
}
