import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { Point, Size } from '../../base/geometry.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import type { Dialect, DialectRequest, Plan, Scene, Verb } from './dialect.ts';
import { declaredSize, displayFields, pictureOf, verb, verbNamed } from './dialect.ts';
import { call, chordOf } from './keys.ts';
import { smartResize } from './smart-resize.ts';
import { parseBox, parsePrediction } from './ui-tars-text.ts';
import type { TextCall } from './ui-tars-text.ts';

/** Its prompt says that `wait` sleeps 5 s; its parser scrolls by 5 notches. */
const WAIT_MS = 5000;
const SCROLL_NOTCHES = 5;
/** All of a prediction is one turn of the input, so it must end. OpenAI's `actions` are as many at most. */
const CALLS_LIMIT = 100;

const box = z.string().min(1);
const onePlace = { start_box: box };

/** The action space of UI-TARS' computer prompts and of its parser; arguments by the parser's names. */
function verbsFor(toFrame: (text: string, field: string) => Point): Readonly<Record<string, Verb>> {
  const clicks = (params: Readonly<Record<string, unknown>>): Verb =>
    verb(z.object(onePlace), (p) => call('click', { ...toFrame(p.start_box, 'start_box'), ...params }));
  const drag = verb(z.object({ ...onePlace, end_box: box }), (p) =>
    call('drag', { path: [toFrame(p.start_box, 'start_box'), toFrame(p.end_box, 'end_box')] }),
  );
  const key = z.object({ key: z.string().min(1) });
  const down = verb(key, (p) => call('key_down', { key: p.key }));
  const up = verb(key, (p) => call('key_up', { key: p.key }));
  return {
    click: clicks({}),
    left_single: clicks({}),
    left_double: clicks({ count: 2 }),
    right_single: clicks({ button: 'right' }),
    hover: verb(z.object(onePlace), (p) => call('move', toFrame(p.start_box, 'start_box'))),
    drag,
    select: drag,
    hotkey: verb(key, (p) => call('key', { keys: chordOf(p.key.trim().split(/[\s+]+/), 'key') })),
    press: down,
    keydown: down,
    release: up,
    keyup: up,
    type: verb(z.object({ content: z.string() }), (p) => call('type', { text: p.content })),
    scroll: verb(
      z.object({ start_box: box.optional(), direction: z.enum(['up', 'down', 'left', 'right']) }),
      (p) => {
        const at = p.start_box === undefined ? {} : toFrame(p.start_box, 'start_box');
        const sign = p.direction === 'down' || p.direction === 'right' ? SCROLL_NOTCHES : -SCROLL_NOTCHES;
        const isVertical = p.direction === 'up' || p.direction === 'down';
        return call('scroll', { ...at, ...(isVertical ? { dy: sign } : { dx: sign }) });
      },
    ),
    wait: verb(z.object({}), () => call('wait', { ms: WAIT_MS })),
    finished: verb(z.object({ content: z.string().default('') }), (p) => call('done', { result: p.content })),
    call_user: verb(z.object({ content: z.string().default('') }), (p) =>
      call('ask_user', { question: p.content === '' ? 'The model asks for help.' : p.content }),
    ),
  };
}

const bodySchema = z.object({
  prediction: z.string().min(1).max(200_000),
  /** As UI-TARS' parser names them: `qwen25vl` (1.5) gives pixels of the resized picture, the others thousandths. */
  model_type: z.enum(['qwen25vl', 'qwen2vl', 'doubao']).default('qwen25vl'),
  ...displayFields,
});

/** UI-TARS: the model's text comes in, the next user message with the screenshot goes out. */
export const uiTars: Dialect = {
  name: 'ui-tars',
  title:
    "UI-TARS' text as {prediction, model_type?}; answered by the next user message and how the run stands.",
  read(given): DialectRequest {
    const body = parseOrThrow(bodySchema, given, 'ui-tars', Object.keys(bodySchema.shape));
    const calls = parsePrediction(body.prediction).map(withParserNames);
    if (calls.length > CALLS_LIMIT) {
      const range = `from 1 to ${CALLS_LIMIT} actions`;
      throw new DeskhandError('bad_input', `prediction: must have ${range}, got ${calls.length}.`);
    }
    const end = calls.find(({ name }) => name === 'finished' || name === 'call_user');
    const status = end === undefined ? 'running' : end.name === 'finished' ? 'end' : 'call_user';
    return {
      frameSize: declaredSize(body.display_width, body.display_height),
      plan: (scene) => planAll(calls, scene, body.model_type === 'qwen25vl'),
      answer: ({ observation }) => {
        const { mediaType, base64 } = pictureOf(observation);
        const url = `data:${mediaType};base64,${base64}`;
        return {
          status,
          ...(end === undefined ? {} : { content: end.args['content'] ?? '' }),
          message: { role: 'user', content: [{ type: 'image_url', image_url: { url } }] },
        };
      },
      refusal: ({ message }) => ({
        status,
        message: { role: 'user', content: [{ type: 'text', text: message }] },
      }),
    };
  },
};

function planAll(calls: readonly TextCall[], scene: Scene, isAbsolute: boolean): Plan {
  const space = isAbsolute ? smartResize(scene.frame) : { width: 1000, height: 1000 };
  const verbs = verbsFor((text, field) => scale(parseBox(text, field), space, scene.frame, field));
  return {
    calls: calls.flatMap(({ name, args }) => verbNamed(verbs, name, 'Action')(args, scene, name).calls),
  };
}

/** Newer prompts say `point`, `start_point` and `end_point`, and older ones `hotkey(hotkey=…)`. */
function withParserNames({ name, args }: TextCall): TextCall {
  const names: Readonly<Record<string, string>> = {
    point: 'start_box',
    start_point: 'start_box',
    end_point: 'end_box',
    hotkey: 'key',
    press: 'key',
  };
  const renamed = Object.entries(args).map(([key, value]) => [names[key] ?? key, value]);
  return { name, args: Object.fromEntries(renamed) };
}

function scale(point: Point, from: Size, to: Size, field: string): Point {
  if (point.x < 0 || point.y < 0 || point.x > from.width || point.y > from.height) {
    const range = `x from 0 to ${from.width} and y from 0 to ${from.height}`;
    throw new DeskhandError('bad_input', `${field}: must have ${range}, got ${point.x},${point.y}.`);
  }
  return {
    x: Math.min(to.width - 1, Math.floor((point.x * to.width) / from.width)),
    y: Math.min(to.height - 1, Math.floor((point.y * to.height) / from.height)),
  };
}
