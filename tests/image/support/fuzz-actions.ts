import * as fc from 'fast-check';
import { createTable } from '../../../src/actions/table.ts';

/** The page that the bodies go to: it takes what is typed and pasted, and opens no menu. */
export const FUZZ_PAGE =
  'data:text/html,<body oncontextmenu="return false"><textarea autofocus style="width:100%;height:90vh">';

/** Keys that are kept down on purpose; they do nothing in the browser by themselves. */
export const HELD_KEYS = ['F8', 'F9', 'shift'];
/** Buttons that are kept down on purpose. */
export const HELD_BUTTONS = ['left', 'middle'] as const;

type Call = fc.Arbitrary<Record<string, unknown>>;
type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

// What takes long by what it is asked for is kept short; the rest is as it comes.
const SPECIAL: Readonly<Record<string, readonly unknown[]>> = {
  ms: [0, 1, 5, -1, 1e9],
  hold_ms: [0, 3, -1, 1e9],
  timeout_ms: [0, 5, -1, 1e9],
  url: [FUZZ_PAGE, `${FUZZ_PAGE}x`, 'nonsense', '', 'file:///etc/passwd'],
  open: ['about:blank', ''],
};
/** Many open tabs would measure the browser, and what holds on purpose comes only where it is let go afterwards. */
const LEFT_OUT = new Set(['tabs', 'launch', 'key_down', 'mouse_down']);
/** Loading pages takes the browser 100 times as long as input takes us, and a paste that nothing takes is waited for. */
const SLOW = new Set(['goto', 'back', 'forward', 'reload', 'paste']);

const anyNumber = fc.oneof(fc.integer({ min: -5, max: 1400 }), fc.double(), fc.constantFrom(0, 1e308, -0));
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('ctrl', 'ctrl+a', 'e1', 'left', 'constructor', '__proto__'),
);
const anyValue = fc.oneof(
  anyNumber,
  anyText,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.object({ maxDepth: 1 }), { maxLength: 3 }),
  fc.object({ maxDepth: 2 }),
);

const actions = createTable()
  .list()
  .filter(({ name }) => !LEFT_OUT.has(name));

/** A call of an action: fields that fit by name, values that may or may not. */
const anyCall: Call = fc
  .oneof(
    { weight: 200, arbitrary: fc.constantFrom(...actions.filter(({ name }) => !SLOW.has(name))) },
    { weight: 1, arbitrary: fc.constantFrom(...actions.filter(({ name }) => SLOW.has(name))) },
  )
  .chain((action) => {
    const fields = Object.keys(action.schema.shape).map((name) => {
      const special = SPECIAL[name];
      const value = special === undefined ? anyValue : fc.constantFrom(...special);
      return [name, fc.option(value, { nil: undefined })] as const;
    });
    return fc.record({ action: fc.constant(action.name), ...Object.fromEntries(fields) });
  });

/** A call whose every field is most likely as it should be. */
function fitting(action: string, needed: Fields, more: Fields = {}): Call {
  const params = fc.record({ ...mostly(needed), ...mostly(more) }, { requiredKeys: Object.keys(needed) });
  return params.map((given) => ({ ...given, action }));
}

function mostly(fields: Fields): Fields {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    fc.oneof({ weight: 40, arbitrary: value }, { weight: 1, arbitrary: anyValue }),
  ]);
  return Object.fromEntries(entries) as Fields;
}

// Below the browser's own bars, whose buttons close it.
const at = { x: fc.integer({ min: 0, max: 1279 }), y: fc.integer({ min: 200, max: 799 }) };
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const key = fc.constantFrom(
  'a',
  'Z',
  'é',
  '漢',
  'Enter',
  'Escape',
  'shift+ArrowLeft',
  'ctrl+a',
  'Delete',
  'plus',
);
const modifiers = fc.subarray(['ctrl', 'shift', 'super']);
const button = fc.constantFrom('left', 'middle', 'right');
const part = { ...at, width: fc.integer({ min: 1, max: 200 }), height: fc.integer({ min: 1, max: 200 }) };

