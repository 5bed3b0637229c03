import { afterEach, describe, expect, it } from 'vitest';
import { startFakeXai } from '../../../fixtures/fake-xai/index.ts';
import type { FakeXai, FakeXaiOptions } from '../../../fixtures/fake-xai/index.ts';
import { deskhand } from '../deskhand.ts';

const servers: FakeXai[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
async function fake(options: Partial<FakeXaiOptions> = {}): Promise<FakeXai> {
  const server = await startFakeXai({ brain: () => ({ text: 'ok' }), ...options });
  servers.push(server);
  return server;
}

const check = (server: FakeXai, argv: readonly string[] = [], key = server.key) =>
  deskhand(['models', 'check', ...argv], { env: { XAI_API_KEY: key, XAI_BASE_URL: server.url } });

describe('models', () => {
  it('lists, without an engine and without a key', async () => {
    const { code, stdout } = await deskhand(['models']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^grok-4-1-fast +\$0\.20 in, \$0\.05 cached, \$0\.50 out +2 M +yes +retired 2026-05-15$/m,
    );
    const listed = JSON.parse((await deskhand(['models', '--json'])).stdout) as { id: string }[];
    for (const id of ['grok-4.7-build-fast', 'grok-code-fast-1', 'gemini-2.5-flash', 'kimi-k2.6'])
      expect(listed.map((model) => model.id)).toContain(id);
  });

  it.each(['grok-4-1-fast', 'x-ai/grok-4.1-fast', 'xai/grok-4-1-fast-reasoning-latest'])(
    'explains %s with price, tiers, limits, lifecycle and sources',
    async (id) => {
      const { stdout } = await deskhand(['models', 'show', id]);
      for (const text of [
        '128,001',
        '1,800 requests',
        'retired   2026-05-15',
        'grok-4.3',
        'Azure',
        'source    https',
      ])
        expect(stdout).toContain(text);
    },
  );

  it('shows what a host does otherwise', async () => {
    const { stdout } = await deskhand(['models', 'show', 'grok-4-1-fast', '--host', 'azure', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      context_tokens: 128_000,
      output_cap_tokens: 8192,
      host: 'azure',
    });
  });

  it.each([
    [['show'], 'Say which model'],
    [['show', 'grok-4-1-fats'], 'Did you mean "grok-4-1-fast"?'],
    [['grok-4.3'], 'deskhand models show grok-4.3'],
  ])('refuses %o', async (argv, message) => {
    const ended = await deskhand(['models', ...argv]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});

describe('models check', () => {
  it('says which model answers, what it costs now, and that the registry agrees', async () => {
    const server = await fake();
    const ended = await check(server, ['grok-4.3', '--dialect', 'responses', '--json']);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      asked: 'grok-4.3',
      answered: 'grok-4.3',
      redirected: false,
      listed: true,
      price_now: { input: 1.25, cached: 0.2, output: 2.5 },
      differences: [],
    });
    expect(server.requests[0]?.path).toBe('/v1/responses');
  });

  it('tells of a redirect and prices what answered', async () => {
    const server = await fake({ redirectTo: 'grok-4.3' });
    const ended = await check(server);
    expect(ended.stdout).toContain('grok-4.3 answered instead of grok-4-1-fast');
    expect(ended.stdout).toContain('$1.25 in');
  });

  it.each([
    ['a wrong key', {}, 'xai-wrong', 3, 'the API key was refused'],
    ['no credits', { faults: ['no_credits_429'] as const }, undefined, 3, 'no credits'],
    ['a model that is gone', { faults: ['model_gone'] as const }, undefined, 3, 'not served there'],
  ])('%s ends with the code that a run would end with', async (_what, options, key, code, message) => {
    const server = await fake(options);
    const ended = await check(server, [], key ?? server.key);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toContain(server.key);
  });

  it('without a key says so', async () => {
    expect((await deskhand(['models', 'check'])).code).toBe(3);
  });
});
