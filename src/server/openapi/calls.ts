import type { JsonObject } from '../../base/json.ts';
import { DIALECT_CALLS } from './dialect-calls.ts';
import { ACTION_ERRORS } from './operation.ts';
import type { Operation } from './operation.ts';
import { inQuery, json, list, schemaRef } from './schema-words.ts';
import { SESSION_CALLS } from './session-calls.ts';
import { TASK_CALLS } from './task-calls.ts';

const PICTURE: JsonObject = { contentMediaType: 'image/*' };
const OBSERVE = { enum: ['settled', 'now', 'none'], default: 'settled' };

const screen: Readonly<Record<string, Operation>> = {
  'GET /v1/actions': {
    id: 'listActions',
    tag: 'actions',
    summary: 'The table of actions',
    answer: {
      status: 200,
      description: 'Every action.',
      content: json(list(schemaRef('ActionDescription'))),
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

/** What may be asked for beside an action's own parameters. */
export const OBSERVE_PARAMETER: JsonObject = {
  ...OBSERVE,
  description: 'When to look: once the screen has settled, at once, or not at all.',
};

/** Every call under `/v1`, by method and path. */
export const CALLS: Readonly<Record<string, Operation>> = {
  ...screen,
  ...DIALECT_CALLS,
  ...TASK_CALLS,
  ...SESSION_CALLS,
};
