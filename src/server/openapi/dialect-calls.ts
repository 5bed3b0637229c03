import { DIALECTS } from '../../actions/dialects/registry.ts';
import { ACTION_ERRORS } from './operation.ts';
import type { Operation } from './operation.ts';
import { foreign, inPath, json, list, schemaRef } from './schema-words.ts';

/** The calls that speak other vendors' computer tools. */
export const DIALECT_CALLS: Readonly<Record<string, Operation>> = {
  'GET /v1/dialects': {
    id: 'listDialects',
    tag: 'actions',
    summary: 'The dialects of other vendors’ computer tools that are understood',
    answer: {
      status: 200,
      description: 'Their names and titles.',
      content: json(list(schemaRef('Dialect'))),
    },
  },
  'POST /v1/dialects/{name}': {
    id: 'performDialect',
    tag: 'actions',
    summary: 'Do what a call of another vendor’s computer tool asks for',
    description:
      'The body is that vendor’s call, the reply has that vendor’s shape. A failure carries, beside `error`, the `answer` that tells the model. The body is 8 MiB at most.',
    parameters: [inPath('name', 'The dialect.', { enum: DIALECTS.map(({ name }) => name) })],
    body: foreign('The call, in the shape of the vendor.'),
    answer: {
      status: 200,
      description: 'Done.',
      content: json(foreign('The answer, in the shape of the vendor.')),
    },
    errors: ACTION_ERRORS,
    failure: schemaRef('DialectError'),
    access: 'token',
  },
};
