import { fork } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBook } from '../../../src/ledger/book.ts';
import { insertEntry } from '../../../src/ledger/entries.ts';
import { keyName } from '../../../src/ledger/key-name.ts';
import { ledgerPath } from '../../../src/ledger/location.ts';
import { openRunAccount } from '../../../src/ledger/run-account.ts';
import { summarise, totalOf } from '../../../src/ledger/summary.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'deskhand-ledger-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const at = Date.parse('2026-11-22T23:59:59.999Z');
const entry = (id: string, more = {}) => ({
  id,
  at,
  run: 'run-1',
  task: 'Buy milk, bread',
  asked: 'grok-4-1-fast',
  model: 'grok-4.3',
  host: 'xai',
  key: 'key-a',
  usage: { input: 100, cached: 60, output: 10, reasoning: 4 },
  ticks: 129_000,
  source: 'provider' as const,
  ...more,
});

/** A process of its own that books `count` calls at the file, then kills itself in the middle of one more. */
const WORKER = fileUrl('./support/worker.ts');

function fileUrl(path: string): string {
  return new URL(path, import.meta.url).pathname;
}

function work(path: string, name: string, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, [path, name, String(count)], { silent: true });
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}

describe('the ledger', () => {
  test('sums by day, model, task and host, and survives being closed', () => {
    const path = join(dir, 'sub', 'ledger.db');
    {
      using book = openBook(path);
      insertEntry(book.db, entry('a'));
      insertEntry(book.db, entry('b', { at: at + 1, model: 'grok-4.7', ticks: 5, task: undefined }));
    }
    using book = openBook(path);
    expect(summarise(book, 'day').map(({ name, ticks }) => [name, ticks])).toEqual([
      ['2026-11-22', 129_000],
      ['2026-11-23', 5],
    ]);
    expect(summarise(book, 'model').map(({ name }) => name)).toEqual(['grok-4.3', 'grok-4.7']);
    expect(summarise(book, 'task').map(({ name }) => name)).toEqual(['Buy milk, bread', '']);
    expect(summarise(book, 'host', { until: '2026-11-22' })).toMatchObject([
      { name: 'xai', calls: 1, cached: 60 },
    ]);
    expect(totalOf(summarise(book, 'key'))).toMatchObject({ calls: 2, input: 200, ticks: 129_005 });
  });

  test('what is booked twice counts once', () => {
    using book = openBook(':memory:');
    expect([insertEntry(book.db, entry('a')), insertEntry(book.db, entry('a'))]).toEqual([true, false]);
    expect(totalOf(summarise(book, 'day')).calls).toBe(1);
  });

  test('is readable by its owner alone and holds no key', async () => {
    const path = join(dir, 'ledger.db');
    openBook(path)[Symbol.dispose]();
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(keyName('xai-secret')).toMatch(/^key-[0-9a-f]{12}$/);
    expect(keyName(' xai-secret\n')).toBe(keyName('xai-secret'));
  });

  test('a file that is none is refused by its name', async () => {
    const path = join(dir, 'ledger.db');
    await writeFile(path, 'no database at all, but long enough to be looked at as one'.repeat(50));
    expect(() => openBook(path)).toThrow(
      expect.objectContaining({ code: 'not_ready', message: expect.stringContaining(path) as string }),
    );
  });

  test.each([
    [{ DESKHAND_LEDGER: '/x/y.db', HOME: '/h' }, '/x/y.db'],
    [{ XDG_STATE_HOME: '/state', HOME: '/h' }, '/state/deskhand/ledger.db'],
    [{ HOME: '/h' }, '/h/.local/state/deskhand/ledger.db'],
  ])('with %o lies at %s', (env, path) => {
    expect(ledgerPath(env)).toBe(path);
  });

  test('four processes that write at once, and are killed, lose nothing and count nothing twice', async () => {
    const path = join(dir, 'ledger.db');
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => work(path, name, 25)));
    using book = openBook(path);
    expect(totalOf(summarise(book, 'day'))).toMatchObject({ calls: 100, ticks: 100_000 });
    expect(book.db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    expect(book.db.prepare("SELECT COUNT(*) AS n FROM calls WHERE id LIKE '%unfinished'").get()).toEqual({
      n: 0,
    });
  }, 30_000);
});

describe('the account of a run', () => {
  const options = { key: 'key-a', budgets: { day: 1_000_000 }, now: at, expires: at + 60_000 };

  test('runs at the same time cannot pass a budget together', () => {
    using book = openBook(':memory:');
    const first = openRunAccount(book, { ...options, id: 'one', wanted: 700_000 });
    const second = openRunAccount(book, { ...options, id: 'two', wanted: 700_000 });
    expect([first.granted, second.granted]).toEqual([700_000, 300_000]);
    expect(() => openRunAccount(book, { ...options, id: 'three', wanted: 1 })).toThrow(
      expect.objectContaining({ code: 'limit_reached' }),
    );
  });

  test('what is spent comes off the reservation, and the rest comes back at the end', () => {
    using book = openBook(':memory:');
    const account = openRunAccount(book, { ...options, id: 'one', wanted: 1_000_000 });
    account.book(entry('run-1/1', { ticks: 400_000 }));
    account.book(entry('run-1/1', { ticks: 400_000 }));
    expect(() => openRunAccount(book, { ...options, id: 'two', wanted: 5 })).toThrow(/budget/);
    account.close();
    expect(openRunAccount(book, { ...options, id: 'two', wanted: 900_000 }).granted).toBe(600_000);
  });
});
