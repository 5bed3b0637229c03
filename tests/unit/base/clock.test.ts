import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { steadyNow } from '../../../src/base/clock.ts';
import { RunClock } from '../../../src/agent/run-clock.ts';
import { monotonic } from '../../../src/agent/plan-run.ts';
import { FailureLimit } from '../../../src/server/auth/failure-limit.ts';
import { Sessions } from '../../../src/server/auth/sessions.ts';
import { Tickets } from '../../../src/server/auth/tickets.ts';

const DAY = 24 * 60 * 60 * 1000;

afterEach(() => vi.useRealTimers());

/** Sets the wall clock and nothing else, as an administrator or a time server does. */
function jump(ms: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: now + ms });
}

test('the clock starts at the wall clock and does not follow its jumps', () => {
  const before = steadyNow();
  expect(Math.abs(before - Date.now())).toBeLessThan(DAY);
  jump(-30 * DAY);
  expect(steadyNow()).toBeGreaterThanOrEqual(before);
  expect(steadyNow() - before).toBeLessThan(DAY);
});

test.each([-30 * DAY, 30 * DAY])(
  'a jump of %d ms ends no session, ticket or run, and blocks nobody',
  (ms) => {
    const [sessions, tickets, limit] = [new Sessions(), new Tickets(), new FailureLimit()];
    let isOver = false;
    const run = new RunClock(monotonic, DAY, () => (isOver = true));
    const [session, { ticket }] = [sessions.open(), tickets.issue('viewer')];
    for (let i = 0; i < 30; i++) limit.fail('192.0.2.1');
    const wait = limit.waitSeconds('192.0.2.1');
    jump(ms);
    expect(sessions.has(session)).toBe(true);
    expect(tickets.redeem('viewer', ticket)).toBe(true);
    expect(limit.waitSeconds('192.0.2.1')).toBeLessThanOrEqual(wait);
    expect(limit.waitSeconds('192.0.2.1')).toBeGreaterThan(0);
    expect(run.now()).toBeLessThan(DAY);
    run.end();
    expect(isOver).toBe(false);
  },
);

// What the wall clock may decide: stamps that people and other processes read, names, and dates that a server sends.
const STAMPS = [
  'cli/run/account.ts', // entries of the ledger
  'desktop/pixels.ts', // a file's name
  'models/retry.ts', // Retry-After may be a date
  'runner/tmp-leftovers.ts', // the age of a file, which the kernel stamps by it
];

test('no duration is measured with the wall clock', () => {
  const root = fileURLToPath(new URL('../../../src/', import.meta.url));
  const users = globSync('**/*.ts', { cwd: root }).filter((file) => {
    const code = readFileSync(root + file, 'utf8');
    return /\bDate\.now\b|\bnew Date\(\)\s*\.(getTime|valueOf)|[+-]\s*new Date\(\)/.test(code);
  });
  expect(users.sort()).toEqual(STAMPS);
});
