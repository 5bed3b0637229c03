import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunEvent, RunHead, Step } from '../../../../src/agent/events.ts';
import type { Config } from '../../../../src/cli/config-schema.ts';
import type { Context } from '../../../../src/cli/context.ts';
import { openBooking } from '../../../../src/cli/run/account.ts';
import { openBook } from '../../../../src/ledger/book.ts';

let folder: string;
let context: Context;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-account-'));
  const stream = { stdin: Readable.from([]), stdout: new Writable(), stderr: new Writable() };
  const env = { DESKHAND_LEDGER: join(folder, 'ledger.db') };
  context = { process: { env, cwd: folder, ...stream } } as unknown as Context;
});
afterEach(() => rm(folder, { recursive: true }));

const config: Config = { image: 'i', runs: 'runs', ready_timeout: 60 };
const usage = { input: 10, cached: 0, output: 2, reasoning: 0 };
const step = (number: number, costUsd: number): RunEvent => {
  const told = { number, at: '2026-11-22T15:30:01.000Z', model: 'grok-4.3', costUsd, usage };
  return { type: 'step', step: told as unknown as Step, totals: {} as RunHead['totals'] };
};
const head = (costUsd: number): RunHead =>
  ({ id: 'r1', model: 'grok-4.3', answeredBy: ['grok-4.3'], totals: { costUsd } }) as unknown as RunHead;

function booked(): { calls: number; ticks: number; holds: number } {
  using book = openBook(join(folder, 'ledger.db'));
  const { calls, ticks } =
    book.db.prepare('SELECT count(*) AS calls, sum(ticks) AS ticks FROM calls').get() ?? {};
  const holds = book.db.prepare('SELECT count(*) AS n FROM holds').get()?.['n'];
  return { calls: Number(calls), ticks: Number(ticks), holds: Number(holds) };
}

it('books each step once, the rest at the end, and gives back what was not spent', async () => {
  {
    using booking = await openBooking(context, config, { task: 'x', api_key: 'k', limits: { usd: 0.5 } });
    expect(booking.request.limits).toEqual({ usd: 0.5 });
    for (const event of [
      { type: 'started', run: head(0) } as const,
      step(1, 0.001),
      step(2, 0.002),
      step(1, 0.001),
      { type: 'ended', run: head(0.0045) } as const,
    ]) {
      booking.told(event);
    }
    expect(booked().holds).toBe(1);
  }
  expect(booked()).toEqual({ calls: 3, ticks: 45_000_000, holds: 0 });
});

it('lowers a run to what the budget leaves, and refuses it when nothing is left', async () => {
  const limited = { ...config, budget_per_day: 1.2 };
  using first = await openBooking(context, limited, { task: 'x', api_key: 'k' });
  using second = await openBooking(context, limited, { task: 'y', api_key: 'k' });
  expect(first.request.limits?.usd).toBe(1);
  expect(second.request.limits?.usd).toBeCloseTo(0.2, 10);
  await expect(openBooking(context, limited, { task: 'z', api_key: 'k' })).rejects.toMatchObject({
    code: 'limit_reached',
  });
});

it('leaves a run without a key alone', async () => {
  using booking = await openBooking(context, config, { playbook: 'x' });
  expect(booking.request).toEqual({ playbook: 'x' });
});
