import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import {
  commandLine,
  isNamespaceInit,
  lookAt,
  lookAtGroup,
  parseStat,
} from '../../../src/runner/supervisor/proc.ts';

const STAT =
  '42 (a) b (c) T 7 40 40 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 987654 1000 200 18446744073709551615';

test('the name of a process may hold brackets and blanks', () => {
  expect(parseStat(42, STAT, '3000000 2000000 9')).toEqual({
    pid: 42,
    state: 'T',
    parent: 7,
    group: 40,
    startedAt: 987654,
    busyMs: 5,
  });
});

test('without schedstat the clock ticks of the whole process stand for its work', () => {
  expect(parseStat(42, STAT, undefined).busyMs).toBe(2000);
});

test('this process is found, with its command line, in its own group', () => {
  const own = lookAt(process.pid);
  expect(own).toMatchObject({ pid: process.pid, parent: process.ppid });
  expect(own?.busyMs).toBeGreaterThan(0);
  expect(commandLine(process.pid)).toContain('node');
  expect(isNamespaceInit(process.pid)).toBe(false);
});

test('a group has the processes that belong to it, and no others', async () => {
  const leader = spawn('sh', ['-c', 'sleep 600 & echo up; wait'], { detached: true });
  const pid = leader.pid ?? 0;
  try {
    await once(leader.stdout, 'data');
    const members = lookAtGroup(pid);
    expect(members.map(({ group }) => group)).toEqual([pid, pid]);
    expect(members.map(({ parent }) => parent)).toContain(pid);
  } finally {
    process.kill(-pid, 'SIGKILL');
  }
});

test('a process that does not exist has neither looks nor a command line', () => {
  expect(lookAt(2 ** 30)).toBeUndefined();
  expect(commandLine(2 ** 30)).toBe('');
  expect(isNamespaceInit(2 ** 30)).toBe(false);
});
