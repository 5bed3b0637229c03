import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/models/model.ts';
import type { Fault } from '../../fixtures/fake-xai/index.ts';
import { loadRegistry } from '../../../src/models/registry.ts';
import { fake, image, model } from './support/fake-model.ts';

/** What every error of a provider comes to: the code, the exit code, how many requests are made, what the user reads. */
const TABLE: readonly (readonly [Fault, string, number, number, RegExp])[] = [
  ['bad_key', 'bad_key', 3, 1, /API key was refused.*HTTP 400: Incorrect API key/],
  ['bad_key_401', 'bad_key', 3, 1, /API key was refused.*HTTP 401/],
  ['no_permission', 'bad_key', 3, 1, /HTTP 403: Your team is blocked/],
  ['payment_required', 'no_credits', 3, 1, /no credits left.*HTTP 402/],
  ['no_credits_429', 'no_credits', 3, 1, /no credits left.*HTTP 429/],
  ['no_credits_403', 'no_credits', 3, 1, /no credits left.*HTTP 403/],
  [{ rateLimit: { 'retry-after': '2' } }, 'rate_limited', 1, 5, /rate limit holds.*HTTP 429/],
  ['model_gone', 'model_gone', 3, 1, /not served there.*deprecated/],
  ['unknown_model', 'model_gone', 3, 1, /not served there.*grok-9 does not exist/],
  ['context', 'model_failed', 1, 1, /prompt was too long.*maximum prompt length/],
  ['too_large', 'model_failed', 1, 1, /prompt was too long.*HTTP 413/],
  ['refused', 'model_failed', 1, 1, /refused the content/],
  ['unsupported', 'model_failed', 1, 1, /did not accept the request.*presencePenalty/],
  ['schema', 'model_failed', 1, 1, /did not accept the request.*HTTP 422: Failed to deserialize/],
  ['wrong_method', 'model_failed', 1, 1, /did not accept the request.*HTTP 405/],
  ['server', 'model_failed', 1, 5, /had an error.*HTTP 503/],
  ['server_500', 'model_failed', 1, 5, /had an error.*HTTP 500/],
  ['gateway', 'model_failed', 1, 5, /had an error.*HTTP 502/],
  ['html', 'model_failed', 1, 5, /had an error.*HTTP 503/],
  ['ok_with_error', 'model_failed', 1, 5, /had an error.*currently unavailable/],
  ['stream_error', 'model_failed', 1, 5, /had an error.*currently unavailable/],
  ['cut', 'model_failed', 1, 5, /broke off/],
  ['reset', 'model_failed', 1, 5, /could not be reached/],
];

describe.each(['chat', 'responses'] as const)('over %s', (dialect) => {
  test.each(TABLE)('%o is %s, exit %i, after %i requests', async (fault, code, exitCode, requests, says) => {
    const server = await fake({ faults: () => fault, brain: () => ({ text: 'hello, hello, hello, hello' }) });
    const error: unknown = await model(server, { dialect })
      .ask()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code,
      exitCode,
      message: expect.stringMatching(says) as string,
      hint: expect.stringMatching(/\w/) as string,
    });
    expect(server.requests).toHaveLength(requests);
  });

  test.each(['hang', 'hang_midway'] as const)(
    '%s is given up after the silence that is allowed',
    async (fault) => {
      const server = await fake({
        faults: () => fault,
        brain: () => ({ text: 'hello, hello, hello, hello' }),
      });
      const retries = { tries: 2, baseMs: 1, capMs: 1 };
      await expect(model(server, { dialect, idleMs: 150, retries }).ask()).rejects.toMatchObject({
        code: 'model_failed',
        message: expect.stringContaining('sent nothing for too long') as string,
      });
      expect(server.requests).toHaveLength(2);
    },
  );

  test.each([false, true])(
    'without a stream (%s) an error body under status 200 is an error',
    async (stream) => {
      const server = await fake({ faults: ['ok_with_error'] });
      const grok = model(server, { dialect, stream });
      expect((await grok.ask()).text).toBe('hello');
      expect(server.requests).toHaveLength(2);
    },
  );

  test("Azure's rate limit for a prompt that cannot fit is told as what it is, at once", async () => {
    const server = await fake({ faults: () => 'azure_long_prompt' });
    const long: readonly Message[] = [
      { role: 'system', text: 'Pictures are 320x200 pixels.' },
      { role: 'user', text: '山'.repeat(140_000), images: [image] },
    ];
    const small = loadRegistry('models: [{ id: grok-4-1-fast, context: 100000 }]');
    const grok = model(server, { dialect, registry: small });
    await expect(grok.ask([...long])).rejects.toMatchObject({
      message: expect.stringContaining('the prompt was too long') as string,
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each(['empty', 'malformed_call', 'unknown_tool'] as const)(
    '%s is no error of the provider: it is paid, and the loop tells the model',
    async (fault) => {
      const server = await fake({ faults: [fault] });
      const reply = await model(server, { dialect }).ask();
      expect(server.requests).toHaveLength(1);
      expect(reply.usage.ticks).toBe(server.bills[0]?.cost_in_usd_ticks);
      const [call] = reply.calls;
      expect(call?.name).toBe({ empty: undefined, malformed_call: 'click', unknown_tool: 'clikc' }[fault]);
    },
  );
});
