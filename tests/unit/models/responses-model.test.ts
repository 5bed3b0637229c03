import { describe, expect, test } from 'vitest';
import { DeskhandError } from '../../../src/base/errors.ts';
import { withTrace } from '../../../src/base/trace.ts';
import type { Message, ModelReply } from '../../../src/models/model.ts';
import type { OpenModelOptions } from '../../../src/models/open.ts';
import type { FakeXai } from '../../fixtures/fake-xai/index.ts';
import { fake, image, model, opening } from './support/fake-model.ts';

const responses = (server: FakeXai, options: Partial<OpenModelOptions> = {}) =>
  model(server, { dialect: 'responses', ...options });

const threeClicks = {
  reasoning: 'Three of them.',
  calls: [
    { name: 'click', args: { x: 1 } },
    { name: 'click', args: { x: 2 } },
    { name: 'click', args: '{}' },
  ],
};

/** The turn after a reply: its answers in order, then one user message with the frame. */
function turnAfter(reply: ModelReply): readonly Message[] {
  return [
    ...opening,
    { role: 'assistant', text: reply.text, calls: reply.calls, opaque: reply.opaque },
    ...reply.calls.map((call, i): Message => ({
      role: 'tool',
      callId: call.id,
      name: call.name,
      text: `r${i}`,
    })),
    { role: 'user', text: 'Now:', images: [image] },
  ];
}

