import { afterEach, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { backOffMs } from '../../../src/runner/supervisor/back-off.ts';
import { firstLine } from '../../../src/runner/supervisor/lines.ts';
import type { ProcessSpec } from '../../../src/runner/supervisor/process-spec.ts';
import { SupervisedProcess } from '../../../src/runner/supervisor/supervised-process.ts';
import { Supervisor } from '../../../src/runner/supervisor/supervisor.ts';

const never = new AbortController().signal;

/** A process that says when it is up, and lives until it is ended. */
const SERVES = "console.log('up'); setInterval(() => {}, 1000)";

let running: Supervisor | undefined;
afterEach(() => running?.stop());

function start(...specs: readonly ProcessSpec[]): Supervisor {
  running = new Supervisor(specs, silentLog);
  running.start();
  return running;
}

function spec(name: string, script: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    name,
    needs: [],
    after: [],
    onDemand: false,
    essential: true,
    restart: { maxFailures: 4, healthyAfterMs: 60_000 },
    readyWithinMs: 10_000,
    stopWithinMs: 1000,
    command: () => ({ file: process.execPath, args: ['-e', script], env: {} }),
    async ready({ stdout }, signal) {
      if (stdout !== null) await firstLine(stdout, /^up$/, signal);
      return undefined;
    },
    ...more,
  };
}

