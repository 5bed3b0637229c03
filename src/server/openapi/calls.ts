import type { ErrorCode } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { DIALECT_CALLS } from './dialect-calls.ts';
import type { Operation } from './operation.ts';
import { schemaRef } from './schemas.ts';
import { STEERING_CALLS } from './steering-calls.ts';

const json = (schema: JsonObject) => ({ 'application/json': schema });
const listOf = (name: string): JsonObject => ({ type: 'array', items: schemaRef(name) });
const inQuery = (name: string, description: string, schema: JsonObject): JsonObject => ({
  name,
  in: 'query',
  description,
  schema,
});
const inPath = (name: string, description: string): JsonObject => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});
const ID = inPath('id', 'Id of the run.');
const PICTURE: JsonObject = { contentMediaType: 'image/*' };

/** What any action may fail with; what its parameters may be stands in its own schema. */
const ACTION_ERRORS: readonly ErrorCode[] = [
  'bad_input', 'not_found', 'human_in_control', 'busy', 'stale_ref', 'too_large', 'action_failed', 'cancelled', 'not_ready', 'timeout',
]; // prettier-ignore

const OBSERVE = { enum: ['settled', 'now', 'none'], default: 'settled' };

const screen: Readonly<Record<string, Operation>> = {
  'GET /v1/actions': {
    id: 'listActions',
    tag: 'actions',
    summary: 'The table of actions',
    answer: {
      status: 200,
      description: 'Every action.',
      content: json({ type: 'array', items: { type: 'object' } }),
    },
  },
  'POST /v1/actions': {
    id: 'performAction',
    tag: 'actions',
    summary: 'Do one action, and look',
    description:
      'The reply carries the observation taken once the screen has settled (`observe`: `settled`, the default), at once (`now`), or none (`none`). The body is 8 MiB at most.',
    body: schemaRef('ActionCall'),
    answer: { status: 200, description: 'Done.', content: json(schemaRef('ActionReply')) },
    errors: ACTION_ERRORS,
    access: 'token',
  },
  'GET /v1/screenshot': {
    id: 'screenshot',
    tag: 'screen',
    summary: 'A picture',
    parameters: [
      inQuery('format', 'Format.', { enum: ['jpeg', 'png'], default: 'jpeg' }),
      inQuery('quality', 'Of a JPEG.', { type: 'integer', minimum: 1, maximum: 100 }),
      inQuery('scale', "Size as a part of the region's.", { type: 'number', minimum: 0.05, maximum: 1 }),
      inQuery('region', 'x,y,width,height in display pixels.', {
        type: 'string',
        pattern: String.raw`^\d+,\d+,[1-9]\d*,[1-9]\d*$`,
      }),
      inQuery('observe', 'At once, or once the screen has settled.', {
        enum: ['settled', 'now'],
        default: 'now',
      }),
    ],
    answer: {
      status: 200,
      description: 'The picture.',
      content: { 'image/jpeg': PICTURE, 'image/png': PICTURE },
      headers: {
        'x-settled': { description: 'Whether the screen had settled.', schema: { type: 'boolean' } },
        'x-size': { description: 'Width x height of the picture.', schema: { type: 'string' } },
      },
    },
    errors: ['bad_input', 'not_ready'],
  },
  'GET /v1/observation': {
    id: 'observe',
    tag: 'screen',
    summary: 'What can be seen',
    parameters: [
      inQuery('observe', 'Once settled, or at once.', { enum: ['settled', 'now'], default: 'settled' }),
    ],
    answer: { status: 200, description: 'The observation.', content: json(schemaRef('Observation')) },
    errors: ['bad_input', 'not_ready'],
  },
};

