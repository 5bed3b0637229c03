import { describe, expect, test } from 'vitest';
import { compileAnswerSchema, wireSchema } from '../../../src/models/answer-schema.ts';
import { askForAnswer } from '../../../src/models/ask-for-answer.ts';
import { fake, model } from './support/fake-model.ts';

const schema = {
  type: 'object',
  properties: { price: { type: 'number' }, tags: { type: 'array', items: { type: 'string' }, maxItems: 3 } },
  required: ['price'],
  additionalProperties: false,
};
const answer = { name: 'offer', schema };
const messages = [{ role: 'user', text: 'What does it cost?' }] as const;
const request = () => ({ messages, tools: [], answer, signal: new AbortController().signal });

describe('checking an answer', () => {
  const check = compileAnswerSchema(schema);

  test.each([
    ['{"price": 3}', { value: { price: 3 } }],
    ['```json\n{"price": 3, "tags": ["a"]}\n```', { value: { price: 3, tags: ['a'] } }],
  ])('%j fits', (text, found) => {
    expect(check(text)).toEqual(found);
  });

  test.each([
    ['It costs 3.', /not JSON/],
    ['{"price": "3"}', /price/],
    ['{"price": 3, "currency": "EUR"}', /currency/],
    ['{"price": 3, "tags": ["a", "b", "c", "d"]}', /tags/],
    ['[]', /does not fit/],
  ])('%j does not, and the sentence says why', (text, problem) => {
    expect(check(text)).toEqual({ problem: expect.stringMatching(problem) as string });
  });

  test('a schema that is none is refused before anything is sent', () => {
    expect(() => compileAnswerSchema({ type: 'nonsense' })).toThrow(
      expect.objectContaining({ code: 'bad_input' }),
    );
  });
});

test('what xAI refuses in a schema is not sent, and objects are closed', () => {
  const wire = wireSchema({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      pair: { type: 'array', items: [{ type: 'string' }, { type: 'number' }] },
      many: { type: 'array', items: { type: 'object', properties: {} }, maxItems: 1000, minItems: 2 },
      code: { type: 'string', pattern: '(?=a)b', maxLength: 5000 },
      enum: { enum: [] },
      word: { enum: ['items'], pattern: '^a$' },
    },
  });
  expect(wire).toEqual({
    type: 'object',
    properties: {
      pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
      many: {
        type: 'array',
        items: { type: 'object', properties: {}, additionalProperties: false },
        minItems: 2,
      },
      code: { type: 'string' },
      enum: {},
      word: { enum: ['items'], pattern: '^a$' },
    },
    additionalProperties: false,
  });
});

describe.each(['chat', 'responses'] as const)('asking for a formed answer over %s', (dialect) => {
  test('the form is asked for and the value comes back', async () => {
    const server = await fake({
      brain: ({ answerSchema }) => ({ text: answerSchema === undefined ? '?' : '{"price":7}' }),
    });
    const { value, replies } = await askForAnswer(model(server, { dialect }).model, request());
    expect(value).toEqual({ price: 7 });
    expect(replies[0]?.parsed).toEqual({ price: 7 });
  });

  test('a server that promises and does not keep is told once, and every reply is seen', async () => {
    const server = await fake({
      brain: ({ messages: said }) => ({ text: said.length === 1 ? '{"price":"seven"}' : '{"price":7}' }),
    });
    let paid = 0;
    const found = await askForAnswer(model(server, { dialect }).model, request(), (reply) => {
      paid += reply.costUsd;
    });
    expect(found.value).toEqual({ price: 7 });
    expect(found.replies[0]?.parsed).toBeUndefined();
    const billed = server.bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0);
    expect(Math.round(paid * 1e10)).toBe(billed);
    expect(JSON.stringify(server.requests[1]?.body)).toContain('price');
  });

  test('twice is a failure that says what does not fit', async () => {
    const server = await fake({ brain: () => ({ text: '{}' }) });
    await expect(askForAnswer(model(server, { dialect }).model, request())).rejects.toMatchObject({
      code: 'model_failed',
      message: expect.stringContaining('price') as string,
    });
    expect(server.requests).toHaveLength(2);
  });
});
