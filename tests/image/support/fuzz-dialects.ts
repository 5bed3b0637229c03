import * as fc from 'fast-check';
import { FUZZ_PAGE, HELD_KEYS } from './fuzz-actions.ts';

/** A body for a dialect, and the verb that it calls. */
export interface DialectBody {
  readonly dialect: string;
  readonly verb: string;
  readonly body: unknown;
}

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;
type Verbs = Readonly<Record<string, Fields>>;

// As in the calls of actions: below the browser's bars.
const x = fc.integer({ min: 0, max: 1279 });
const y = fc.integer({ min: 200, max: 799 });
const unit = fc.integer({ min: 300, max: 1000 });
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const key = fc.constantFrom('a', 'Enter', 'SHIFT', 'F9', 'Escape', 'nokey');
const keys = fc.array(fc.constantFrom('CTRL', 'SHIFT', 'cmd', 'x'), { maxLength: 2 });
const held = fc.constantFrom(...HELD_KEYS);
const direction = fc.constantFrom('up', 'down', 'left', 'right');
const short = fc.constantFrom(0, 0.001);
const at = { x, y };
const unitAt = { x: unit, y: unit };
const point = fc.tuple(x, y);

const OPENAI: Verbs = {
  click: { ...at, button: fc.constantFrom('left', 'right', 'wheel'), keys },
  double_click: { ...at, keys },
  keypress: { keys: fc.array(key, { minLength: 1, maxLength: 2 }) },
  move: { ...at, keys },
  screenshot: {},
  scroll: { ...at, scroll_x: fc.constant(0), scroll_y: fc.integer({ min: -500, max: 500 }), keys },
  type: { text },
};
const ANTHROPIC: Verbs = {
  screenshot: {},
  cursor_position: {},
  mouse_move: { coordinate: point },
  left_click: { coordinate: point, text: fc.constantFrom('ctrl', 'shift+super') },
  right_click: { coordinate: point },
  middle_click: { coordinate: point },
  double_click: { coordinate: point },
  triple_click: { coordinate: point },
  left_mouse_up: {},
  key: { text: fc.constantFrom('Return', 'a b', 'ctrl+a', 'nokey') },
  hold_key: { text: key, duration: short },
  type: { text },
  scroll: { coordinate: point, scroll_direction: direction, scroll_amount: fc.integer({ min: 0, max: 4 }) },
  wait: { duration: short },
};
const GEMINI: Verbs = {
  take_screenshot: {},
  click: unitAt,
  double_click: unitAt,
  triple_click: unitAt,
  middle_click: unitAt,
  right_click: unitAt,
  move: unitAt,
  mouse_up: unitAt,
  type_text_at: { ...unitAt, text, press_enter: fc.boolean(), clear_before_typing: fc.boolean() },
  type: { text },
  press_key: { key },
  key_up: { key: held },
  hotkey: { keys: fc.array(key, { minLength: 1, maxLength: 2 }) },
  scroll_document: { direction },
  scroll_at: { ...unitAt, direction, magnitude: unit },
  wait: { seconds: short },
};
const UI_TARS: Verbs = {
  click: { start_box: point },
  left_double: { start_box: point },
  right_single: { start_box: point },
  hover: { start_box: point },
  hotkey: { key },
  type: { content: text },
  scroll: { start_box: point, direction },
  release: { key: held },
  finished: { content: text },
  call_user: {},
};

