import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import type { Dialect, DialectRequest, Plan, Scene, Verb } from './dialect.ts';
import { declaredSize, displayFields, pictureOf, verb, verbNamed } from './dialect.ts';
import { call, chordOf, modifiersOf, withKeysDown } from './keys.ts';

/** OpenAI's `wait` has no duration; its guide waits this long, in ms. */
const WAIT_MS = 2000;

const keys = z.array(z.string()).nullish();
const at = { x: z.number(), y: z.number() };

/** The actions of OpenAI's `computer_call` (`ComputerAction` of the `openai` package), and the names of older previews. */
const VERBS: Readonly<Record<string, Verb>> = {
  click: verb(
    z.object({ ...at, button: z.enum(['left', 'right', 'wheel', 'back', 'forward']).default('left'), keys }),
    (p) =>
      call('click', {
        x: p.x,
        y: p.y,
        button: p.button === 'wheel' ? 'middle' : p.button,
        modifiers: modifiersOf(p.keys, 'keys'),
      }),
  ),
  double_click: verb(z.object({ ...at, keys }), (p) =>
    call('click', { x: p.x, y: p.y, count: 2, modifiers: modifiersOf(p.keys, 'keys') }),
  ),
  drag: verb(z.object({ path: z.array(z.object(at)).min(2), keys }), (p) =>
    call('drag', { path: p.path, modifiers: modifiersOf(p.keys, 'keys') }),
  ),
  keypress: verb(z.object({ keys: z.array(z.string()) }), (p) =>
    call('key', { keys: chordOf(p.keys, 'keys') }),
  ),
  move: verb(z.object({ ...at, keys }), (p) =>
    withKeysDown(modifiersOf(p.keys, 'keys'), [call('move', { x: p.x, y: p.y })]),
  ),
  screenshot: verb(z.object({}), () => call('screenshot')),
  scroll: verb(
    z.object({ ...at, scroll_x: z.number().default(0), scroll_y: z.number().default(0), keys }),
    (p) =>
      p.scroll_x === 0 && p.scroll_y === 0
        ? call('move', { x: p.x, y: p.y })
        : call('scroll', {
            x: p.x,
            y: p.y,
            dx: p.scroll_x,
            dy: p.scroll_y,
            unit: 'pixels',
            modifiers: modifiersOf(p.keys, 'keys'),
          }),
  ),
  type: verb(z.object({ text: z.string() }), (p) => call('type', { text: p.text })),
  wait: verb(z.object({}), () => call('wait', { ms: WAIT_MS })),
};

const safetyCheck = z.object({
  id: z.string(),
  code: z.string().nullish(),
  message: z.string().nullish(),
});

const bodySchema = z.object({
  type: z.literal('computer_call'),
  call_id: z.string().min(1),
  action: z.looseObject({ type: z.string() }).optional(),
  actions: z
    .array(z.looseObject({ type: z.string() }))
    .min(1)
    .max(100)
    .optional(),
  pending_safety_checks: z.array(safetyCheck).nullish(),
  acknowledged_safety_checks: z.array(safetyCheck).nullish(),
  ...displayFields,
});

/** OpenAI's computer use: a `computer_call` item comes in, its `computer_call_output` goes out. */
export const openai: Dialect = {
  name: 'openai',
  title: 'A computer_call item of the OpenAI Responses API; answered by its computer_call_output.',
  read(given): DialectRequest {
    const body = parseOrThrow(bodySchema, given, 'computer_call', Object.keys(bodySchema.shape));
    const actions = body.actions ?? (body.action === undefined ? [] : [body.action]);
    if (actions.length === 0) throw new DeskhandError('bad_input', 'action: give action or actions.');
    refuseUnacknowledged(body);
    return {
      frameSize: declaredSize(body.display_width, body.display_height),
      plan: (scene) => planAll(actions, scene),
      answer: ({ observation }) => {
        const { mediaType, base64 } = pictureOf(observation);
        return {
          type: 'computer_call_output',
          call_id: body.call_id,
          ...(body.acknowledged_safety_checks == null
            ? {}
            : { acknowledged_safety_checks: body.acknowledged_safety_checks }),
          output: { type: 'computer_screenshot', image_url: `data:${mediaType};base64,${base64}` },
        };
      },
      refusal: () => undefined,
    };
  },
};

function planAll(actions: readonly { readonly type: string }[], scene: Scene): Plan {
  const calls = actions.flatMap(
    (action) => verbNamed(VERBS, action.type, 'action.type')(action, scene, action.type).calls,
  );
  return { calls };
}

/** A safety check is for a person to decide: without their word nothing is done. */
function refuseUnacknowledged(body: z.output<typeof bodySchema>): void {
  const acknowledged = new Set((body.acknowledged_safety_checks ?? []).map(({ id }) => id));
  const open = (body.pending_safety_checks ?? []).filter(({ id }) => !acknowledged.has(id));
  if (open.length === 0) return;
  const reasons = open.map(({ id, code, message }) => message ?? code ?? id).join('; ');
  throw new DeskhandError('forbidden', `pending_safety_checks: not acknowledged: ${reasons}`, {
    hint: 'Ask a person, then send the checks again as acknowledged_safety_checks.',
  });
}
