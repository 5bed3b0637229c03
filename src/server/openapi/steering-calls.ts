import type { JsonObject } from '../../base/json.ts';
import type { Operation } from './operation.ts';
import { schemaRef } from './schemas.ts';

const ID: JsonObject = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Id of the run.',
  schema: { type: 'string' },
};

const HEAD = { status: 200, description: 'Its head.', content: { 'application/json': schemaRef('Run') } };

/** The calls by which a person steers a run that is under way. */
export const STEERING_CALLS: Readonly<Record<string, Operation>> = {
  'POST /v1/tasks/{id}/pause': {
    id: 'pauseTask',
    tag: 'tasks',
    summary: 'Let a run stop before its next step; its time stands still',
    parameters: [ID],
    answer: HEAD,
    errors: ['not_found', 'busy', 'bad_input'],
  },
  'POST /v1/tasks/{id}/resume': {
    id: 'resumeTask',
    tag: 'tasks',
    summary: 'Let a paused run go on',
    parameters: [ID],
    answer: HEAD,
    errors: ['not_found', 'busy', 'bad_input'],
  },
  'POST /v1/tasks/{id}/confirm': {
    id: 'confirmTask',
    tag: 'tasks',
    summary: 'Allow or refuse the act that a run waits with',
    parameters: [ID],
    body: {
      type: 'object',
      properties: {
        allow: { type: 'boolean' },
        number: {
          type: 'integer',
          description: 'Of the confirmation that is meant; left out, the one that waits.',
        },
      },
      required: ['allow'],
    },
    answer: HEAD,
    errors: ['not_found', 'busy', 'bad_input'],
  },
  'POST /v1/tasks/{id}/answer': {
    id: 'answerTask',
    tag: 'tasks',
    summary: 'Answer the question that a run waits with',
    parameters: [ID],
    body: { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] },
    answer: HEAD,
    errors: ['not_found', 'busy', 'bad_input', 'too_large'],
  },
};
