import type { JsonObject } from '../../base/json.ts';

/** A JSON Schema that stands under `components/schemas`. */
export const schemaRef = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const integer = (description: string): JsonObject => ({ type: 'integer', description });
const number = (description: string): JsonObject => ({ type: 'number', description });
const text = (description: string): JsonObject => ({ type: 'string', description });
const flag = (description: string): JsonObject => ({ type: 'boolean', description });
const list = (items: JsonObject): JsonObject => ({ type: 'array', items });

/** An object of which every property is required but those that `optional` names. */
function record(
  description: string,
  properties: Readonly<Record<string, JsonObject>>,
  optional: readonly string[] = [],
): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', description, properties, required };
}

const NULL: JsonObject = { type: 'null' };

const point = record('A point in pixels of the frame.', {
  x: number('From the left.'),
  y: number('From the top.'),
});

const box = record('A rectangle in pixels of the frame.', {
  x: number('Left edge.'),
  y: number('Top edge.'),
  width: number('Width.'),
  height: number('Height.'),
});

const element = record(
  'An element in view.',
  {
    ref: text('Names it in later actions, such as e12.'),
    role: text('ARIA role.'),
    name: text('Accessible name.'),
    value: text('Current value; never that of a password field.'),
    states: list({ type: 'string' }),
    posts: text('Where a form is sent by POST that a click on this button, or Enter in this field, sends.'),
    submits: { const: true, description: 'A click on it sends that form, whatever its role says.' },
    href: text('Where the link leads that it is or lies in: origin and path, without the query.'),
    downloads: { const: true, description: 'A click on that link saves a file, as far as the link tells.' },
    box: schemaRef('Box'),
  },
  ['value', 'posts', 'submits', 'href', 'downloads'],
);

const page = record(
  'The page that shows.',
  {
    url: text('Its address.'),
    title: text('Its title. Chosen by the page: not to be trusted.'),
    loading: flag('Whether it is still loading.'),
    hung: {
      const: true,
      description:
        'A script of it runs on and on, so that it does not answer. The rest is what was known last.',
    },
    scroll: record('Offsets and their maxima in CSS pixels.', {
      x: number('To the right.'),
      y: number('Down.'),
      max_x: number('Most to the right.'),
      max_y: number('Most down.'),
    }),
  },
  ['hung'],
);

const observation = record('What could be seen at one moment.', {
  frame: {
    description: 'The picture, or null where none could be taken.',
    anyOf: [
      record('An encoded picture.', {
        media_type: { enum: ['image/jpeg', 'image/png'] },
        data: { type: 'string', contentEncoding: 'base64', description: 'Its bytes.' },
      }),
      NULL,
    ],
  },
  width: integer('Width of the frame that coordinates refer to.'),
  height: integer('Height of that frame.'),
  cursor: schemaRef('Point'),
  settled: flag('False when the screen was still changing.'),
  settle_ms: integer('How long it took to settle, in ms.'),
  changed: list(schemaRef('Box')),
  page: { anyOf: [page, NULL] },
  elements: list(schemaRef('Element')),
  elements_omitted: integer('Elements in view that were left out.'),
  windows: list({ type: 'object', description: 'An open window, topmost first.' }),
  dialogs: list({ type: 'object', description: 'An open dialog, which the page waits for.' }),
  downloads: list({ type: 'object', description: 'A download since the start.' }),
});

const reply = record('What an action led to.', {
  ok: { const: true },
  result: { description: 'What the action has to tell; null when that is nothing.' },
  observation: { anyOf: [schemaRef('Observation'), NULL] },
  timings: record('In ms.', {
    act_ms: number('The input itself.'),
    settle_ms: number('Settling.'),
    frame_ms: number('Taking and encoding the observation.'),
  }),
});

const totals = record('Sums over a run.', {
  steps: integer('Model turns.'),
  actions: integer('Actions.'),
  inputTokens: integer('Input tokens, cached ones included.'),
  cachedTokens: integer('Cached input tokens.'),
  outputTokens: integer('Output tokens as billed.'),
  reasoningTokens: integer('Reasoning tokens among them.'),
  costUsd: number('Dollars.'),
  durationMs: number('Milliseconds.'),
});

const run = record(
  'The head of a run.',
  {
    id: text('Its id.'),
    task: text('What was asked for.'),
    model: text('The model that was asked for, or "playbook".'),
    answeredBy: list({ type: 'string' }),
    limits: record('Where it stops.', {
      steps: integer('Model turns.'),
      minutes: number('Minutes.'),
      usd: number('Dollars.'),
    }),
    startedAt: { type: 'string', format: 'date-time' },
    endedAt: { type: 'string', format: 'date-time' },
    state: { enum: ['queued', 'running', 'paused', 'waiting', 'ended'] },
    outcome: { enum: ['done', 'failed', 'limit', 'cancelled', 'needs_user'] },
    result: text('The answer.'),
    error: schemaRef('ErrorDetail'),
    totals: schemaRef('Totals'),
    estimatedUsd: number('For playbooks: what a model would have cost.'),
  },
  ['endedAt', 'outcome', 'result', 'error', 'estimatedUsd'],
);

const health = record('State of the desktop.', {
  status: { enum: ['starting', 'ok', 'degraded', 'stopping'] },
  sandbox: { enum: ['on', 'off', 'unknown'], description: "Chromium's own sandbox." },
  display: text('The X display.'),
  processes: list(
    record('A process.', {
      name: text('Its name.'),
      state: text('Its state.'),
      restarts: integer('How often it was started again.'),
    }),
  ),
});

/** Every shape that answers have, by the name under which the routes refer to it. */
export const WIRE_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  Point: point,
  Box: box,
  Element: element,
  Observation: observation,
  ActionReply: reply,
  Totals: totals,
  Run: run,
  Health: health,
  RunFile: record('A file of a run.', { path: text('Relative to the run.'), size: integer('Bytes.') }),
  Control: record('Who holds the desktop.', {
    holder: { enum: ['agent', 'human'] },
    yours: flag('Whether that is the caller.'),
    last_handover: {
      description: 'The last time that a person held it, what they put in as counts; null when none has.',
      anyOf: [
        record('One time.', {
          seconds: integer('How long.'),
          input: record('What was put in.', {
            clicks: integer('Presses of a mouse button.'),
            scrolls: integer('Notches of the wheel.'),
            characters: integer('Characters typed.'),
            keys: integer('Other keys and shortcuts.'),
            pastes: integer('Texts put on the clipboard.'),
          }),
        }),
        NULL,
      ],
    },
  }),
  StorageState: record(
    "Playwright's storageState, of which only the cookies count.",
    {
      cookies: list(
        record(
          'A cookie.',
          {
            name: text('Its name.'),
            value: text('Its value.'),
            domain: text('Its domain.'),
            path: text('Its path.'),
            expires: number('Seconds since the epoch; -1: ends with the browser.'),
            httpOnly: flag('Not for scripts.'),
            secure: flag('Over HTTPS only.'),
            sameSite: { enum: ['Strict', 'Lax', 'None'] },
          },
          ['path', 'expires', 'httpOnly', 'secure', 'sameSite'],
        ),
      ),
      origins: list({ type: 'object', description: 'Local storage; left out.' }),
    },
    ['origins'],
  ),
  Ticket: record('A one-time ticket for a viewer link, /?ticket=….', {
    ticket: text('Opens the viewer once, within 30 s.'),
    expires_at: { type: 'string', format: 'date-time' },
  }),
};
