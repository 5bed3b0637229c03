import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCsv } from '../../../../src/cli/cost/csv.ts';
import { openBook } from '../../../../src/ledger/book.ts';
import { insertEntry } from '../../../../src/ledger/entries.ts';
import { deskhand } from '../deskhand.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'deskhand-cost-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Quoted {
  readonly ticks: number;
  readonly usd: number;
  readonly usd_exact: string;
  readonly source: string;
  readonly computed_ticks: number;
  readonly lines: readonly { readonly part: string; readonly units: number; readonly ticks: number }[];
  readonly notes: readonly string[];
}

/** Prices a usage by the real program, from stdin. */
async function price(usage: object, ...flags: readonly string[]): Promise<Quoted> {
  const ended = await deskhand(['cost', 'of', '--usage', '-', '--json', ...flags], {
    stdin: JSON.stringify(usage),
    env: { DOCKER_HOST: 'unix:///nonexistent.sock' },
  });
  expect(ended).toMatchObject({ code: 0 });
  return JSON.parse(ended.stdout) as Quoted;
}

const chat = (prompt: number, cached: number, image: number, out: number, reasoning: number) => ({
  prompt_tokens: prompt,
  completion_tokens: out,
  total_tokens: prompt + out + reasoning,
  prompt_tokens_details: { text_tokens: prompt - image, image_tokens: image, cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: reasoning },
});
const responses = (prompt: number, cached: number, out: number, reasoning: number) => ({
  input_tokens: prompt,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: out,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: prompt + out,
});
const FAST = ['--model', 'grok-4-1-fast-non-reasoning', '--dialect', 'chat'];
const G43 = ['--model', 'grok-4.3', '--dialect'];

