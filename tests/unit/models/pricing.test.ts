import { describe, expect, test } from 'vitest';
import { describePrice, nextTierFrom, priceOf, ticksToUsd, usdToTicks } from '../../../src/models/pricing.ts';
import { loadRegistry } from '../../../src/models/registry.ts';
import { readChatUsage, readResponsesUsage } from '../../../src/models/usage.ts';

const registry = loadRegistry();

/** Facts: counts and prices that xAI itself has billed; `out` and `reasoning` as the dialect reports them. */
const BILLED = [
  [
    'grok-4-1-fast-non-reasoning',
    'chat',
    { prompt: 175, cached: 174, out: 8, reasoning: 0, total: 183 },
    129_000,
  ],
  [
    'grok-4-1-fast-non-reasoning',
    'chat',
    { prompt: 387, cached: 159, out: 45, reasoning: 0, total: 432 },
    760_500,
  ],
  [
    'grok-4-1-fast-non-reasoning',
    'chat',
    { prompt: 469, cached: 158, out: 14, reasoning: 0, total: 483 },
    771_000,
  ],
  [
    'grok-4-1-fast-non-reasoning',
    'chat',
    { prompt: 417, cached: 416, out: 40, reasoning: 0, total: 457 },
    410_000,
  ],
  [
    'grok-4-1-fast-non-reasoning',
    'chat',
    { prompt: 493, cached: 492, out: 29, reasoning: 0, total: 522 },
    393_000,
  ],
  [
    'grok-4-1-fast-non-reasoning',
    'chat',
    { prompt: 551, cached: 550, out: 40, reasoning: 0, total: 591 },
    477_000,
  ],
  [
    'grok-4-1-fast-non-reasoning',
    'chat',
    { prompt: 627, cached: 626, out: 29, reasoning: 0, total: 656 },
    460_000,
  ],
  [
    'grok-4-1-fast-non-reasoning',
    'chat',
    { prompt: 433, cached: 161, out: 71, reasoning: 0, total: 504 },
    979_500,
  ],
  ['grok-4.3', 'chat', { prompt: 283, cached: 192, out: 5, reasoning: 207, total: 495 }, 6_821_500],
  ['grok-4.3', 'chat', { prompt: 351, cached: 256, out: 91, reasoning: 289, total: 731 }, 11_199_500],
  ['grok-4.3', 'chat', { prompt: 137, cached: 128, out: 1, reasoning: 116, total: 254 }, 3_293_500],
  ['grok-4.3', 'responses', { prompt: 199, cached: 128, out: 160, reasoning: 152, total: 359 }, 5_143_500],
  ['grok-4.3', 'responses', { prompt: 283, cached: 128, out: 278, reasoning: 273, total: 561 }, 9_143_500],
  ['grok-4.3', 'responses', { prompt: 631, cached: 192, out: 223, reasoning: 159, total: 854 }, 11_446_500],
  // More cached than prompt tokens: nothing fresh, all cached tokens billed, 27 tokens out.
  [
    'grok-4-1-fast-non-reasoning',
    'chat',
    { prompt: 560, cached: 1020, out: 37, reasoning: 0, total: 597 },
    695_000,
  ],
] as const;

function usageOf(dialect: 'chat' | 'responses', n: (typeof BILLED)[number][2]) {
  const usage =
    dialect === 'chat'
      ? readChatUsage({
          prompt_tokens: n.prompt,
          completion_tokens: n.out,
          total_tokens: n.total,
          prompt_tokens_details: { cached_tokens: n.cached },
          completion_tokens_details: { reasoning_tokens: n.reasoning },
        })
      : readResponsesUsage({
          input_tokens: n.prompt,
          output_tokens: n.out,
          total_tokens: n.total,
          input_tokens_details: { cached_tokens: n.cached },
          output_tokens_details: { reasoning_tokens: n.reasoning },
        });
  if (usage === undefined) throw new Error('not a usage');
  return usage;
}

describe('prices', () => {
  test.each(BILLED)('%s %s %o is billed %i ticks, to the tick', (model, dialect, counts, ticks) => {
    const price = priceOf(registry.get(model), usageOf(dialect, counts));
    expect(price.ticks).toBe(ticks);
    expect(price.source).toBe('registry');
    expect(price.lines.reduce((sum, line) => sum + line.ticks, 0)).toBe(ticks);
  });

  const usage = { input: 1000, cached: 0, output: 10, reasoning: 0 };

  test("the provider's own price wins when it is not 0", () => {
    const price = priceOf(registry.get('grok-4.3'), { ...usage, ticks: 42 });
    expect(price).toMatchObject({ ticks: 42, source: 'provider' });
  });

  test('a price of 0 for tokens means unknown, not free', () => {
    const sent = readChatUsage({
      prompt_tokens: 1000,
      completion_tokens: 10,
      total_tokens: 1010,
      cost_in_usd_ticks: 0,
    });
    expect(sent).toEqual(usage);
    expect(priceOf(registry.get('grok-4-1-fast'), usage).ticks).toBe(1000 * 2000 + 10 * 5000);
  });

  test.each([
    ['grok-4-1-fast', 128_000, 0, 128_000 * 2000],
    ['grok-4-1-fast', 128_001, 0, 128_001 * 4000],
    ['grok-4-1-fast', 200_000, 100_000, 100_000 * 4000 + 100_000 * 500],
    ['grok-4.3', 199_999, 0, 199_999 * 12_500],
    ['grok-4.3', 200_000, 100_000, 100_000 * 25_000 + 100_000 * 4000],
    ['deepseek-chat', 1000, 1000, 1000 * 28],
  ])('%s with %i prompt tokens of which %i cached costs %i ticks', (model, input, cached, ticks) => {
    expect(priceOf(registry.get(model), { input, cached, output: 0, reasoning: 0 }).ticks).toBe(ticks);
  });

  test('the next tier and the price in words come from the registry', () => {
    expect(nextTierFrom(registry.get('grok-4-1-fast'))).toBe(128_001);
    expect(nextTierFrom(registry.get('grok-build-0.1'))).toBe(Infinity);
    expect(describePrice(registry.get('grok-4.3'))).toBe(
      '$1.25 in, $0.20 cached, $2.50 out per million tokens',
    );
  });

  test('ticks survive the way through dollars', () => {
    for (const ticks of [1, 129_000, 11_199_500, 987_654_321_012_345]) {
      expect(usdToTicks(ticksToUsd(ticks))).toBe(ticks);
    }
  });
});

describe('usage', () => {
  test('without a total the output is what OpenAI means by it', () => {
    const usage = readChatUsage({
      prompt_tokens: 10,
      completion_tokens: 7,
      completion_tokens_details: { reasoning_tokens: 5 },
    });
    expect(usage).toEqual({ input: 10, cached: 0, output: 7, reasoning: 5 });
  });

  test('a total that is smaller than its parts is not believed', () => {
    expect(readChatUsage({ prompt_tokens: 10, completion_tokens: 7, total_tokens: 0 })?.output).toBe(7);
  });

  test.each([[undefined], [null], ['12'], [{}], [{ prompt_tokens: 'many' }]])('%o is no usage', (value) => {
    expect(readChatUsage(value)).toBeUndefined();
    expect(readResponsesUsage(value)).toBeUndefined();
  });
});
