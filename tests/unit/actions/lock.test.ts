import { expect, test } from 'vitest';
import { Lock } from '../../../src/actions/lock.ts';

const never = new AbortController().signal;

test('work runs one at a time and in the order it came', async () => {
  const lock = new Lock();
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} starts`);
    await new Promise((resolve) => setImmediate(resolve));
    log.push(`${name} ends`);
  };
  await Promise.all([lock.run(never, work('a')), lock.run(never, work('b')), lock.run(never, work('c'))]);
  expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
});

test('one that gives up while it waits never runs and lets the others through', async () => {
  const lock = new Lock();
  const first = Promise.withResolvers<void>();
  const giveUp = new AbortController();
  const ran: string[] = [];
  const a = lock.run(never, () => first.promise);
  const b = lock.run(giveUp.signal, async () => void ran.push('b'));
  const c = lock.run(never, async () => void ran.push('c'));
  giveUp.abort();
  await expect(b).rejects.toMatchObject({ code: 'cancelled' });
  expect(ran).toEqual([]);
  first.resolve();
  await Promise.all([a, c]);
  expect(ran).toEqual(['c']);
});

test('a failure is the caller’s alone', async () => {
  const lock = new Lock();
  await expect(lock.run(never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(lock.run(never, () => Promise.resolve(7))).resolves.toBe(7);
});
