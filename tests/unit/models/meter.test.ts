import { describe, expect, test } from 'vitest';
import { CostMeter } from '../../../src/models/meter.ts';
import type { Message, ModelReply } from '../../../src/models/model.ts';
import { loadRegistry } from '../../../src/models/registry.ts';
import { textTokens } from '../../../src/base/text-tokens.ts';
import { imageTokens } from '../../../src/models/tokens.ts';

const registry = loadRegistry();
const fast = registry.get('grok-4-1-fast-non-reasoning');

function reply(input: number, cached: number, output: number, model = fast.id): ModelReply {
  return {
    text: '',
    reasoning: '',
    calls: [],
    usage: { input, cached, output, reasoning: 0 },
    model,
    costUsd: 0,
    timings: { firstMs: 0, totalMs: 0 },
  };
}

describe('counting tokens', () => {
  test.each([
    ['', 0],
    ['abcd', 1],
    ['abcde', 2],
    ['山田', 2],
    ['🙂', 1],
  ])('%j is about %i', (text, count) => {
    expect(textTokens(text)).toBe(count);
  });

  test.each([
    ['grok-4-1-fast', 128, 128, 256],
    ['grok-4-1-fast', 239, 178, 256],
    ['grok-4-1-fast', 1280, 800, 1536],
    ['grok-4-1-fast', 3840, 2160, 1792],
    ['grok-4.3', 128, 128, 18],
    ['grok-4.3', 239, 178, 50],
    ['grok-4.3', 1280, 800, 1002],
    ['deepseek-chat', 1280, 800, 0],
  ])('%s counts %ix%i as %i', (id, width, height, count) => {
    expect(imageTokens(registry.get(id), { width, height })).toBe(count);
  });
});

describe('estimating the next call', () => {
  const messages: Message[] = [
    { role: 'system', text: 'x'.repeat(8000) },
    { role: 'user', text: 'y'.repeat(4000) },
  ];

  test('comes within 5 % after three answers', () => {
    const meter = new CostMeter(fast, registry);
    const grown = [...messages];
    let previous = 0;
    const errors: number[] = [];
    for (let turn = 0; turn < 12; turn++) {
      // The provider counts a third more than we do and caches whole prefixes.
      const real = Math.round(
        grown.reduce((sum, m) => sum + 4 + textTokens(m.text), fast.overheadTokens) * 1.33,
      );
      const ticks = (real - previous) * 2000 + previous * 500 + 200 * 5000;
      errors.push(Math.abs(meter.estimate(grown, []) - ticks) / ticks);
      meter.learn([...grown], [], reply(real, previous, 200));
      previous = real;
      grown.push({ role: 'user', text: 'z'.repeat(2000) });
    }
    expect(Math.max(...errors.slice(3))).toBeLessThan(0.05);
  });

  test('takes the price of the model that answers', () => {
    const meter = new CostMeter(fast, registry);
    meter.learn(messages, [], reply(3200, 0, 100));
    const before = meter.estimate(messages, []);
    meter.learn(messages, [], reply(3200, 0, 100, 'grok-4.3'));
    expect(meter.estimate(messages, [])).toBeGreaterThan(before * 4);
    expect(meter.roomTokens).toBe(200_000);
  });

  test('imagined calls add up, the second one cheaper for its cached prefix', () => {
    const meter = new CostMeter(fast, registry, 0.9);
    meter.imagine(messages, []);
    const first = meter.imaginedTicks;
    meter.imagine([...messages, { role: 'user', text: 'more' }], []);
    expect(first).toBeGreaterThan(0);
    expect(meter.imaginedTicks - first).toBeLessThan(first * 0.7);
  });
});