const plain: Call = fc.oneof(
  fitting('click', at, { button, count: fc.integer({ min: 1, max: 3 }), modifiers }),
  fitting('move', at),
  fitting('scroll', { dy: fc.integer({ min: -5, max: 5 }) }, { ...at, dx: fc.constantFrom(0, 1), modifiers }),
  fitting('mouse_up', {}, { button }),
  fitting('type', { text }, { clear: fc.boolean(), submit: fc.boolean() }),
  fitting(
    'key',
    { keys: key },
    { repeat: fc.integer({ min: 1, max: 3 }), hold_ms: fc.integer({ min: 0, max: 3 }) },
  ),
  fitting('key_up', { key: fc.constantFrom(...HELD_KEYS, 'ctrl') }),
  fitting('wait', { ms: fc.integer({ min: 0, max: 3 }) }),
  fitting('clipboard_write', { text }),
  fitting('clipboard_read', {}),
  fitting(
    'screenshot',
    {},
    { region: fc.record(part), scale: fc.constantFrom(0.1, 1), format: fc.constantFrom('jpeg', 'png') },
  ),
  fitting('zoom', part),
  fitting('elements', {}, { limit: fc.integer({ min: 1, max: 9 }) }),
  fitting('find', { text: fc.constantFrom('a', 'nowhere') }),
);
// It waits for the program to begin to carry something, which takes longer than all the others together.
const drag = fitting(
  'drag',
  { path: fc.array(fc.record(at), { minLength: 2, maxLength: 3 }) },
  { modifiers },
);
const few: Call = fc.oneof({ weight: 60, arbitrary: plain }, { weight: 1, arbitrary: drag });

const hold = (name: string): Call =>
  name === 'key'
    ? fitting('key_down', { key: fc.constantFrom(...HELD_KEYS) })
    : fitting('mouse_down', { button: fc.constantFrom(...HELD_BUTTONS) }, at);

/** Keys that a batch holds around its other actions. */
const around = fc.subarray(['shift', 'super', 'F9']);

/** A batch that lets go of what it holds, or is to be stopped before it does. */
const balanced: Call = fc
  .tuple(
    around,
    fc.array(few, { minLength: 1, maxLength: 5 }),
    fc.option(fc.oneof(anyCall, anyValue), { freq: 4 }),
  )
  .map(([keys, inner, odd]) => ({
    action: 'batch',
    actions: [
      ...keys.map((held) => ({ action: 'key_down', key: held })),
      ...inner,
      ...(odd === null ? [] : [odd]),
      ...keys.map((held) => ({ action: 'key_up', key: held })),
    ],
  }));
const stopped: Call = fc
  .tuple(
    fc.array(fc.oneof(hold('key'), hold('button')), { minLength: 1, maxLength: 3 }),
    fc.array(few, { maxLength: 2 }),
  )
  .map(([held, inner]) => ({
    action: 'batch',
    actions: [...held, ...inner, { action: 'click', x: 5000, y: 1 }],
  }));

/** Calls after which nothing is to be down. */
export const tidyCalls: Call = fc.oneof(
  { weight: 46, arbitrary: anyCall },
  { weight: 4, arbitrary: few },
  { weight: 1, arbitrary: balanced },
  { weight: 1, arbitrary: stopped },
);

/** Calls that may keep {@link HELD_KEYS} and {@link HELD_BUTTONS} down. */
export const holdingCalls: Call = fc.oneof(
  { weight: 24, arbitrary: tidyCalls },
  { weight: 1, arbitrary: fc.oneof(hold('key'), hold('button')) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.oneof(few, hold('key'), hold('button')), { minLength: 1, maxLength: 5 })
      .map((all) => ({ action: 'batch', actions: all })),
  },
);
