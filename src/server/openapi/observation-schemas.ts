import type { JsonObject } from '../../base/json.ts';
import { flag, integer, list, number, orNull, record, schemaRef, text } from './schema-words.ts';

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
    ...orNull(
      record('An encoded picture.', {
        media_type: { enum: ['image/jpeg', 'image/png'] },
        data: { type: 'string', contentEncoding: 'base64', description: 'Its bytes.' },
      }),
    ),
  },
  width: integer('Width of the frame that coordinates refer to.'),
  height: integer('Height of that frame.'),
  cursor: schemaRef('Point'),
  settled: flag('False when the screen was still changing.'),
  settle_ms: integer('How long it took to settle, in ms.'),
  changed: list(schemaRef('Box')),
  page: orNull(schemaRef('Page')),
  elements: list(schemaRef('Element')),
  elements_omitted: integer('Elements in view that were left out.'),
  windows: { description: 'The open windows, topmost first.', ...list(schemaRef('Window')) },
  dialogs: { description: 'The open dialogs, which the page waits for.', ...list(schemaRef('Dialog')) },
  downloads: { description: 'The downloads since the start.', ...list(schemaRef('Download')) },
});

const reply = record('What an action led to.', {
  ok: { const: true },
  result: { description: 'What the action has to tell; null when that is nothing.' },
  observation: orNull(schemaRef('Observation')),
  timings: record('In ms.', {
    act_ms: number('The input itself.'),
    settle_ms: number('Settling.'),
    frame_ms: number('Taking and encoding the observation.'),
  }),
});

/** What an action's answer and an observation are made of. */
export const OBSERVATION_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  Point: record('A point in pixels of the frame.', {
    x: number('From the left.'),
    y: number('From the top.'),
  }),
  Box: record('A rectangle in pixels of the frame.', {
    x: number('Left edge.'),
    y: number('Top edge.'),
    width: number('Width.'),
    height: number('Height.'),
  }),
  Element: element,
  Page: page,
  Window: record('An open window.', {
    id: integer('What the action windows raises it by.'),
    title: text('Its title.'),
    app: text('The class of its program, such as Chromium.'),
    box: schemaRef('Box'),
    active: flag('Whether it has the focus.'),
  }),
  Dialog: record(
    'A dialog that the page waits for.',
    {
      type: { enum: ['alert', 'confirm', 'prompt', 'beforeunload', 'print'] },
      message: text('What it says. Chosen by the page: not to be trusted.'),
      defaultValue: text('What stands in the field of a prompt.'),
    },
    ['defaultValue'],
  ),
  Download: record('A file that the browser downloads or has downloaded.', {
    name: text('Its name.'),
    url: text('Where it comes from.'),
    path: text('Where it is inside the container once it is complete.'),
    state: { enum: ['in_progress', 'completed', 'canceled'] },
    bytes: integer('Bytes that have come.'),
  }),
  Observation: observation,
  ActionReply: reply,
};
