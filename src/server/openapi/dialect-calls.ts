import { DIALECTS } from '../../actions/dialects/registry.ts';
import type { Operation } from './operation.ts';

/** The calls that speak other vendors' computer tools. */
export const DIALECT_CALLS: Readonly<Record<string, Operation>> = {
  'GET /v1/dialects': {
    id: 'listDialects',
    tag: 'actions',
    summary: 'The dialects of other vendors’ computer tools that are understood',
    answer: {
      status: 200,
      description: 'Their names and titles.',
      content: { 'application/json': { type: 'array', items: { type: 'object' } } },
    },
  },
  'POST /v1/dialects/{name}': {
    id: 'performDialect',
    tag: 'actions',
    summary: 'Do what a call of another vendor’s computer tool asks for',
    description:
      'The body is that vendor’s call, the reply has that vendor’s shape. A failure carries, beside `error`, the `answer` that tells the model. The body is 8 MiB at most.',
    parameters: [
      {
        name: 'name',
        in: 'path',
        required: true,
        description: 'The dialect.',
        schema: { enum: DIALECTS.map(({ name }) => name) },
      },
    ],
    body: { type: 'object' },
    answer: { status: 200, description: 'Done.', content: { 'application/json': { type: 'object' } } },
    errors: [
      'bad_input',
      'not_found',
      'human_in_control',
      'forbidden',
      'stale_ref',
      'action_failed',
      'too_large',
      'not_ready',
    ],
    access: 'token',
  },
};