describe('cost of', () => {
  // Counts and prices that the provider itself has billed.
  it.each([
    [chat(175, 174, 0, 8, 0), FAST, 129_000],
    [chat(433, 161, 256, 71, 0), FAST, 979_500],
    [chat(560, 1020, 0, 37, 0), FAST, 695_000],
    [chat(351, 256, 18, 91, 289), [...G43, 'chat'], 11_199_500],
    [responses(631, 192, 223, 159), [...G43, 'responses'], 11_446_500],
  ])('prices %o to the tick', async (usage, flags, ticks) => {
    const quoted = await price(usage, ...flags);
    expect(quoted).toMatchObject({ ticks, source: 'registry', usd: ticks / 1e10 });
    expect(quoted.lines.reduce((sum, line) => sum + line.ticks, 0)).toBe(ticks);
  });

  it('takes the ticks that were sent, says 0 is unknown, and shows what the registry comes to', async () => {
    const usage = chat(1000, 0, 0, 10, 0);
    const sent = await price({ ...usage, cost_in_usd_ticks: 2_000_000 }, ...FAST);
    expect(sent).toMatchObject({ ticks: 2_000_000, source: 'provider', computed_ticks: 2_050_000 });
    const zero = await price({ ...usage, cost_in_usd_ticks: 0 }, ...FAST, '--host', 'azure');
    expect(zero).toMatchObject({ ticks: 2_050_000, source: 'registry' });
    expect(zero.notes[0]).toContain('unknown');
  });

  it('prices tool calls, priority, batch and a whole response by the model that it names', async () => {
    const whole = {
      model: 'grok-4.3',
      service_tier: 'priority',
      usage: { ...responses(1000, 0, 100, 0), server_side_tool_usage_details: { web_search_calls: 3 } },
    };
    const quoted = await price(whole);
    expect(quoted.ticks).toBe(2 * (1000 * 12_500 + 100 * 25_000) + 3 * 50_000_000);
    expect(quoted.lines.map(({ part }) => part)).toEqual([
      'input',
      'cached',
      'output',
      'priority',
      'tool:web_search',
    ]);
    const batch = await price(
      { prompt_tokens: 1000, completion_tokens: 100 },
      ...G43,
      'chat',
      '--service-tier',
      'batch',
    );
    expect(batch.ticks).toBe(0.8 * (1000 * 12_500 + 100 * 25_000));
  });

  it('without a total knows where the host tells reasoning tokens', async () => {
    const { total_tokens: _, ...usage } = chat(100, 0, 0, 50, 30);
    expect((await price(usage, ...G43, 'chat')).ticks).toBe(100 * 12_500 + 80 * 25_000);
    expect((await price(usage, ...G43, 'chat', '--host', 'openrouter')).ticks).toBe(
      100 * 12_500 + 50 * 25_000,
    );
  });

  it('prices by a registry of your own', async () => {
    const registry = join(dir, 'models.yaml');
    await writeFile(
      registry,
      'models:\n  - id: grok-4.3\n    tiers: [{ from: 0, input: 1, cached: 0.1, output: 2 }]\n',
    );
    const quoted = await price(chat(10, 0, 0, 10, 0), ...G43, 'chat', '--registry', registry);
    expect(quoted.ticks).toBe(10 * 10_000 + 10 * 20_000);
  });

  it.each([
    ['{"prompt_tokens":"many"}', FAST, 2, 'prompt_tokens'],
    ['{"input_tokens":1}', FAST, 2, 'prompt_tokens'],
    ['{}', ['--model', 'grok-4.3'], 2, 'neither prompt_tokens nor input_tokens'],
    ['nonsense', FAST, 2, 'is no JSON'],
    ['[]', FAST, 2, 'one JSON object'],
    ['{"prompt_tokens":1}', ['--model', 'grok-4.33'], 2, 'Did you mean "grok-4.3"?'],
    ['{"prompt_tokens":1}', [...FAST, '--host', 'nowhere'], 2, 'Known hosts: xai'],
    [
      '{"prompt_tokens":1}',
      ['--model', 'grok-4.3', '--dialect', 'french'],
      2,
      '--dialect must be one of chat, responses',
    ],
    ['{"prompt_tokens":1}', [], 2, 'Say which model answered'],
  ])('refuses %s with %o', async (stdin, flags, code, message) => {
    const ended = await deskhand(['cost', 'of', '--usage', '-', ...flags], { stdin });
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});

describe('cost', () => {
  it('sums up the ledger by day, model, task and host, as JSON and as CSV', async () => {
    const path = join(dir, 'ledger.db');
    {
      using book = openBook(path);
      const common = {
        run: 'r',
        asked: 'grok-4-1-fast',
        host: 'xai',
        key: 'key-a',
        source: 'provider',
      } as const;
      const usage = { input: 100, cached: 60, output: 10, reasoning: 4 };
      const at = Date.parse('2026-11-20T10:00:00Z');
      insertEntry(book.db, {
        ...common,
        id: '1',
        at,
        task: 'Say "hi", twice',
        model: 'grok-4.3',
        usage,
        ticks: 129_000,
      });
      insertEntry(book.db, {
        ...common,
        id: '2',
        at: at + 86_400_000,
        task: 'Other',
        model: 'grok-4.7',
        usage,
        ticks: 1,
      });
    }
    const env = { DESKHAND_LEDGER: path };
    const byDay = await deskhand(['cost', '--json'], { env });
    expect(JSON.parse(byDay.stdout)).toMatchObject({
      by: 'day',
      rows: [
        { name: '2026-11-20', ticks: 129_000, usd_exact: '0.0000129' },
        { name: '2026-11-21', ticks: 1 },
      ],
      total: { calls: 2, ticks: 129_001, usd_exact: '0.0000129001' },
    });
    const csv = await deskhand(['cost', '--by', 'task', '--csv'], { env });
    expect(csv.stdout.split('\r\n')).toEqual([
      'task,calls,input_tokens,cached_tokens,output_tokens,reasoning_tokens,ticks,usd',
      '"Say ""hi"", twice",1,100,60,10,4,129000,0.0000129',
      'Other,1,100,60,10,4,1,0.0000000001\n',
    ]);
    const text = await deskhand(['cost', '--by', 'model', '--since', '2026-11-21'], { env });
    expect(text.stdout).toContain('grok-4.7');
    expect(text.stdout).not.toContain('grok-4.3');
    expect((await deskhand(['cost', '--by', 'moon'], { env })).code).toBe(2);
    expect((await deskhand(['cost', '--since', 'yesterday'], { env })).stderr).toContain('2026-11-22');
  });

  it('a cell that a spreadsheet would run is made text', () => {
    expect(toCsv([['=1+1', '-2', 'a\nb']])).toBe(`'=1+1,-2,"a\nb"`);
  });
});
