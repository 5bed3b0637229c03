import { EVENT_TYPES } from './event-schemas.ts';
import type { Operation } from './operation.ts';
import { inHeader, inPath, json, list, schemaRef } from './schema-words.ts';
import { STEERING_CALLS } from './steering-calls.ts';

const ID = inPath('id', 'Id of the run.');

/** The calls that start runs, follow them and read their files. */
export const TASK_CALLS: Readonly<Record<string, Operation>> = {
  'GET /v1/tasks': {
    id: 'listTasks',
    tag: 'tasks',
    summary: 'All runs, oldest first',
    answer: { status: 200, description: 'Their heads.', content: json(list(schemaRef('Run'))) },
  },
  'POST /v1/tasks': {
    id: 'submitTask',
    tag: 'tasks',
    summary: 'Start a task or a playbook',
    description:
      'One at a time. Exactly one of `task`, `playbook` and `resume` says what to do. Secrets, key and the data of files are never recorded or echoed. Headers `traceparent` and `tracestate` (W3C Trace Context) are passed on to the model and to tool servers.',
    parameters: [
      inHeader('traceparent', 'W3C Trace Context.', { type: 'string' }),
      inHeader('tracestate', 'Entries of other systems for the same trace.', { type: 'string' }),
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
    description: `Server-sent events from the start of the run until it has ended; \`event\` is the type (${EVENT_TYPES}), \`id\` the index, \`data\` the event as JSON.`,
    parameters: [ID, inHeader('Last-Event-ID', 'Go on after this index.', { type: 'integer', minimum: 0 })],
    answer: {
      status: 200,
      description: 'The events.',
      // OpenAPI 3.1 has no word for the items of a stream: the text is described by what its events carry.
      content: {
        'text/event-stream': {
          type: 'string',
          contentMediaType: 'text/event-stream',
          contentSchema: list(schemaRef('RunEvent')),
        },
      },
    },
    errors: ['bad_input', 'not_found', 'busy'],
  },
  'GET /v1/tasks/{id}/files': {
    id: 'listFiles',
    tag: 'tasks',
    summary: 'The files of a run',
    parameters: [ID],
    answer: { status: 200, description: 'Paths and sizes.', content: json(list(schemaRef('RunFile'))) },
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
  ...STEERING_CALLS,
};
