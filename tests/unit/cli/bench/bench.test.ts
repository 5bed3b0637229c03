import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { RunHead, Step } from '../../../../src/agent/events.ts';
import { benchCells, benchDocument } from '../../../../src/cli/bench/bench-report.ts';
import { percentile, summarise } from '../../../../src/cli/bench/measure.ts';
import { plotSvg } from '../../../../src/cli/bench/plot.ts';
import { publishedFor } from '../../../../src/cli/bench/published.ts';
import { isRight, runBench } from '../../../../src/cli/bench/run-bench.ts';
import { BenchTask, DEFAULT_TASKS, readTaskSet } from '../../../../src/cli/bench/task-set.ts';
import { loadRegistry } from '../../../../src/models/registry.ts';
import { createRunStore } from '../../../../src/runs/store.ts';
import { finish } from '../../../fixtures/fake-xai/index.ts';
import { fake } from '../../agent/support/model-run.ts';
import { makeService } from '../../agent/support/service.ts';

const never = new AbortController().signal;
const tasks = [BenchTask.parse({ name: 'say', task: 'Say it', expect: 'it is (four|4)', steps: 5 })];

function headOf(more: Partial<RunHead>): RunHead {
  const totals = { steps: 1, costUsd: 0.002 } as RunHead['totals'];
  return { id: 'x', answeredBy: ['m'], state: 'ended', outcome: 'done', totals, ...more } as RunHead;
}

function stepOf(modelMs: number, firstMs: number, output: number): Step {
  const timings = { actMs: 10, settleMs: 20, frameMs: 5 };
  const usage = { input: 100, cached: 40, output, reasoning: 0 };
  return { modelMs, firstMs, usage, actions: [{ timings }] } as unknown as Step;
}

describe('measuring', () => {
  test('sums up by model: times, tokens a second as others measure them, dollars, success', () => {
    const steps = [stepOf(1000, 400, 100), stepOf(2000, 500, 200), stepOf(3000, 600, 300)];
    const sample = { model: 'a', task: 't', head: headOf({}), steps, isRight: true };
    const [row, other] = summarise([
      sample,
      { ...sample, steps: [], isRight: false },
      { ...sample, model: 'b' },
    ]);
    expect(row).toMatchObject({
      model: 'a',
      runs: 2,
      right: 1,
      steps: 3,
      firstMs: { p50: 500, p95: 600 },
      modelMs: { p50: 2000, p95: 3000 },
      stepMs: { p50: 2035, p95: 3035 },
      tokensPerSecond: 100,
      inputTokens: 300,
      cachedTokens: 120,
      outputTokens: 600,
      usd: 0.004,
      usdPerRun: 0.002,
    });
    expect(other?.model).toBe('b');
  });

  test.each([
    [[], 0.5, 0],
    [[5], 0.95, 5],
    [[1, 2, 3, 4], 0.5, 2],
    [[4, 1, 3, 2], 0.95, 4],
  ])('of %j the share %d lies at %d', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });

  test.each([
    [{ result: 'It is FOUR.' }, true],
    [{ result: 'five' }, false],
    [{ result: 'it is 4', outcome: 'failed' as const }, false],
  ])('%j is right: %s', (more, expected) => {
    expect(isRight(headOf(more), tasks[0] ?? BenchTask.parse({}))).toBe(expected);
  });
});

