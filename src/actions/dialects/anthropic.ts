import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import type { ActionCall } from '../action.ts';
import type { Dialect, DialectRequest, Outcome, Scene, Verb } from './dialect.ts';
import { declaredSize, displayFields, pictureOf, verb, verbNamed } from './dialect.ts';
import { call, chordOf, modifiersOf } from './keys.ts';

const pair = z.tuple([z.number(), z.number()]);
const place = { coordinate: pair.optional() };
/** Keys to hold: `text` in the published schema, `key` in the reference implementation. */
const held = { text: z.string().optional(), key: z.string().optional() };
const duration = z.number().min(0).max(100);

function pointOf(coordinate: readonly [number, number] | undefined, { cursor }: Scene) {
  return coordinate === undefined ? cursor : { x: coordinate[0], y: coordinate[1] };
}

function heldKeys(params: { text?: string | undefined; key?: string | undefined }): string[] {
  const keys = params.text ?? params.key;
  return modifiersOf(
    keys?.split(/[+\s]+/).filter((key) => key !== ''),
    params.text === undefined ? 'key' : 'text',
  );
}

function clicks(button: string, count: number): Verb {
  return verb(z.object({ ...place, ...held }), (p, scene) =>
    call('click', {
      ...pointOf(p.coordinate, scene),
      ...(button === 'left' ? {} : { button }),
      ...(count === 1 ? {} : { count }),
      modifiers: heldKeys(p),
    }),
  );
}

const DIRECTIONS = { up: { dy: -1 }, down: { dy: 1 }, left: { dx: -1 }, right: { dx: 1 } } as const;

/** Actions of `computer_20250124` (computer use tool, "Available actions"). */
const VERBS_20250124: Readonly<Record<string, Verb>> = {
  screenshot: verb(z.object({}), () => call('screenshot')),
  cursor_position: verb(z.object({}), (_, { cursor }) => `X=${cursor.x},Y=${cursor.y}`),
  mouse_move: verb(z.object({ coordinate: pair }), (p, scene) => call('move', pointOf(p.coordinate, scene))),
  left_click: clicks('left', 1),
  right_click: clicks('right', 1),
  middle_click: clicks('middle', 1),
  double_click: clicks('left', 2),
  triple_click: clicks('left', 3),
  left_click_drag: verb(
    z.object({ start_coordinate: pair.optional(), coordinate: pair, ...held }),
    (p, scene) =>
      call('drag', {
        path: [pointOf(p.start_coordinate, scene), pointOf(p.coordinate, scene)],
        modifiers: heldKeys(p),
      }),
  ),
  left_mouse_down: verb(z.object(place), (p) => call('mouse_down', optionalPoint(p.coordinate))),
  left_mouse_up: verb(z.object(place), (p) => call('mouse_up', optionalPoint(p.coordinate))),
  key: verb(
    z.object({ text: z.string().min(1).max(1000), repeat: z.int().min(1).max(100).optional() }),
    (p) =>
      p.text
        .trim()
        .split(/\s+/)
        .map((chord) =>
          call('key', { keys: chordOf([chord === '' ? ' ' : chord], 'text'), repeat: p.repeat }),
        ),
  ),
  hold_key: verb(z.object({ text: z.string().min(1), duration }), (p) =>
    call('key', { keys: p.text, hold_ms: Math.round(p.duration * 1000) }),
  ),
  type: verb(z.object({ text: z.string() }), (p) => call('type', { text: p.text })),
  scroll: verb(
    z.object({
      ...place,
      ...held,
      scroll_direction: z.enum(['up', 'down', 'left', 'right']),
      scroll_amount: z.int().min(0).max(1000),
    }),
    (p, scene) => scrollCalls(p, scene),
  ),
  wait: verb(z.object({ duration }), (p) => call('wait', { ms: Math.round(p.duration * 1000) })),
};

/** `computer_20251124` adds `zoom`. */
const VERBS_20251124: Readonly<Record<string, Verb>> = {
  ...VERBS_20250124,
  zoom: verb(z.object({ region: z.tuple([z.number(), z.number(), z.number(), z.number()]) }), (p) => {
    const [x, y, right, bottom] = p.region;
    if (right > x && bottom > y) return call('zoom', { x, y, width: right - x, height: bottom - y });
    throw new DeskhandError(
      'bad_input',
      `region: must be [x0, y0, x1, y1] with x0 < x1 and y0 < y1, got [${p.region.join(', ')}].`,
    );
  }),
};

const bodySchema = z.object({
  type: z.literal('tool_use').optional(),
  id: z.string().min(1),
  name: z.string().optional(),
  input: z.looseObject({ action: z.string() }),
  display_width_px: displayFields.display_width,
  display_height_px: displayFields.display_height,
  ...displayFields,
});

function anthropic(name: string, version: string, verbs: Readonly<Record<string, Verb>>): Dialect {
  return {
    name,
    title: `A tool_use block of Anthropic's ${version} tool; answered by its tool_result.`,
    read(given): DialectRequest {
      const body = parseOrThrow(bodySchema, given, 'tool_use', Object.keys(bodySchema.shape));
      const { input, id } = body;
      const width = body.display_width ?? body.display_width_px;
      const height = body.display_height ?? body.display_height_px;
      return {
        frameSize: declaredSize(width, height),
        plan: (scene) => verbNamed(verbs, input.action, 'input.action')(input, scene, input.action),
        answer: (outcome) => ({ type: 'tool_result', tool_use_id: id, content: contentOf(outcome) }),
        refusal: ({ message, hint }) => ({
          type: 'tool_result',
          tool_use_id: id,
          is_error: true,
          content: [{ type: 'text', text: hint === undefined ? message : `${message} ${hint}` }],
        }),
      };
    },
  };
}

/** Anthropic's computer tools, by version; `anthropic` is the newest. */
export const anthropicDialects: readonly Dialect[] = [
  anthropic('anthropic', 'computer_20251124', VERBS_20251124),
  anthropic('computer_20250124', 'computer_20250124', VERBS_20250124),
  anthropic('computer_20251124', 'computer_20251124', VERBS_20251124),
];

function contentOf({ observation, text }: Outcome): JsonObject[] {
  if (text !== undefined) return [{ type: 'text', text }];
  const { mediaType, base64 } = pictureOf(observation);
  return [{ type: 'image', source: { type: 'base64', media_type: mediaType, data: base64 } }];
}

function optionalPoint(coordinate: readonly [number, number] | undefined): Record<string, number> {
  return coordinate === undefined ? {} : { x: coordinate[0], y: coordinate[1] };
}

function scrollCalls(
  p: {
    coordinate?: [number, number] | undefined;
    scroll_direction: keyof typeof DIRECTIONS;
    scroll_amount: number;
    text?: string | undefined;
    key?: string | undefined;
  },
  scene: Scene,
): readonly ActionCall[] {
  const at = pointOf(p.coordinate, scene);
  if (p.scroll_amount === 0) return [call('move', at)];
  const turns = Object.entries(DIRECTIONS[p.scroll_direction]).map(([axis, sign]) => [
    axis,
    sign * p.scroll_amount,
  ]);
  return [call('scroll', { ...at, ...Object.fromEntries(turns), modifiers: heldKeys(p) })];
}
