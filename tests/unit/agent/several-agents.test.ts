import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent, RunHead } from '../../../src/agent/events.ts';
import { openBook } from '../../../src/ledger/book.ts';
import type { Book } from '../../../src/ledger/book.ts';
import { keyName } from '../../../src/ledger/key-name.ts';
import { SharedGate } from '../../../src/ledger/shared-gate.ts';
import type { Pace } from '../../../src/models/retry.ts';
import { usdToTicks } from '../../../src/models/pricing.ts';
import { finish } from '../../fixtures/fake-xai/index.ts';
import type { Brain, FakeXai } from '../../fixtures/fake-xai/index.ts';
import { AgentsClock } from './support/agents-clock.ts';
import { fake, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Three clicks beside everything, then done. */
const clicking: Brain = ({ messages }) => {
  const turn = messages.filter(({ role }) => role === 'assistant').length;
  return turn < 3
    ? { calls: [{ name: 'click', args: { x: 200 + turn, y: 5 } }] }
    : finish(`after ${turn} clicks`);
};
const CALLS = 4;

const billed = ({ bills }: FakeXai): number =>
  bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0);
const spent = (heads: readonly RunHead[]): number =>
  heads.reduce((sum, { totals }) => sum + usdToTicks(totals.costUsd), 0);
const booked = (book: Book) =>
  book.db.prepare('SELECT count(*) AS calls, sum(ticks) AS ticks FROM calls').get();

/** Agents at once, each on a desktop of its own, all behind one book. */
async function agents(
  count: number,
  server: FakeXai,
  book: Book,
  options: { budget?: number; clock?: AgentsClock & Pace } = {},
): Promise<{ heads: readonly RunHead[]; events: readonly RunEvent[] }> {
  const { budget, clock } = options;
  const runs = Array.from({ length: count }, async (_, i) => {
    await using fixture = await makeService(undefined, {
      gateFor: ({ apiKey, run, task: words }) =>
        new SharedGate({
          book,
          key: keyName(apiKey),
          run,
          task: words,
          ...(budget === undefined ? {} : { budgets: { day: budget } }),
          ...(clock === undefined ? {} : { pace: clock }),
        }),
    });
    try {
      return await fixture.run(task(server, { task: `Agent ${i} clicks about` }));
    } finally {
      clock?.ended();
    }
  });
  const ended = await Promise.all(runs);
  return { heads: ended.map(({ head }) => head), events: ended.flatMap(({ events }) => events) };
}

// The clock of calls and limits is the agents' own; real time goes only into the work, of which eight agents have a lot.
describe.each([2, 8])('%i agents at once, each on a desktop of its own', { timeout: 60_000 }, (count) => {
  test('share one key’s limits: the server never sees more than it allows, and nobody is refused', async () => {
    const limits = { rpm: 5, tpm: 40_000 };
    const server = await fake({ brain: clicking, limits });
    const clock = new AgentsClock(count);
    using book = openBook(':memory:');
    // The first answer tells the limits; until then the registry's hold, so one call goes ahead.
    await agents(1, server, book, { clock: new AgentsClock(1) });
    vi.setSystemTime(Date.now() + 120_000);
    const { heads, events } = await agents(count, server, book, { clock });
    expect(heads.map(({ outcome }) => outcome)).toEqual(heads.map(() => 'done'));
    expect(server.requests).toHaveLength((count + 1) * CALLS);
    expect(server.peak.requests).toBeLessThanOrEqual(limits.rpm);
    expect(server.peak.tokens).toBeLessThanOrEqual(limits.tpm);
    expect(JSON.stringify(events)).toContain('waiting for the rate limit');
  });

  test('lose no tick: bills, ledger and records are the same sum', async () => {
    const server = await fake({ brain: clicking });
    using book = openBook(':memory:');
    const { heads } = await agents(count, server, book);
    expect(heads.map(({ outcome }) => outcome)).toEqual(heads.map(() => 'done'));
    expect(booked(book)).toEqual({ calls: count * CALLS, ticks: billed(server) });
    expect(spent(heads)).toBe(billed(server));
    const byRun = book.db.prepare('SELECT run, sum(ticks) AS ticks FROM calls GROUP BY run').all();
    expect(new Map(byRun.map(({ run, ticks }) => [run, ticks]))).toEqual(
      new Map(heads.map(({ id, totals }) => [id, usdToTicks(totals.costUsd)])),
    );
  });

  test('pass no budget together: some end at it, and what is booked stays below', async () => {
    const server = await fake({ brain: clicking });
    using whole = openBook(':memory:');
    const free = await agents(1, server, whole);
    const before = billed(server);
    const budget = Math.round(spent(free.heads) * count * 0.6);
    using book = openBook(':memory:');
    const { heads } = await agents(count, server, book, { budget });
    const ended = new Set(heads.map(({ outcome }) => outcome));
    expect(ended.has('limit')).toBe(true);
    expect(ended.has('failed')).toBe(false);
    expect(billed(server) - before).toBeLessThanOrEqual(budget);
    expect(booked(book)?.['ticks']).toBe(billed(server) - before);
    expect(spent(heads)).toBe(billed(server) - before);
  });
});

test('agents in several processes share one book and lose no tick', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-agents-'));
  const server = await fake({ brain: clicking });
  const path = join(folder, 'ledger.db');
  const program = fileURLToPath(new URL('./support/agent-process.ts', import.meta.url));
  const env = { ...process.env, XAI_API_KEY: server.key };
  const start = () => promisify(execFile)(process.execPath, [program, path, server.url, '4'], { env });
  const ended = await Promise.all([start(), start()]);
  const runs = ended.flatMap(({ stdout }) => JSON.parse(stdout) as { outcome: string; costUsd: number }[]);
  expect(runs.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 8 }, () => 'done'));
  using book = openBook(path);
  expect(booked(book)).toEqual({ calls: 8 * CALLS, ticks: billed(server) });
  expect(runs.reduce((sum, { costUsd }) => sum + usdToTicks(costUsd), 0)).toBe(billed(server));
  await rm(folder, { recursive: true });
}, 120_000);
