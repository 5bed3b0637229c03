import { expect, test } from 'vitest';
import { createTable } from '../../../src/actions/table.ts';
import { leanTools } from '../../../src/models/lean-schema.ts';

test('a schema keeps what a model reads and loses what only a validator needs', () => {
  const parameters = {
    type: 'object',
    properties: {
      pattern: { type: 'string', maxLength: 9, pattern: '^a', description: 'A pattern.' },
      path: {
        type: 'array',
        maxItems: 500,
        minItems: 2,
        items: { type: 'object', properties: { x: { type: 'number' } } },
      },
      n: { type: 'integer', minimum: -9_007_199_254_740_991, maximum: 3 },
    },
    required: ['pattern'],
    additionalProperties: false,
  };
  expect(leanTools([{ name: 'a', description: 'b', parameters }])[0]?.parameters).toEqual({
    type: 'object',
    properties: {
      pattern: { type: 'string', description: 'A pattern.' },
      path: { type: 'array', minItems: 2, items: { type: 'object', properties: { x: { type: 'number' } } } },
      n: { type: 'integer', maximum: 3 },
    },
    required: ['pattern'],
    additionalProperties: false,
  });
});

test('every action of the table fits the bounds that xAI documents', () => {
  const text = JSON.stringify(leanTools(createTable().toolSpecs()));
  expect(text).not.toMatch(/"(?:maxItems|maxLength|pattern|format)":\d|"items":\[|9007199254740991/);
  expect(text.length).toBeLessThan(JSON.stringify(createTable().toolSpecs()).length);
});