function kill(supervisor: Supervisor, name: string): void {
  const pid = supervisor.pid(name);
  if (pid === undefined) throw new Error(`${name} does not run`);
  process.kill(pid, 'SIGKILL');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves once a process has been started again so often and is ready. */
async function restarted(supervisor: Supervisor, name: string, times: number): Promise<void> {
  const done = () =>
    supervisor.status().some((s) => s.name === name && s.restarts >= times && s.state === 'ready');
  await new Promise<void>((resolve) => {
    const check = () => {
      if (!done()) return;
      stop();
      resolve();
    };
    const stop = supervisor.onChange(check);
    check();
  });
}

test('processes start in the order of what they need', async () => {
  const order: string[] = [];
  const noted = (name: string, needs: readonly string[]) =>
    spec(name, SERVES, { needs, prepare: async () => void order.push(name) });
  const supervisor = start(noted('a', []), noted('b', ['a']), noted('c', ['b']));
  await supervisor.whenReady(['c'], never);
  expect(order).toEqual(['a', 'b', 'c']);
});

test('a process that is killed is started again', async () => {
  const supervisor = start(spec('a', SERVES));
  await supervisor.whenReady(['a'], never);
  const first = supervisor.pid('a');
  kill(supervisor, 'a');
  await restarted(supervisor, 'a', 1);
  expect(supervisor.pid('a')).not.toBe(first);
});

test('when a process ends, what needs it is stopped and starts after it; what only came after it goes on', async () => {
  const supervisor = start(
    spec('display', SERVES),
    spec('manager', SERVES, { needs: ['display'] }),
    spec('browser', SERVES, { needs: ['display'], after: ['manager'] }),
  );
  await supervisor.whenReady(['browser'], never);
  const browser = supervisor.pid('browser');
  kill(supervisor, 'manager');
  await restarted(supervisor, 'manager', 1);
  expect(supervisor.pid('browser')).toBe(browser);
  kill(supervisor, 'display');
  await restarted(supervisor, 'browser', 1);
  expect(supervisor.status().every(({ state }) => state === 'ready')).toBe(true);
});

test('a process that keeps failing is given up, and the supervisor says which', async () => {
  const supervisor = start(spec('broken', 'process.exit(7)'));
  const error = await supervisor.gaveUp;
  expect(error.code).toBe('not_ready');
  expect(error.message).toContain('broken');
  expect(supervisor.status()).toEqual([{ name: 'broken', state: 'failed', restarts: 3 }]);
});

test('a program that does not exist is given up, not thrown', async () => {
  const missing = spec('missing', '', { command: () => ({ file: '/no/such/program', args: [], env: {} }) });
  expect((await start(missing).gaveUp).message).toContain('missing');
});

test('a process that does not get ready in time counts as failed', async () => {
  const silent = spec('silent', 'setInterval(() => {}, 1000)', {
    readyWithinMs: 50,
    restart: { maxFailures: 1, healthyAfterMs: 1000 },
  });
  expect((await start(silent).gaveUp).message).toContain('silent');
});

test('a failure of something that is not essential leaves the rest running', async () => {
  const supervisor = start(
    spec('main', SERVES),
    spec('extra', 'process.exit(1)', { essential: false, restart: { maxFailures: 1, healthyAfterMs: 1000 } }),
  );
  await supervisor.whenReady(['main'], never);
  await expect(supervisor.whenReady(['extra'], never)).rejects.toMatchObject({ code: 'not_ready' });
  expect(supervisor.status().find(({ name }) => name === 'main')?.state).toBe('ready');
});

describe('a process on demand', () => {
  test('starts at the first demand, and is not shown before', async () => {
    const supervisor = start(spec('main', SERVES), spec('vnc', SERVES, { onDemand: true, needs: ['main'] }));
    await supervisor.whenReady(['main'], never);
    expect(supervisor.status().map(({ name }) => name)).toEqual(['main']);
    await supervisor.demand('vnc', never);
    expect(supervisor.status().map(({ name }) => name)).toEqual(['main', 'vnc']);
  });

  test('leaves nothing behind with each demand: nobody hangs on the end of a loop that lasts for days', async () => {
    // By hand: a spy would itself hang on every promise that goes through it.
    const run = Object.getOwnPropertyDescriptor(SupervisedProcess.prototype, 'run')?.value as (
      this: SupervisedProcess,
    ) => Promise<void>;
    const loops = new Set<Promise<void>>();
    SupervisedProcess.prototype.run = function (this: SupervisedProcess) {
      const loop = run.call(this);
      loops.add(loop);
      return loop;
    };
    try {
      const supervisor = start(spec('vnc', SERVES, { onDemand: true }));
      await supervisor.demand('vnc', never);
      const hung = [...loops].map((loop) => vi.spyOn(loop, 'then'));
      for (let i = 0; i < 5; i++) await supervisor.demand('vnc', never);
      expect(hung.map(({ mock }) => mock.calls.length)).toEqual([0]);
      expect(loops.size).toBe(1);
    } finally {
      SupervisedProcess.prototype.run = run;
    }
  });

  test('gets a new chance after it was given up', async () => {
    let broken = true;
    const vnc = spec('vnc', '', {
      onDemand: true,
      essential: false,
      restart: { maxFailures: 1, healthyAfterMs: 1000 },
      command: () => ({ file: process.execPath, args: ['-e', broken ? 'process.exit(1)' : SERVES], env: {} }),
    });
    const supervisor = start(vnc);
    await expect(supervisor.demand('vnc', never)).rejects.toMatchObject({ code: 'not_ready' });
    broken = false;
    await supervisor.demand('vnc', never);
  });
});

describe('stop', () => {
  test('ends dependents before what they need, and undoes what their readiness set up', async () => {
    const ends: string[] = [];
    const noted = (name: string, needs: readonly string[]) =>
      spec(name, SERVES, {
        needs,
        async ready({ stdout }, signal) {
          if (stdout !== null) await firstLine(stdout, /^up$/, signal);
          return () => void ends.push(name);
        },
      });
    const supervisor = start(noted('a', []), noted('b', ['a']), noted('c', ['b']));
    await supervisor.whenReady(['c'], never);
    await supervisor.stop();
    expect(ends).toEqual(['c', 'b', 'a']);
  });

  test('kills a process that ignores SIGTERM, and its children', async () => {
    const stubborn = `
      process.on('SIGTERM', () => {});
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      console.log('child ' + child.pid);
      console.log('up');
      setInterval(() => {}, 1000)`;
    let childPid = 0;
    const supervisor = start(
      spec('stubborn', stubborn, {
        stopWithinMs: 50,
        async ready({ stdout }, signal) {
          if (stdout === null) return undefined;
          const up = firstLine(stdout, /^up$/, signal);
          childPid = Number((await firstLine(stdout, /^child \d+$/, signal)).slice(6));
          await up;
          return undefined;
        },
      }),
    );
    await supervisor.whenReady(['stubborn'], never);
    const pid = supervisor.pid('stubborn') ?? 0;
    expect(isAlive(childPid)).toBe(true);
    await supervisor.stop();
    expect(isAlive(pid)).toBe(false);
    // The child is init's to reap from now on: gone, or a zombie that has nothing any more.
    await expect.poll(() => isAlive(childPid) && !isZombie(childPid)).toBe(false);
  });

  test('also ends a process that is still starting or waiting for its next try', async () => {
    const supervisor = start(
      spec('slow', 'setInterval(() => {}, 1000)'),
      spec('failing', 'process.exit(1)', { restart: { maxFailures: 100, healthyAfterMs: 1000 } }),
      spec('waiting', SERVES, { needs: ['slow'] }),
    );
    await expect.poll(() => supervisor.pid('slow')).toBeGreaterThan(0);
    await supervisor.stop();
    expect(supervisor.status().map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped']);
  });
});

test.each([
  [0, 0],
  [1, 0],
  [2, 100],
  [3, 200],
  [4, 400],
  [8, 5000],
  [60, 5000],
])('after %i failures in a row the next start waits %i ms', (failures, ms) => {
  expect(backOffMs(failures)).toBe(ms);
});

function isZombie(pid: number): boolean {
  return /^State:\s+Z/m.test(readStatus(pid));
}

function readStatus(pid: number): string {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return 'State: Z';
  }
}
