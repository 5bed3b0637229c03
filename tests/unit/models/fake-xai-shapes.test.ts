import { describe, expect, test } from 'vitest';
import shapes from '../../fixtures/fake-xai/shapes.json' with { type: 'json' };
import { shapeOf, streamShape } from '../../fixtures/fake-xai/shape.ts';
import type { Shape } from '../../fixtures/fake-xai/shape.ts';
import { findFakeModel } from '../../fixtures/fake-xai/catalogue.ts';
import { fake, image } from './support/fake-model.ts';

// shapes.json holds the structure of recorded exchanges with api.x.ai (paths and types, no content): chat and Responses plain
// and streamed, and the answer to a wrong key. The server must not differ in a path or a type.
const picture = `data:image/jpeg;base64,${image.data.toString('base64')}`;
const parameters = { type: 'object', properties: {} };
const call = { name: 'click', args: {} };

async function ask(stream: boolean, dialect: 'chat' | 'responses', decision: object): Promise<Response> {
  const server = await fake({ brain: () => ({ reasoning: 'Hm, hm, hm, hm.', ...decision }) });
  const tool = { name: 'click', description: 'Clicks.', parameters };
  const chat = {
    messages: [
      { role: 'system', content: 'Pictures are 320x200 pixels.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Task' },
          { type: 'image_url', image_url: { url: picture } },
        ],
      },
    ],
    tools: [{ type: 'function', function: tool }],
    stream_options: { include_usage: true },
  };
  const responses = {
    input: [
      { role: 'system', content: 'Pictures are 320x200 pixels.' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Task' },
          { type: 'input_image', image_url: picture },
        ],
      },
    ],
    tools: [{ type: 'function', ...tool }],
    store: false,
    include: ['reasoning.encrypted_content'],
  };
  return fetch(`${server.url}/${dialect === 'chat' ? 'chat/completions' : 'responses'}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}` },
    body: JSON.stringify({ model: 'grok-4.3', stream, ...(dialect === 'chat' ? chat : responses) }),
  });
}

/** What the recordings show, without the client's own schema that the provider echoes. */
const withoutEcho = (shape: Shape): Shape =>
  Object.fromEntries(Object.entries(shape).filter(([path]) => !/tools\[\]\.?/.test(path)));

describe('the fake server answers in the recorded shape', () => {
  test('chat, plain', async () => {
    const bodies = [await ask(false, 'chat', { calls: [call] }), await ask(false, 'chat', { text: 'Yes.' })];
    expect(shapeOf(...(await Promise.all(bodies.map((each) => each.json()))))).toEqual(shapes.chat);
  });

  test('Responses, plain', async () => {
    const bodies = [
      await ask(false, 'responses', { calls: [call] }),
      await ask(false, 'responses', { text: 'Yes.' }),
    ];
    const seen = shapeOf(...(await Promise.all(bodies.map((each) => each.json()))));
    expect(withoutEcho(seen)).toEqual(withoutEcho(shapes.responses));
  });

  test('chat, streamed', async () => {
    const texts = [await ask(true, 'chat', { calls: [call] }), await ask(true, 'chat', { text: 'Yes.' })];
    const text = (await Promise.all(texts.map((each) => each.text()))).join('\n');
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
    // The recorded model does not reason; grok-4.3's chunks have this one field more.
    const { 'choices[].delta.reasoning_content': reasoning, ...chunk } =
      streamShape(text).shapes['chunk'] ?? {};
    expect(reasoning).toBe('string');
    expect(chunk).toEqual(shapes.chatStream.chunk);
  });

  test('Responses, streamed: the same events in the same order', async () => {
    const text = await (await ask(true, 'responses', { text: 'Yes, yes, yes, yes.' })).text();
    const seen = streamShape(text);
    expect(seen.order).toEqual(shapes.responsesStream.order);
    for (const [type, shape] of Object.entries(shapes.responsesStream.shapes))
      expect(withoutEcho(seen.shapes[type] ?? {}), type).toEqual(withoutEcho(shape));
    expect(text).not.toContain('[DONE]');
  });

  test('a wrong key, and which headers come when', async () => {
    const server = await fake();
    const url = `${server.url}/chat/completions`;
    const refused = await fetch(url, { method: 'POST', body: '{}', headers: { authorization: 'Bearer no' } });
    expect(refused.status).toBe(400);
    expect(shapeOf(await refused.json())).toEqual(shapes.error);
    const good = await ask(false, 'chat', { text: 'Yes.' });
    const headers = (response: Response): readonly string[] =>
      [...response.headers.keys()].filter((name) => name.startsWith('x-')).toSorted();
    expect(headers(good)).toEqual(shapes.headers.good);
    expect(headers(refused)).toEqual(shapes.headers.error);
  });
});

test.each(['grok-4-1-fast', 'grok-4.3-latest', 'grok-latest', 'grok-4.20-non-reasoning'])(
  '%s is known to it, and redirects tell the model that answers',
  (id) => {
    expect(findFakeModel(id)).toBeDefined();
  },
);
