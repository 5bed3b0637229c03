import { describe, expect, test } from 'vitest';
import { loadRegistry } from '../../../src/models/registry.ts';

const registry = loadRegistry();

describe('the model registry', () => {
  test.each([
    ['grok-4-1-fast', 'grok-4-1-fast'],
    ['grok-4.1-fast', 'grok-4-1-fast'],
    ['xai/grok-4-1-fast', 'grok-4-1-fast'],
    ['x-ai/grok-4.1-fast', 'grok-4-1-fast'],
    ['xai.grok-4-1-fast-reasoning', 'grok-4-1-fast'],
    ['Grok-4-1-Fast-Reasoning-latest', 'grok-4-1-fast'],
    ['grok-4.1-fast-non-reasoning', 'grok-4-1-fast-non-reasoning'],
    ['spacexai/grok-4.1-fast-non-reasoning-latest', 'grok-4-1-fast-non-reasoning'],
    ['grok-4.3-latest', 'grok-4.3'],
    ['grok-4.3-0420', 'grok-4.3'],
    ['grok-4.20-0309-reasoning', 'grok-4.20'],
    ['grok-4-0709', 'grok-4'],
    ['grok-code-fast', 'grok-code-fast-1'],
    ['grok-latest', 'grok-4.7'],
  ])('%s is %s', (spelling, id) => {
    expect(registry.get(spelling).id).toBe(id);
  });

  test('no spelling stands for two models', () => {
    for (const model of registry.models) {
      for (const id of [model.id, ...model.aliases]) expect(registry.get(id).id).toBe(model.id);
    }
  });

  test('tiers rise, successors exist, every model has a source', () => {
    for (const model of registry.models) {
      const bounds = model.tiers.map((tier) => tier.from);
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
      expect(bounds[0]).toBe(0);
      expect(model.sources.length).toBeGreaterThan(0);
      expect(registry.get(model.lifecycle.successor ?? 'grok-4.3').lifecycle.retired).toBeUndefined();
    }
  });

  test('an unknown id is answered with the nearest one', () => {
    expect(() => registry.get('grok-4-1-fats')).toThrow(
      expect.objectContaining({ code: 'not_found', hint: 'Did you mean "grok-4-1-fast"?' }),
    );
  });

  test("a user's file adds models and overrides shipped ones", () => {
    const own = loadRegistry(`
models:
  - id: grok-4.3
    name: Grok 4.3 by contract
    vendor: xai
    context: 1000
    outputCap: 100
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 1, cached: 0.1, output: 2 }]
    imageTokens: { kind: flat, tokens: 5 }
    sources: [contract]
`);
    expect(own.get('grok-4.3').tiers[0]?.input).toBe(1);
    expect(own.models.length).toBe(registry.models.length);
  });

  test.each([
    ['models: [', /not valid YAML/],
    ['models:\n  - id: x\n', /models\[0\] \(x\): name/],
    ['modles: []', /unknown field "modles"/],
  ])('a bad file %j is refused by name', (yaml, message) => {
    expect(() => loadRegistry(yaml)).toThrow(
      expect.objectContaining({ code: 'bad_input', message: expect.stringMatching(message) }),
    );
  });

  test.each([
    ['https://api.x.ai/v1', 'xai'],
    ['https://eu-west-1.api.x.ai/v1/', 'xai'],
    ['https://mine.services.ai.azure.com/models?api-version=2024-05-01-preview', 'azure'],
    ['https://ai-gateway.vercel.sh/v1', 'vercel'],
    ['http://127.0.0.1:8090/v1', undefined],
    ['https://api.x.ai.evil.example/v1', undefined],
  ])('%s belongs to %s', (url, host) => {
    expect(registry.hostOf(url)?.id).toBe(host);
  });
});