const tasks: Readonly<Record<string, Operation>> = {
  'GET /v1/tasks': {
    id: 'listTasks',
    tag: 'tasks',
    summary: 'All runs, oldest first',
    answer: { status: 200, description: 'Their heads.', content: json(listOf('Run')) },
  },
  'POST /v1/tasks': {
    id: 'submitTask',
    tag: 'tasks',
    summary: 'Start a task or a playbook',
    description:
      'One at a time. Secrets, key and the data of files are never recorded or echoed. Headers `traceparent` and `tracestate` (W3C Trace Context) are passed on to the model and to tool servers.',
    parameters: [
      { name: 'traceparent', in: 'header', description: 'W3C Trace Context.', schema: { type: 'string' } },
      {
        name: 'tracestate',
        in: 'header',
        description: 'Entries of other systems for the same trace.',
        schema: { type: 'string' },
      },
    ],
    body: schemaRef('TaskSpec'),
    answer: { status: 202, description: 'It runs.', content: json(schemaRef('Run')) },
    errors: ['bad_input', 'not_found', 'busy', 'too_large', 'no_key', 'not_ready'],
    access: 'token',
  },
  'GET /v1/tasks/{id}': {
    id: 'getTask',
    tag: 'tasks',
    summary: 'State and totals of a run',
    parameters: [ID],
    answer: { status: 200, description: 'Its head.', content: json(schemaRef('Run')) },
    errors: ['not_found'],
  },
  'POST /v1/tasks/{id}/cancel': {
    id: 'cancelTask',
    tag: 'tasks',
    summary: 'Cancel a run',
    parameters: [ID],
    answer: { status: 200, description: 'Its final head.', content: json(schemaRef('Run')) },
    errors: ['not_found', 'busy'],
  },
  'GET /v1/tasks/{id}/events': {
    id: 'followTask',
    tag: 'tasks',
    summary: 'Follow a run',
    description:
      'Server-sent events from the start of the run until it has ended; `event` is the type (`started`, `progress`, `step`, `ended`), `id` the index.',
    parameters: [
      ID,
      {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'Go on after this index.',
        schema: { type: 'integer', minimum: 0 },
      },
    ],
    answer: { status: 200, description: 'The events.', content: { 'text/event-stream': { type: 'string' } } },
    errors: ['bad_input', 'not_found', 'busy'],
  },
  'GET /v1/tasks/{id}/files': {
    id: 'listFiles',
    tag: 'tasks',
    summary: 'The files of a run',
    parameters: [ID],
    answer: { status: 200, description: 'Paths and sizes.', content: json(listOf('RunFile')) },
    errors: ['not_found'],
  },
  'GET /v1/tasks/{id}/files/{path}': {
    id: 'readFile',
    tag: 'tasks',
    summary: 'One file of a run',
    parameters: [ID, inPath('path', 'Path of the file; slashes stay as they are.')],
    answer: { status: 200, description: 'Its bytes.', content: { 'application/octet-stream': {} } },
    errors: ['not_found'],
  },
};

const session: Readonly<Record<string, Operation>> = {
  'POST /v1/tickets': {
    id: 'createTicket',
    tag: 'session',
    summary: 'A one-time ticket for a viewer link',
    answer: { status: 201, description: 'The ticket.', content: json(schemaRef('Ticket')) },
    access: 'token',
  },
  'POST /v1/session': {
    id: 'createSession',
    tag: 'session',
    summary: 'A session cookie for the token',
    answer: {
      status: 201,
      description: 'The cookie is set.',
      content: json({ type: 'object', properties: { ok: { const: true } } }),
    },
    access: 'token',
  },
  'GET /v1/session': {
    id: 'getSession',
    tag: 'session',
    summary: 'Who the caller is',
    answer: {
      status: 200,
      description: 'The kind.',
      content: json({ type: 'object', properties: { kind: { enum: ['token', 'session'] } } }),
    },
  },
  'GET /v1/cookies': {
    id: 'getCookies',
    tag: 'control',
    summary:
      "The browser's cookies as Playwright's storageState; off unless the desktop was started with them",
    answer: { status: 200, description: 'The cookies.', content: json(schemaRef('StorageState')) },
    errors: ['not_ready'],
    access: 'token',
  },
  'PUT /v1/cookies': {
    id: 'addCookies',
    tag: 'control',
    summary: 'Add cookies to the browser; off unless the desktop was started with it',
    body: schemaRef('StorageState'),
    answer: { status: 200, description: 'How many were set.', content: json({ type: 'object' }) },
    errors: ['bad_input', 'too_large', 'action_failed', 'not_ready'],
    access: 'token',
  },
  'GET /v1/control': {
    id: 'getControl',
    tag: 'session',
    summary: 'Who holds the desktop',
    answer: { status: 200, description: 'The holder.', content: json(schemaRef('Control')) },
  },
  'POST /v1/control': {
    id: 'setControl',
    tag: 'session',
    summary: 'Take the desktop over or give it back',
    body: { type: 'object', properties: { holder: { enum: ['agent', 'human'] } }, required: ['holder'] },
    answer: { status: 200, description: 'The holder.', content: json(schemaRef('Control')) },
    errors: ['bad_input'],
  },
};

/** What may be asked for beside an action's own parameters. */
export const OBSERVE_PARAMETER: JsonObject = {
  ...OBSERVE,
  description: 'When to look: once the screen has settled, at once, or not at all.',
};

/** Every call under `/v1`, by method and path. */
export const CALLS: Readonly<Record<string, Operation>> = {
  ...screen,
  ...DIALECT_CALLS,
  ...tasks,
  ...STEERING_CALLS,
  ...session,
};
