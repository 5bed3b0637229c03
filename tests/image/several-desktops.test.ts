import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunEvent, RunHead } from '../../src/agent/events.ts';
import { createContext } from '../../src/cli/context.ts';
import { openSharedBooking } from '../../src/cli/run/shared-booking.ts';
import { openBook } from '../../src/ledger/book.ts';
import { usdToTicks } from '../../src/models/pricing.ts';
import type { Brain, FakeXai } from '../fixtures/fake-xai/index.ts';
import { finish, startFakeXai } from '../fixtures/fake-xai/index.ts';
import { AgentsClock } from '../unit/agent/support/agents-clock.ts';
import { memoryOutput } from '../unit/cli/memory-output.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';

const MANY = 8;
const CALLS = 4;
const SMALL = 512 * 1024 ** 2;

let desktops: readonly TestDesktop[] = [];
let folder: string;
const servers: FakeXai[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-several-'));
  const starting = Array.from({ length: MANY }, () => startDesktop({ memory: SMALL }));
  const started = await Promise.allSettled(starting);
  desktops = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = started.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}, 120_000);

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

afterAll(async () => {
  await Promise.all(desktops.map((desktop) => desktop[Symbol.asyncDispose]()));
  await rm(folder, { recursive: true, force: true });
});

/** Looks a few times for something, each time for something else, and is done; or goes on for ever, if that is the task. */
const looking: Brain = ({ messages, task }) => {
  const turn = messages.filter(({ role }) => role === 'assistant').length;
  if (turn >= CALLS - 1 && !task.includes('for ever')) return finish(`after ${turn} looks`);
  return { calls: [{ name: 'find', args: { text: `word ${turn}` } }] };
};

async function fake(limits?: { readonly rpm: number; readonly tpm: number }): Promise<FakeXai> {
  const server = await startFakeXai({
    hostname: '0.0.0.0',
    brain: looking,
    ...(limits === undefined ? {} : { limits }),
  });
  servers.push(server);
  return server;
}

/** As many tasks as desktops at once, all asking one gate of this machine before each call. */
async function runAll(
  on: readonly TestDesktop[],
  server: FakeXai,
  options: {
    readonly ledger: string;
    readonly task?: string;
    readonly budget?: number;
    readonly clock?: AgentsClock;
  },
) {
  const { ledger, task = 'Look about', budget, clock } = options;
  const { stdin, stdout, stderr } = process;
  const env = { ...process.env, DESKHAND_LEDGER: join(folder, ledger) };
  const { signal } = new AbortController();
  const { output } = memoryOutput();
  const context = createContext({ env, cwd: folder, stdin, stdout, stderr }, output, signal, undefined);
  const config = await context.config(
    budget === undefined ? {} : { 'budget-per-day': String(budget / 1e10) },
  );
  await using booking = await openSharedBooking(context, config, clock === undefined ? {} : { pace: clock });
  const ended = await Promise.all(
    on.map(async ({ client: { tasks } }, i) => {
      const base = server.url.replace('0.0.0.0', 'host.docker.internal');
      const admitted = booking.admit({ task: `${task}, desktop ${i}`, api_key: server.key, base_url: base });
      const events: RunEvent[] = [];
      try {
        const { id } = await tasks.submit(admitted.request);
        for await (const { event } of tasks.events(id)) events.push(event);
        return { head: await tasks.get(id), events };
      } finally {
        admitted.over();
        clock?.ended();
      }
    }),
  );
  return {
    heads: ended.map(({ head }) => head),
    events: ended.flatMap(({ events }) => events),
    counts: booking.counts,
  };
}

const billed = ({ bills }: FakeXai): number =>
  bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0);
const spent = (heads: readonly RunHead[]): number =>
  heads.reduce((sum, { totals }) => sum + usdToTicks(totals.costUsd), 0);

/** The machine's ledger, as any other process finds it. */
function booked(ledger: string) {
  using book = openBook(join(folder, ledger));
  const byRun = book.db.prepare('SELECT run, sum(ticks) AS ticks FROM calls GROUP BY run').all();
  const { calls, ticks } =
    book.db.prepare('SELECT count(*) AS calls, sum(ticks) AS ticks FROM calls').get() ?? {};
  const { holds } = book.db.prepare('SELECT count(*) AS holds FROM holds').get() ?? {};
  return { calls, ticks, holds, byRun: new Map(byRun.map(({ run, ticks: sum }) => [run, sum])) };
}

describe.each([2, MANY])('%i agents at once, each in a container of its own', (count) => {
  const used = () => desktops.slice(0, count);

  test('share key, limits and ledger: no limit passed, nobody refused, no tick lost', async () => {
    const limits = { rpm: 2 * count - 1, tpm: count * 20_000 };
    const server = await fake(limits);
    const ledger = `shared-${count}.db`;
    // The first answer tells the limits; until then the registry's hold, so one run goes ahead.
    const first = await runAll(desktops.slice(0, 1), server, { ledger, clock: new AgentsClock(1) });
    const clock = new AgentsClock(count);
    vi.setSystemTime(Date.now() + 600_000);
    const { heads, events, counts } = await runAll(used(), server, { ledger, clock });
    expect(heads.map(({ outcome, error }) => [outcome, error])).toEqual(heads.map(() => ['done', undefined]));
    expect(server.requests).toHaveLength((count + 1) * CALLS);
    expect(server.bills).toHaveLength((count + 1) * CALLS);
    expect(server.peak.requests).toBeLessThanOrEqual(limits.rpm);
    expect(server.peak.tokens).toBeLessThanOrEqual(limits.tpm);
    const all = [...first.heads, ...heads];
    expect(booked(ledger)).toEqual({
      calls: all.length * CALLS,
      ticks: billed(server),
      holds: 0,
      byRun: new Map(all.map(({ id, totals }) => [id, usdToTicks(totals.costUsd)])),
    });
    expect(spent(all)).toBe(billed(server));
    // Waiting was told in the progress of the runs, and is in the metrics of their desktops and of this process.
    expect(JSON.stringify(events)).toContain('waiting for the rate limit');
    expect(counts).toMatchObject({ calls: count * CALLS, waiting: 0, refused: 0, rateLimited: 0 });
    const scraped = await Promise.all(used().map((desktop) => waits(desktop)));
    expect(scraped.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(counts.waits);
    expect(counts.waits).toBeGreaterThan(0);
  }, 90_000);

  test('are all stopped by one budget, and what they have spent together stays below it', async () => {
    const server = await fake();
    const ledger = `budget-${count}.db`;
    const [one] = (await runAll(desktops.slice(0, 1), server, { ledger: `one-${count}.db` })).heads;
    const before = billed(server);
    const budget = Math.round(usdToTicks(one?.totals.costUsd ?? 0) * count);
    const { heads, counts } = await runAll(used(), server, { ledger, budget, task: 'Look for ever' });
    expect(heads.map(({ outcome }) => outcome)).toEqual(heads.map(() => 'limit'));
    for (const { error } of heads) expect(error?.message).toContain('budget of $');
    const paid = billed(server) - before;
    expect(paid).toBeGreaterThan(budget / 2);
    expect(paid).toBeLessThanOrEqual(budget);
    expect(booked(ledger)).toMatchObject({ ticks: paid, holds: 0 });
    expect(spent(heads)).toBe(paid);
    expect(counts.refused).toBe(count);
  }, 90_000);
});

/** Calls that a desktop itself says it had to wait with. */
async function waits({ url, token }: TestDesktop): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return Number(/^deskhand_model_waits_total (\d+)$/m.exec(await response.text())?.[1]);
}
