import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openBook } from '../../../src/ledger/book.ts';
import type { Book } from '../../../src/ledger/book.ts';
import { SharedGate } from '../../../src/ledger/shared-gate.ts';
import type { Pace } from '../../../src/models/retry.ts';
import type { FakeXai } from '../../fixtures/fake-xai/index.ts';
import { fake, model, opening } from './support/fake-model.ts';

/** One clock for client, gate and server, which passes only where somebody sleeps. */
const pace: Pace = {
  now: () => Date.now(),
  random: () => 0,
  sleep: (ms) => {
    vi.setSystemTime(Date.now() + ms);
    return Promise.resolve();
  },
};

let book: Book;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T10:00:00Z') });
  book = openBook(':memory:');
});
afterEach(() => {
  vi.useRealTimers();
  book[Symbol.dispose]();
});

/** An agent behind the gate that all who share the key have, and what it was told while it waited. */
function agent(server: FakeXai, dialect: 'chat' | 'responses') {
  const told: [string, number][] = [];
  const grok = model(server, { dialect, pace, gate: new SharedGate({ book, key: 'k', pace }) });
  const ask = () =>
    grok.model.reply({
      messages: opening,
      tools: [],
      signal: new AbortController().signal,
      onWait: (reason, ms) => told.push([reason, ms]),
    });
  return { ask, told };
}

const learned = () => book.db.prepare('SELECT rpm, tpm FROM limits').get();

describe.each(['chat', 'responses'] as const)('over %s', (dialect) => {
  test('limits are learnt from the headers of an answer, kept from then on, and never passed', async () => {
    const server = await fake({ limits: { rpm: 2, tpm: 5_000_000 } });
    const [a, b] = [agent(server, dialect), agent(server, dialect)];
    await a.ask();
    expect(learned()).toEqual({ rpm: 2, tpm: 5_000_000 });
    for (const { ask } of [b, a, b, a]) await ask();
    expect(server.requests).toHaveLength(5);
    expect(server.bills).toHaveLength(5);
    expect(server.peak.requests).toBe(2);
    const waits = [...a.told, ...b.told];
    expect(waits).toEqual(waits.map(() => [expect.stringContaining('waiting for the rate limit'), 60_500]));
    expect(waits).toHaveLength(2);
  });

  test('tokens a minute hold too: answers tell what calls really took', async () => {
    const server = await fake({ limits: { rpm: 1000, tpm: 5000 } });
    const { ask } = agent(server, dialect);
    for (let call = 0; call < 6; call++) await ask();
    expect(server.bills).toHaveLength(6);
    // Two fit into a minute, three do not.
    expect(server.peak.requests).toBe(2);
    expect(server.peak.tokens).toBeLessThanOrEqual(5000);
  });

  test('a limit that others have used up is learnt from the text of the 429, and waited out', async () => {
    const server = await fake({ limits: { rpm: 1, tpm: 5_000_000 } });
    // Somebody elsewhere with the same key, whom this machine knows nothing of.
    await model(server, { dialect }).ask();
    const { ask, told } = agent(server, dialect);
    expect((await ask()).text).toBe('hello');
    expect(server.requests).toHaveLength(3);
    expect(learned()).toMatchObject({ rpm: 1 });
    expect(told[0]?.[0]).toContain('rate limit reached');
    expect(told[1]?.[0]).toContain('waiting for the rate limit');
  });

  test.each([
    ['seconds', () => ({ 'retry-after': '7' }), 7000],
    ['a date', () => ({ 'retry-after': new Date(Date.now() + 30_000).toUTCString() }), 30_000],
    ['milliseconds, the larger of both', () => ({ 'retry-after': '1', 'retry-after-ms': '2500' }), 2500],
    ['an hour, which is capped', () => ({ 'retry-after': '3600' }), 60_000],
    ['nothing: its own pause', () => ({}), 250],
  ])('Retry-After in %s holds back everyone who shares the key', async (_, headers, pause) => {
    const server = await fake({ faults: (n) => (n === 0 ? { rateLimit: headers() } : undefined) });
    const [first, second] = [agent(server, dialect), agent(server, dialect)];
    const from = Date.now();
    expect((await first.ask()).text).toBe('hello');
    expect(first.told[0]).toEqual([expect.stringContaining('rate limit reached'), pause]);
    expect(Date.now() - from).toBe(pause);
    await second.ask();
    // The pause is over for the second one as well; it waits no more.
    expect(second.told).toEqual([]);
    expect(server.requests).toHaveLength(3);
  });

  test('whoever comes during a pause waits for its end', async () => {
    const server = await fake({
      faults: (n) => (n === 0 ? { rateLimit: { 'retry-after': '20' } } : undefined),
    });
    const held = Promise.withResolvers<void>();
    const paused = Promise.withResolvers<void>();
    const slow = {
      ...pace,
      sleep: () => {
        paused.resolve();
        return held.promise;
      },
    };
    const gate = new SharedGate({ book, key: 'k', pace });
    const first = model(server, { dialect, pace: slow, gate }).ask();
    await paused.promise;
    const second = agent(server, dialect);
    await second.ask();
    expect(second.told).toEqual([[expect.stringContaining('waiting for the rate limit'), 20_000]]);
    held.resolve();
    await first;
  });
});
