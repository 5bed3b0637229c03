import { describe, expect, test } from 'vitest';
import { openModel } from '../../../src/models/open.ts';
import { fake, model, registry } from './support/fake-model.ts';

describe('a redirect', () => {
  test('is told once with both prices, and priced by what answered', async () => {
    const server = await fake({ redirectTo: 'grok-4.3', ticks: 'absent' });
    const grok = model(server);
    const replies = [await grok.ask(), await grok.ask()];
    for (const reply of replies) grok.check(reply);
    expect(grok.warnings).toHaveLength(1);
    expect(grok.warnings[0]).toMatch(/grok-4\.3 answered instead of grok-4-1-fast.*\$1\.25 in.*\$0\.20 in/);
    const [bill] = server.bills;
    const fresh = (bill?.prompt_tokens ?? 0) - (bill?.prompt_tokens_details.cached_tokens ?? 0);
    const out = (bill?.total_tokens ?? 0) - (bill?.prompt_tokens ?? 0);
    const ticks = fresh * 12_500 + (bill?.prompt_tokens_details.cached_tokens ?? 0) * 2000 + out * 25_000;
    expect(Math.round((replies[0]?.costUsd ?? 0) * 1e10)).toBe(ticks);
  });

  test('is an error when strict', async () => {
    const server = await fake({ redirectTo: 'grok-4.3' });
    const grok = model(server, { strict: true });
    const reply = await grok.ask();
    expect(() => grok.check(reply)).toThrow(expect.objectContaining({ code: 'model_gone' }));
  });

  test('is none when the alias resolves to the same model', async () => {
    const server = await fake();
    const grok = model(server, { strict: true });
    const reply = await grok.ask();
    expect(() => grok.check(reply)).not.toThrow();
    expect(grok.warnings).toEqual([]);
  });
});

describe('opening a model', () => {
  const base = { registry, id: 'grok-4-1-fast', apiKey: 'xai-key', warn: () => undefined };

  test.each([
    [{ apiKey: undefined }, 'no_key'],
    [{ apiKey: '  ' }, 'no_key'],
    [{ apiKey: 'zwölf' }, 'bad_key'],
    [{ baseUrl: 'api.x.ai' }, 'bad_input'],
    [{ baseUrl: 'ftp://x' }, 'bad_input'],
    [{ id: 'grok-99' }, 'not_found'],
  ])('with %o is refused as %s', (options, code) => {
    expect(() => openModel({ ...base, ...options })).toThrow(expect.objectContaining({ code }));
  });

  test('parameters that the model refuses are dropped with a warning, not sent', async () => {
    const server = await fake();
    const grok = model(server, { params: { reasoning_effort: 'high', temperature: 0 } });
    await grok.ask();
    expect(grok.warnings).toEqual(['grok-4-1-fast refuses reasoning_effort; it was left out.']);
    expect(server.requests[0]?.body).toMatchObject({
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(server.requests[0]?.body).not.toHaveProperty('reasoning_effort');
  });

  test('an unknown id on an own host is taken, with a warning about its price', () => {
    const warnings: string[] = [];
    const opened = openModel({
      ...base,
      id: 'my-model',
      baseUrl: 'http://localhost:1/v1',
      warn: (text) => warnings.push(text),
    });
    expect(opened.profile.id).toBe('my-model');
    expect(warnings[0]).toContain('not in the registry');
  });
});