describe('a Responses model', () => {
  test('is asked in the caller’s trace, with a span of its own for each request', async () => {
    const server = await fake();
    const grok = responses(server);
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const caller = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, tracestate: 'vendor=1' };
    await grok.ask();
    await withTrace(caller, () => grok.ask());
    await withTrace(caller, () => grok.ask());
    const sent = server.requests.map(({ headers }) => [headers['traceparent'], headers['tracestate']]);
    const within = [expect.stringMatching(`^00-${trace}-[\\da-f]{16}-01$`) as string, 'vendor=1'];
    expect(sent).toEqual([[undefined, undefined], within, within]);
    expect(new Set(sent.map(([traceparent]) => traceparent)).size).toBe(3);
  });

  test.each([true, false])('with stream %s text, reasoning and the bill are the same', async (stream) => {
    const server = await fake({ brain: () => ({ text: 'The answer is 42, 山田 🙂.', reasoning: 'Hm.' }) });
    const reply = await responses(server, { stream }).ask();
    expect(reply).toMatchObject({
      text: 'The answer is 42, 山田 🙂.',
      reasoning: 'Hm.',
      calls: [],
      model: 'grok-4-1-fast-reasoning',
    });
    const [bill] = server.bills;
    expect(reply.usage).toMatchObject({
      input: bill?.prompt_tokens,
      output: (bill?.total_tokens ?? 0) - (bill?.prompt_tokens ?? 0),
      reasoning: bill?.completion_tokens_details.reasoning_tokens,
      ticks: bill?.cost_in_usd_ticks,
    });
    expect(server.requests[0]?.body['stream']).toBe(stream);
    expect(server.requests[0]?.path).toBe('/v1/responses');
  });

  test('stores nothing at the provider and names one cache key for the whole conversation', async () => {
    const server = await fake();
    const grok = responses(server, { conversation: 'conversation-1' });
    await grok.ask();
    await grok.ask();
    for (const { body } of server.requests) {
      expect(body).toMatchObject({
        store: false,
        include: ['reasoning.encrypted_content'],
        prompt_cache_key: 'conversation-1',
      });
    }
    expect(server.bills[1]?.prompt_tokens_details.cached_tokens).toBe(server.bills[0]?.prompt_tokens);
  });

  test.each([true, false])(
    'with stream %s calls come in order, go back with their sealed reasoning, and answers precede the frame',
    async (stream) => {
      const server = await fake({
        brain: ({ toolResults }) => (toolResults.length > 0 ? { text: toolResults.join('+') } : threeClicks),
      });
      const grok = responses(server, { stream });
      const first = await grok.ask();
      expect(first.calls.map((call) => call.arguments)).toEqual(['{"x":1}', '{"x":2}', '{}']);
      const second = await grok.ask([...turnAfter(first)]);
      expect(second.text).toBe('r0+r1+r2');
      const input = server.requests[1]?.body['input'] as { type?: string; role?: string }[];
      expect(input.map((item) => item.type ?? item.role)).toEqual([
        'system',
        'user',
        'reasoning',
        'function_call',
        'function_call',
        'function_call',
        'function_call_output',
        'function_call_output',
        'function_call_output',
        'user',
      ]);
      expect(server.problems).toEqual([]);
    },
  );

  test('reasoning that does not come back would be refused by the server', async () => {
    const server = await fake({ brain: () => threeClicks });
    const grok = responses(server);
    const first = await grok.ask();
    const { opaque: _, ...forgetful } = first;
    await expect(grok.ask([...turnAfter(forgetful)])).rejects.toMatchObject({
      code: 'model_failed',
      message: expect.stringContaining('encrypted reasoning') as string,
    });
  });

  test('a history whose calls were changed keeps the reasoning and tells the calls as they are now', async () => {
    const server = await fake({
      brain: ({ toolResults }) => (toolResults.length > 0 ? { text: toolResults.join('+') } : threeClicks),
    });
    const grok = responses(server);
    const first = await grok.ask();
    const second = await grok.ask([...turnAfter({ ...first, calls: first.calls.slice(0, 1) })]);
    expect(second.text).toBe('r0');
  });

  test.each([
    ['required', 'required'],
    ['none', 'none'],
    [{ name: 'click' }, { type: 'function', name: 'click' }],
  ] as const)('tool_choice %o is sent as %o', async (toolChoice, sent) => {
    const server = await fake();
    await responses(server).model.reply({
      messages: opening,
      tools: [{ name: 'click', description: 'Clicks.', parameters: { type: 'object', properties: {} } }],
      toolChoice,
      signal: new AbortController().signal,
    });
    expect(server.requests[0]?.body['tool_choice']).toEqual(sent);
  });

  test('what the API has no field for is left out with a warning', async () => {
    const server = await fake();
    const grok = responses(server, {
      id: 'grok-4.3',
      params: { seed: 1, temperature: 0, reasoning_effort: 'low' },
    });
    await grok.ask();
    expect(grok.warnings).toEqual(['The Responses API has no seed; it was left out.']);
    expect(server.requests[0]?.body).toMatchObject({ temperature: 0, reasoning: { effort: 'low' } });
  });

  test('a host that does not stream is understood', async () => {
    const server = await fake({ ignoreStream: true, brain: () => threeClicks });
    const reply = await responses(server).ask();
    expect(reply.calls).toHaveLength(3);
    expect(reply.usage.ticks).toBe(server.bills[0]?.cost_in_usd_ticks);
  });

  test.each(['cut', 'reset', 'stream_error', 'ok_with_error', 'gateway'] as const)(
    '%s passes: the request is made again',
    async (fault) => {
      const server = await fake({ faults: [fault], brain: () => ({ text: 'hello, hello, hello' }) });
      const grok = responses(server);
      expect((await grok.ask()).text).toBe('hello, hello, hello');
      expect(server.requests).toHaveLength(2);
    },
  );

  test('a stream that falls silent half-way is given up and asked for again', async () => {
    const server = await fake({ faults: ['hang_midway'], brain: () => ({ text: 'hello, hello, hello' }) });
    const grok = responses(server, { idleMs: 150 });
    expect((await grok.ask()).text).toBe('hello, hello, hello');
    expect(grok.reasons[0]).toContain('no answer');
  });

  test('slow bytes are no silence', async () => {
    const server = await fake({ slowMs: 15, brain: () => ({ text: 'hello' }) });
    expect((await responses(server, { idleMs: 2000 }).ask()).text).toBe('hello');
    expect(server.requests).toHaveLength(1);
  });

  test('cancelling in mid-stream ends with the reason given', async () => {
    const server = await fake({ slowMs: 20 });
    const stop = new AbortController();
    const asked = responses(server).ask(opening, stop.signal);
    setTimeout(() => stop.abort(new DeskhandError('cancelled', 'Enough.')), 60);
    await expect(asked).rejects.toMatchObject({ code: 'cancelled', message: 'Enough.' });
  });
});
