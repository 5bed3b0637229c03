import type { Operation } from './operation.ts';
import { flag, inPath, integer, json, record, schemaRef } from './schema-words.ts';

const ID = inPath('id', 'Id of the run.');
const HEAD = { status: 200, description: 'Its head.', content: json(schemaRef('Run')) };

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
    body: record(
      'What a person decided.',
      {
        allow: flag('Whether it may be done.'),
        number: integer('Of the confirmation that is meant; left out, the one that waits.'),
      },
      ['number'],
    ),
    answer: HEAD,
    errors: ['not_found', 'busy', 'bad_input', 'too_large'],
  },
  'POST /v1/tasks/{id}/answer': {
    id: 'answerTask',
    tag: 'tasks',
    summary: 'Answer the question that a run waits with',
    parameters: [ID],
    body: record('What a person says.', {
      answer: { type: 'string', minLength: 1, maxLength: 10_000, description: 'The answer.' },
    }),
    answer: HEAD,
    errors: ['not_found', 'busy', 'bad_input', 'too_large'],
  },
};
