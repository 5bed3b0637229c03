import type { JsonObject } from '../../base/json.ts';
import { flag, foreign, integer, list, moment, number, record, schemaRef, text } from './schema-words.ts';

const limits = record('Where it stops.', {
  steps: integer('Model turns.'),
  minutes: number('Minutes.'),
  usd: number('Dollars.'),
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

/** What both a confirmation that waits and one that was answered say. */
const asked = {
  risk: text(
    'What makes it risky: pay, delete, send, submit, download, upload, leave, program; unknown where every act is asked about.',
  ),
  what: text('The act in words; what a page has put into them stands in quotes.'),
  seconds: number('So long somebody may think about it; then it counts as refused.'),
};

const run = record(
  'The head of a run.',
  {
    id: text('Its id.'),
    task: text('What was asked for.'),
    model: text('The model that was asked for, or "playbook".'),
    answeredBy: { description: 'The models that answered.', ...list({ type: 'string' }) },
    limits,
    startedAt: moment('When it began.'),
    endedAt: moment('When it ended.'),
    state: {
      enum: ['queued', 'running', 'paused', 'waiting', 'ended'],
      description: 'waiting: for a person who holds the desktop, is to answer or to allow something.',
    },
    question: text('What the model asks, while it waits for the answer.'),
    confirmation: schemaRef('OpenConfirmation'),
    resumedFrom: text('The run whose record this one goes on from.'),
    outcome: { enum: ['done', 'failed', 'limit', 'cancelled', 'needs_user'] },
    result: text('The answer; JSON where the task has an output schema.'),
    error: schemaRef('ErrorDetail'),
    totals: schemaRef('Totals'),
    estimatedUsd: number('For playbooks: what a model would have cost.'),
  },
  ['endedAt', 'question', 'confirmation', 'resumedFrom', 'outcome', 'result', 'error', 'estimatedUsd'],
);

const place = {
  point: { description: 'Where the pointer acted, in the frame before it.', ...schemaRef('Point') },
  target: record('The element that was there.', { role: text('ARIA role.'), name: text('Accessible name.') }),
};
const params = foreign('Its parameters, secrets as {{secret:NAME}}.');

const stepAction = record(
  'One action of a step and what came of it.',
  {
    name: text('The action.'),
    params,
    ok: flag('Whether it was done.'),
    result: { description: 'What it had to tell.' },
    error: schemaRef('ErrorDetail'),
    ...place,
    external: { const: true, description: 'A tool of an MCP server, and no action on the desktop.' },
    end: { description: 'Of a drag: where it ended.', ...schemaRef('Place') },
    parts: {
      description: 'Of a batch: its actions in order.',
      ...list(
        record(
          'An action of a batch.',
          { name: text('The action.'), params, ...place, end: schemaRef('Place') },
          ['point', 'target', 'end'],
        ),
      ),
    },
    timings: record('In ms.', {
      actMs: number('The input itself.'),
      settleMs: number('Settling.'),
      frameMs: number('Taking and encoding the observation.'),
    }),
    settled: flag('Whether the screen had settled.'),
    confirmed: record('What a person was asked before it, and what came of that.', {
      ...asked,
      answer: { enum: ['allowed', 'refused', 'timeout'] },
    }),
  },
  ['result', 'error', 'point', 'target', 'external', 'end', 'parts', 'settled', 'confirmed'],
);

const step = record(
  "A model's turn and the actions that it led to.",
  {
    number: integer('1 for the first.'),
    at: moment('When it was done.'),
    thought: text('What the model said or thought, shortened to 4000 characters.'),
    actions: list(schemaRef('StepAction')),
    frameSize: record("Size of the frames that its places refer to, where it is not the display's.", {
      width: integer('Width.'),
      height: integer('Height.'),
    }),
    frame: text('Frame file after it, relative to the run folder.'),
    page: record('The page after it.', { url: text('Its address.'), title: text('Its title.') }),
    model: text('The model that answered.'),
    usage: record('Tokens.', {
      input: integer('Input, cached ones included.'),
      cached: integer('Cached input.'),
      output: integer('Output as billed.'),
      reasoning: integer('Reasoning among them.'),
    }),
    costUsd: number('Dollars.'),
    modelMs: number('How long the model took, in ms.'),
    firstMs: number("Until the model's first content, in ms."),
    meanwhile: text('What a person did on the desktop since the step before, in words.'),
  },
  ['frameSize', 'frame', 'page', 'firstMs', 'meanwhile'],
);

/** Runs, and what they are made of. */
export const RUN_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  Totals: totals,
  OpenConfirmation: record('An act that waits until a person has allowed or refused it.', {
    ...asked,
    number: integer('Which one: what POST /v1/tasks/{id}/confirm takes. 1 for the first of a run.'),
  }),
  Run: run,
  Place: record('A place of the frame before an action.', place, ['point', 'target']),
  StepAction: stepAction,
  Step: step,
  RunFile: record('A file of a run.', { path: text('Relative to the run.'), size: integer('Bytes.') }),
};
