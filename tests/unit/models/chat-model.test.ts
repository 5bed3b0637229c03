import { describe, expect, test, vi } from 'vitest';
import { DeskhandError } from '../../../src/base/errors.ts';
import { withTrace } from '../../../src/base/trace.ts';
import type { Message } from '../../../src/models/model.ts';
import { fake, image, model, opening } from './support/fake-model.ts';

describe('a Chat Completions model', () => {
  test('streams text and is billed to the tick by what the server says', async () => {
    const server = await fake({ brain: () => ({ text: 'The answer is 42, 山田 🙂.', reasoning: 'Hm.' }) });
    const reply = await model(server).ask();
    expect(reply).toMatchObject({
      text: 'The answer is 42, 山田 🙂.',
      reasoning: 'Hm.',
      calls: [],
      model: 'grok-4-1-fast-reasoning',
    });
    expect(reply.usage.output).toBe(
      (server.bills[0]?.total_tokens ?? 0) - (server.bills[0]?.prompt_tokens ?? 0),
    );
    expect(reply.usage.ticks).toBe(server.bills[0]?.cost_in_usd_ticks);
    expect(reply.costUsd * 1e10).toBeCloseTo(server.bills[0]?.cost_in_usd_ticks ?? -1, 3);
    expect(reply.timings.totalMs).toBeGreaterThanOrEqual(reply.timings.firstMs);
  });

  test.each(['zero', 'absent'] as const)(
    'with ticks %s the registry comes to the same price as the server',
    async (ticks) => {
      const exact = await fake();
      const without = await fake({ ticks });
      const wanted = await model(exact).ask();
      const got = await model(without).ask();
      expect(got.usage.ticks).toBeUndefined();
      expect(got.costUsd).toBe(wanted.costUsd);
    },
  );

  test('parallel calls come in order, their answers go back before one user message with the frame', async () => {
    const server = await fake({
      brain: ({ toolResults }) =>
        toolResults.length > 0
          ? { text: toolResults.join('+') }
          : {
              calls: [
                { name: 'click', args: { x: 1 } },
                { name: 'click', args: { x: 2 } },
                { name: 'click', args: '{}' },
              ],
            },
    });
    const grok = model(server);
    const first = await grok.ask();
    expect(first.calls.map((call) => call.arguments)).toEqual(['{"x":1}', '{"x":2}', '{}']);
    const second = await grok.ask([
      ...opening,
      { role: 'assistant', text: first.text, calls: first.calls, opaque: first.opaque },
      ...first.calls.map((call, i): Message => ({
        role: 'tool',
        callId: call.id,
        name: call.name,
        text: `r${i}`,
      })),
      { role: 'user', text: 'Now:', images: [image] },
    ]);
    expect(second.text).toBe('r0+r1+r2');
    expect(second.usage.cached).toBeGreaterThan(first.usage.cached);
    expect(server.problems).toEqual([]);
  });

  test('one conversation goes to one server: the same x-grok-conv-id each time, another for another model', async () => {
    const server = await fake();
    const [a, b] = [model(server), model(server)];
    await a.ask();
    await a.ask();
    await b.ask();
    const ids = server.requests.map(({ headers }) => headers['x-grok-conv-id']);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('a caller’s trace goes along, with a span of its own for each request', async () => {
    const server = await fake();
    const grok = model(server);
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    await grok.ask();
    await withTrace({ traceparent: `00-${trace}-00f067aa0ba902b7-01`, tracestate: 'vendor=1' }, () =>
      grok.ask(),
    );
    const [without, within] = server.requests.map(({ headers }) => headers['traceparent']);
    expect(without).toBeUndefined();
    expect(within).toMatch(new RegExp(`^00-${trace}-[\\da-f]{16}-01$`));
    expect(within).not.toContain('00f067aa0ba902b7');
    expect(server.requests.map(({ headers }) => headers['tracestate'])).toEqual([undefined, 'vendor=1']);
  });

  test('nothing of OPENAI_* leaks in or out', async () => {
    const server = await fake();
    vi.stubEnv('OPENAI_API_KEY', 'sk-other');
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:9/v1');
    vi.stubEnv('OPENAI_ORG_ID', 'org-other');
    vi.stubEnv('OPENAI_PROJECT_ID', 'proj-other');
    vi.stubEnv('OPENAI_ADMIN_KEY', 'sk-admin');
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'X-Leak: other\nAuthorization: Bearer other');
    await model(server).ask();
    const [request] = server.requests;
    expect(request?.headers.authorization).toBe(`Bearer ${server.key}`);
    expect(JSON.stringify(request?.headers)).not.toMatch(/other|sk-|x-leak|stainless|openai/i);
  });

  test('a host that does not stream is understood', async () => {
    const server = await fake({
      ignoreStream: true,
      brain: () => ({ text: 'plain', calls: [{ name: 'click', args: { x: 3 } }] }),
    });
    const reply = await model(server).ask();
    expect(reply).toMatchObject({ text: 'plain', calls: [{ name: 'click', arguments: '{"x":3}' }] });
    expect(reply.usage.ticks).toBe(server.bills[0]?.cost_in_usd_ticks);
  });

  test.each([
    ['bad_key', 'bad_key'],
    ['no_credits_429', 'no_credits'],
    ['no_credits_403', 'no_credits'],
    ['model_gone', 'model_gone'],
    ['context', 'model_failed'],
    ['refused', 'model_failed'],
    ['unsupported', 'model_failed'],
  ] as const)('%s is told at once as %s, after one request', async (fault, code) => {
    const server = await fake({ faults: [fault, fault] });
    const grok = model(server);
    await expect(grok.ask()).rejects.toMatchObject({ code, hint: expect.any(String) as string });
    expect(server.requests).toHaveLength(1);
    expect(grok.waits).toEqual([]);
  });

  test.each(['server', 'ok_with_error', 'cut', 'reset'] as const)(
    '%s passes: the request is made again',
    async (fault) => {
      const server = await fake({ faults: [fault, fault] });
      const grok = model(server);
      expect((await grok.ask()).text).toBe('hello');
      expect(grok.waits).toEqual([250, 500]);
      expect(grok.reasons).toHaveLength(2);
    },
  );

  test('a server that stays down is given up after five requests', async () => {
    const server = await fake({ faults: () => 'server' });
    const grok = model(server);
    await expect(grok.ask()).rejects.toMatchObject({
      code: 'model_failed',
      message: expect.stringContaining('HTTP 503') as string,
    });
    expect(server.requests).toHaveLength(5);
    expect(grok.waits).toEqual([250, 500, 1000, 2000]);
  });

  test.each([
    ['auto', 'auto'],
    ['required', 'required'],
    ['none', 'none'],
    [{ name: 'click' }, { type: 'function', function: { name: 'click' } }],
  ] as const)(
    'tool_choice %o is sent as %o, and the server holds the model to it',
    async (toolChoice, sent) => {
      const server = await fake({
        brain: () => ({ text: 'I click.', calls: [{ name: 'click', args: { x: 1 } }] }),
      });
      const reply = await model(server).model.reply({
        messages: opening,
        tools: [{ name: 'click', description: 'Clicks.', parameters: { type: 'object', properties: {} } }],
        toolChoice,
        signal: new AbortController().signal,
      });
      expect(server.requests[0]?.body['tool_choice']).toEqual(sent);
      expect(reply.calls).toHaveLength(toolChoice === 'none' ? 0 : 1);
    },
  );

  test.each([{ type: 'function', name: 'click' }, { type: 'function', function: { name: 'clikc' } }, 'any'])(
    'tool_choice %o is nothing that the server takes',
    async (choice) => {
      const server = await fake();
      const answer = await fetch(`${server.url}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.key}` },
        body: JSON.stringify({
          model: 'grok-4-1-fast',
          messages: [{ role: 'user', content: 'x' }],
          tools: [{ type: 'function', function: { name: 'click', description: '', parameters: {} } }],
          tool_choice: choice,
        }),
      });
      expect([400, 422]).toContain(answer.status);
    },
  );

  test('a rate limit is waited for as long as the server asks, then given up as rate_limited', async () => {
    const server = await fake({
      faults: () => ({ rateLimit: { 'retry-after': '3', 'retry-after-ms': '0' } }),
    });
    const grok = model(server);
    await expect(grok.ask()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(grok.waits).toEqual([3000, 3000, 3000, 3000]);
  });

  test('a server that says nothing is given up', async () => {
    const server = await fake({ faults: ['hang'] });
    const grok = model(server, { idleMs: 100 });
    expect((await grok.ask()).text).toBe('hello');
    expect(grok.reasons[0]).toContain('no answer');
  });

  test('cancelling ends a hanging request with the reason given', async () => {
    const server = await fake({ faults: ['hang'] });
    const stop = new AbortController();
    const asked = model(server).ask(opening, stop.signal);
    setTimeout(() => stop.abort(new DeskhandError('cancelled', 'Enough.')), 20);
    await expect(asked).rejects.toMatchObject({ code: 'cancelled', message: 'Enough.' });
  });

  test('nobody listening is a clear error that names the host', async () => {
    const server = await fake();
    const grok = model(server);
    await server.close();
    await expect(grok.ask()).rejects.toMatchObject({
      code: 'model_failed',
      message: expect.stringMatching(/127\.0\.0\.1:\d+: the provider could not be reached/) as string,
    });
  });

  test('the key is never in an error, even when the server repeats it', async () => {
    const server = await fake({
      key: 'xai-right',
      brain: () => {
        throw new Error('xai-right is the key');
      },
    });
    await expect(model(server).ask()).rejects.toMatchObject({
      message: expect.not.stringContaining('xai-right') as string,
    });
  });
});
