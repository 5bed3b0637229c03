import { describe, expect, test } from 'vitest';
import { classifyFailure, failureToError } from '../../../src/models/failure.ts';
import { retryAfterMs } from '../../../src/models/retry-after.ts';
import { DEFAULT_RETRIES, pauseMs } from '../../../src/models/retry.ts';

const TEAM_CREDITS =
  'Your team 1 has either used all available credits or reached its monthly spending limit';

describe('classifying failures', () => {
  test.each([
    [
      400,
      'Incorrect API key provided: in***ey. You can obtain an API key from https://console.x.ai.',
      'bad_key',
      'bad_key',
      false,
    ],
    [401, 'Unauthorized', 'bad_key', 'bad_key', false],
    [403, 'Permission denied', 'bad_key', 'bad_key', false],
    [402, 'Payment required', 'no_credits', 'no_credits', false],
    [403, 'Your team has no credits left.', 'no_credits', 'no_credits', false],
    [429, TEAM_CREDITS, 'no_credits', 'no_credits', false],
    [
      429,
      'Too many tokens for team 1. Tokens per Minute (actual/limit): 65605/16000',
      'rate_limited',
      'rate_limited',
      true,
    ],
    [404, 'The model grok-9 does not exist', 'model_gone', 'model_gone', false],
    [410, 'Live search is deprecated', 'model_gone', 'model_gone', false],
    [400, 'The model grok-2 was deprecated', 'model_gone', 'model_gone', false],
    [400, "This model's maximum prompt length is 131072", 'context_too_long', 'model_failed', false],
    [413, 'context_length_exceeded', 'context_too_long', 'model_failed', false],
    [403, 'Content violates usage guidelines.', 'refused', 'model_failed', false],
    [400, 'Argument not supported on this model: stop', 'bad_request', 'model_failed', false],
    [422, 'Failed to deserialize the JSON body into the target type', 'bad_request', 'model_failed', false],
    [408, 'Timeout', 'server', 'model_failed', true],
    [500, 'Internal error', 'server', 'model_failed', true],
    [503, 'credits service unavailable', 'server', 'model_failed', true],
    [200, 'The service is currently unavailable', 'server', 'model_failed', true],
    [undefined, 'ECONNREFUSED', 'network', 'model_failed', true],
  ] as const)('%s "%s" is %s', (status, text, kind, code, retry) => {
    const failure = classifyFailure({ status, text }, 0);
    expect(failure).toMatchObject({ kind, retry });
    const error = failureToError(failure, 'grok-4-1-fast', 'xAI');
    expect(error.code).toBe(code);
    expect(error.hint).toBeTruthy();
    expect(error.message).toContain(text);
  });

  test.each([
    ['cut_stream', true],
    ['timeout', true],
    ['network', true],
  ] as const)('what an exception says itself (%s) counts', (kind, retry) => {
    expect(classifyFailure({ text: 'x', kind }, 0)).toMatchObject({ kind, retry });
  });
});

test('a rate limit for a prompt that cannot fit is a prompt that is too long', () => {
  const facts = { status: 429, text: 'Rate limit of 1000 per 60s exceeded.' };
  const prompt = (tokens: number) => ({ ...facts, prompt: { tokens, context: 128_000 } });
  expect(classifyFailure(prompt(1000), 0)).toMatchObject({ kind: 'rate_limited', retry: true });
  expect(classifyFailure(prompt(400_000), 0)).toMatchObject({ kind: 'context_too_long', retry: false });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '1', 'retry-after-ms': '0' }, 1000],
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after': '-3' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%o is %s ms', (headers, ms) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>), now)).toBe(ms);
  });
});

describe('pauses', () => {
  const failure = { kind: 'server', retry: true, text: '' } as const;
  test.each([
    [1, 0, 250],
    [1, 1, 500],
    [3, 0, 1000],
    [3, 0.5, 1500],
    [20, 1, 60_000],
  ])('before try %i+1 with random %d it is %i ms', (attempt, random, ms) => {
    expect(pauseMs(failure, attempt, DEFAULT_RETRIES, random)).toBe(ms);
  });

  test.each([
    [2000, 0, 2000],
    [2000, 0.5, 2100],
    [3_600_000, 0.9, 60_000],
    [0, 0, 250],
  ])('what the server asks for (%i ms) is kept, a little spread and capped', (afterMs, random, ms) => {
    expect(pauseMs({ ...failure, afterMs }, 1, DEFAULT_RETRIES, random)).toBe(ms);
  });
});
