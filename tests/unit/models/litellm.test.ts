import { describe, expect, test } from 'vitest';
import { compareLitellm } from '../../../src/models/litellm.ts';
import { comparePrices, findLanguageModel, readLanguageModels } from '../../../src/models/live.ts';
import { loadRegistry } from '../../../src/models/registry.ts';

const registry = loadRegistry();
const g43 = {
  input_cost_per_token: 1.25e-6,
  output_cost_per_token: 2.5e-6,
  cache_read_input_token_cost: 2e-7,
};

describe("LiteLLM's price file", () => {
  test('agrees where it agrees, whatever binary fractions make of its prices', () => {
    const long = {
      input_cost_per_token_above_200k_tokens: 2.5e-6,
      output_cost_per_token_above_200k_tokens: 5e-6,
    };
    const file = {
      'xai/grok-4.3': { ...g43, ...long, max_input_tokens: 1_000_000, max_output_tokens: 30_000 },
    };
    expect(compareLitellm(registry, file)).toMatchObject({
      compared: ['xai/grok-4.3'],
      differences: [],
      unknown: [],
    });
  });

  test('differences that are known say why, others are for a person to look at', () => {
    const found = compareLitellm(registry, {
      sample_spec: { input_cost_per_token: 'a sample' },
      'xai/grok-4.20-0309-reasoning': {
        input_cost_per_token: 2e-6,
        cache_read_input_token_cost: 2e-7,
        output_cost_per_token: 6e-6,
        max_input_tokens: 2e6,
        max_output_tokens: 2e6,
      },
      'xai/grok-4.3': {
        ...g43,
        input_cost_per_token: 3e-6,
        max_input_tokens: 1_000_000,
        max_output_tokens: 30_000,
      },
      'xai/grok-99': g43,
      'openai/gpt-5-mini': g43,
    });
    const unexplained = found.differences.filter(({ reason }) => reason === undefined);
    expect(unexplained.map(({ model, field }) => [model, field])).toEqual([
      ['xai/grok-4.3', 'input_cost_per_token'],
      ['xai/grok-4.3', 'long_context'],
    ]);
    expect(found.differences.find(({ field }) => field === 'output_cost_per_token')?.reason).toContain(
      'launch price',
    );
    expect(found.unknown).toEqual(['xai/grok-99']);
    expect(found.missing).toContain('grok-4.7');
  });

  test.each([[null], [[]], ['text']])('%o is none', (value) => {
    expect(() => compareLitellm(registry, value)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });
});

describe("the provider's own price list", () => {
  const live = {
    models: [
      {
        id: 'grok-4.3',
        aliases: ['grok-4.3-latest'],
        prompt_text_token_price: 12_500,
        cached_prompt_text_token_price: 2000,
        completion_text_token_price: 30_000,
        prompt_text_token_price_long_context: 0,
      },
      { nonsense: true },
    ],
  };

  test('is read in dollars per million tokens, and only what differs is told', () => {
    const entry = findLanguageModel(readLanguageModels(live), ['grok-4.3-latest']);
    expect(entry?.id).toBe('grok-4.3');
    expect(entry && comparePrices(registry.get('grok-4.3'), entry)).toEqual([
      { field: 'output', registry: 2.5, live: 3 },
    ]);
  });

  test.each([[null], [{}], [{ models: 'none' }], ['text']])('%o has no models', (value) => {
    expect(readLanguageModels(value)).toEqual([]);
  });
});