describe('a bench', () => {
  test('lets the models take turns, and leaves out one whose key is refused', async () => {
    const order: string[] = [];
    const samples = await runBench(
      { models: ['a', 'b'], tasks, repeat: 3 },
      async (model) => {
        order.push(model);
        const error = { code: 'bad_key', message: 'no' };
        return {
          head: headOf(model === 'b' ? { outcome: 'failed', error } : { result: 'it is 4' }),
          steps: [],
        };
      },
      () => undefined,
      never,
    );
    expect(order).toEqual(['a', 'b', 'a', 'a']);
    expect(samples.map(({ isRight: right }) => right)).toEqual([true, false, true, true]);
  });

  test('recovers latency that a server adds within five per cent, tokens and dollars exactly', async () => {
    const delays: Record<string, number> = { 'grok-4-1-fast-non-reasoning': 700, 'grok-4.3': 1100 };
    // The server moves the clock by the latency that it adds: the bench is measured, not how busy this machine is.
    let clock = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const server = await fake({
      brain: ({ asked, messages }) => {
        clock += delays[asked] ?? 0;
        const turn = messages.filter(({ role }) => role === 'assistant').length;
        return turn < 2 ? { calls: [{ name: 'click', args: { x: turn, y: 5 } }] } : finish('It is 4.');
      },
    });
    await using fixture = await makeService(undefined, { now: () => performance.now() });
    const store = createRunStore(fixture.dir);
    const samples = await runBench(
      { models: Object.keys(delays), tasks, repeat: 1 },
      async (model, { task }) => {
        const { head } = await fixture.run({ task, model, api_key: server.key, base_url: server.url });
        return { head, steps: await store.steps(head.id) };
      },
      () => undefined,
      never,
    );
    const rows = summarise(samples);
    for (const row of rows) {
      const delay = delays[row.model] ?? 0;
      expect(Math.abs(row.firstMs.p50 - delay) / delay, `first content of ${row.model}`).toBeLessThan(0.05);
      expect(Math.abs(row.modelMs.p50 - delay) / delay, `answer of ${row.model}`).toBeLessThan(0.05);
      // FakeDesktop takes 6 ms for an action.
      expect(Math.abs(row.stepMs.p50 - delay - 6) / delay, `step of ${row.model}`).toBeLessThan(0.05);
      const injected = row.outputTokens / ((3 * delay) / 1000);
      expect(Math.abs(row.tokensPerSecond - injected) / injected, `tokens/s of ${row.model}`).toBeLessThan(
        0.05,
      );
      expect(row).toMatchObject({ runs: 1, right: 1, steps: 3 });
    }
    const bills = server.bills.map((bill) => bill.cost_in_usd_ticks ?? 0);
    const paid = rows.reduce((sum, { usd }) => sum + Math.round(usd * 1e10), 0);
    expect(paid).toBe(bills.reduce((sum, ticks) => sum + ticks, 0));
  }, 20_000);
});

describe('the report of a bench', () => {
  const registry = loadRegistry();
  const canonical = (id: string): string | undefined => registry.find(id)?.id;
  const steps = [stepOf(1000, 400, 100)];
  const rows = summarise([
    { model: 'grok-4-1-fast', task: 't', head: headOf({}), steps, isRight: true },
    { model: '<b>&"', task: 't', head: headOf({}), steps, isRight: false },
  ]).map((row) => ({ row, published: publishedFor(row.model, canonical) }));

  test('stands beside what others have published, under any spelling of the id', () => {
    expect(publishedFor('grok-4.1-fast', canonical)?.tokensPerSecond).toBe(176);
    expect(publishedFor('MiniMax-M3', canonical)?.tokensPerSecond).toBe(202);
    expect(publishedFor('my-own', canonical)).toBeUndefined();
    const [first] = rows;
    if (first === undefined) throw new Error('no rows');
    expect(benchCells(first)).toEqual([
      'grok-4-1-fast',
      '1/1',
      '1',
      '400 (400)',
      '1000 (1000)',
      '1035 (1035)',
      '100',
      '100/100',
      '$0.0020',
      '1454, 176',
    ]);
    expect(benchDocument(first).published?.source).toContain('BlockRun');
  });

  test('is plotted: a bar for each number, one more for each published one, names as text', () => {
    const svg = plotSvg(rows, 'A & B');
    expect(svg.match(/<rect [^>]*class="bar"/g)).toHaveLength(1 + 2 * 4);
    expect(svg.match(/<rect [^>]*class="ref"/g)).toHaveLength(1 + 3);
    expect(svg).toContain('&lt;b&gt;&amp;&quot;');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('a task set', () => {
  test('is YAML; what does not fit is named', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'deskhand-bench-')), 'set.yaml');
    await writeFile(path, 'tasks:\n  - { name: a, task: Do a, expect: yes+ }\n');
    expect(await readTaskSet(path)).toEqual([{ name: 'a', task: 'Do a', expect: 'yes+', steps: 25 }]);
    await writeFile(path, 'tasks:\n  - { name: a, task: Do a, expect: "(" }\n');
    await expect(readTaskSet(path)).rejects.toThrow(/tasks\[0\]\.expect/);
    await expect(readTaskSet(`${path}.none`)).rejects.toThrow(/cannot be read/);
  });

  test('the shipped one runs on the demo pages only', () => {
    for (const task of DEFAULT_TASKS) expect(BenchTask.parse(task).start_url).toMatch(/^demo:/);
  });
});