/** Verbs that wait for a program or load a page: they come seldom. */
const SLOW: Readonly<Record<string, Verbs>> = {
  openai: { drag: { path: fc.array(fc.record(at), { minLength: 2, maxLength: 3 }), keys } },
  anthropic: {
    left_click_drag: { start_coordinate: point, coordinate: point },
    zoom: { region: fc.constant([0, 0, 100, 50]) },
  },
  gemini: {
    navigate: { url: fc.constant(FUZZ_PAGE) },
    drag_and_drop: { ...unitAt, destination_x: unit, destination_y: unit },
  },
  'ui-tars': { drag: { start_box: point, end_box: point } },
};
/** Verbs that keep something down on purpose. */
const HOLDING: Readonly<Record<string, Verbs>> = {
  openai: {},
  anthropic: { left_mouse_down: {} },
  gemini: { mouse_down: unitAt, key_down: { key: held } },
  'ui-tars': { press: { key: held } },
};
const PLAIN: Readonly<Record<string, Verbs>> = {
  openai: OPENAI,
  anthropic: ANTHROPIC,
  gemini: GEMINI,
  'ui-tars': UI_TARS,
};

const SHAPES: Readonly<Record<string, (verb: string, args: Record<string, unknown>) => unknown>> = {
  openai: (type, args) => ({ type: 'computer_call', call_id: 'c', action: { type, ...args } }),
  anthropic: (action, args) => ({ type: 'tool_use', id: 't', name: 'computer', input: { action, ...args } }),
  gemini: (name, args) => ({ functionCall: { name, args } }),
  'ui-tars': (name, args) => {
    const written = Object.entries(args).map(([field, value]) => {
      const words = Array.isArray(value) ? `(${value.join(',')})` : String(value);
      return `${field}='${words.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
    });
    return { prediction: `Action: ${name}(${written.join(', ')})` };
  },
};

/** Where no dialect's frame is. */
const OUTSIDE: Readonly<Record<string, unknown>> = {
  x: 5000,
  coordinate: [5000, 1],
  start_box: [5000, 1],
  destination_x: 5000,
  path: [
    { x: 5000, y: 1 },
    { x: 1, y: 1 },
  ],
};

function bodiesOf(kind: Readonly<Record<string, Verbs>>, isOutside = false): fc.Arbitrary<DialectBody> {
  const each = Object.entries(kind).flatMap(([dialect, verbs]) =>
    Object.entries(verbs).flatMap(([verb, fields]) => {
      const places = Object.keys(fields).filter((name) => name in OUTSIDE);
      if (isOutside && places.length === 0) return [];
      const spoilt = isOutside ? Object.fromEntries(places.map((name) => [name, OUTSIDE[name]])) : {};
      const args = fc.record(fields).map((given) => ({ ...given, ...spoilt }));
      return [args.map((given) => ({ dialect, verb, body: SHAPES[dialect]?.(verb, given) }))];
    }),
  );
  return fc.oneof(...each);
}

/** Several actions in one call, as only OpenAI has them: more than a batch takes, too. */
const several = fc
  .array(
    fc.oneof(
      ...Object.entries(OPENAI).map(([type, fields]) => fc.record(fields).map((args) => ({ type, ...args }))),
    ),
    { minLength: 2, maxLength: 30 },
  )
  .map((actions) => ({
    dialect: 'openai',
    verb: 'actions',
    body: { type: 'computer_call', call_id: 'c', actions },
  }));

/** Bodies after which nothing is to be down. */
export const tidyBodies = fc.oneof(
  { weight: 40, arbitrary: bodiesOf(PLAIN) },
  { weight: 4, arbitrary: several },
  { weight: 1, arbitrary: bodiesOf(SLOW) },
);

/** Bodies that may keep keys and the left button down. */
export const holdingBodies = fc.oneof(
  { weight: 5, arbitrary: tidyBodies },
  { weight: 1, arbitrary: bodiesOf(HOLDING) },
);

/** Bodies that say a place outside the frame: they are read, begun and refused. */
export const outsideBodies = fc.oneof(bodiesOf(PLAIN, true), bodiesOf(SLOW, true));

/** Every verb that there are bodies for, as `dialect verb`. */
export const VERBS: readonly string[] = [PLAIN, SLOW, HOLDING].flatMap((kind) =>
  Object.entries(kind).flatMap(([dialect, verbs]) => Object.keys(verbs).map((verb) => `${dialect} ${verb}`)),
);
