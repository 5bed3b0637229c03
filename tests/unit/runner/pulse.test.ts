import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import type { ProcessSpec } from '../../../src/runner/supervisor/process-spec.ts';
import { assertNotStopped, pulseLost } from '../../../src/runner/supervisor/pulse.ts';
import { Supervisor } from '../../../src/runner/supervisor/supervisor.ts';

const never = new AbortController().signal;
const hangs = () => new Promise<never>(() => {});
const refuses = () => Promise.reject(new Error('no'));
const answers = () => Promise.resolve();

/** Plays the answers one after another and tells how many questions it took to lose the pulse; undefined when all were played first. */
async function questionsUntilLost(
  ...played: readonly (() => Promise<unknown>)[]
): Promise<number | undefined> {
  const over = new AbortController();
  const rest = played.values();
  let asked = 0;
  const ask = () => {
    const next = rest.next();
    if (next.done === true) over.abort();
    else asked += 1;
    return next.value?.() ?? hangs();
  };
  const ended = new Promise<undefined>((resolve) => {
    over.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const lost = pulseLost({ everyMs: 1000, misses: 3, ask }, 1, over.signal, () => setImmediate());
  return Promise.race([lost.then(() => asked), ended]);
}

test('three questions in a row without an answer lose the pulse', async () => {
  expect(await questionsUntilLost(hangs, hangs, hangs, answers)).toBe(3);
  expect(await questionsUntilLost(refuses, hangs, refuses, answers)).toBe(3);
});

test('an answer in between makes the count begin again', async () => {
  expect(await questionsUntilLost(hangs, hangs, answers, hangs, refuses, answers, hangs)).toBeUndefined();
  expect(await questionsUntilLost(hangs, hangs, answers, hangs, hangs, hangs, answers)).toBe(6);
});

test('nothing is lost once the process has ended', async () => {
  expect(await questionsUntilLost(hangs, hangs)).toBeUndefined();
});

test('a process that has lost its pulse is killed and started again, though it takes no signal', async () => {
  let stuck = 0;
  const spec: ProcessSpec = {
    name: 'a',
    needs: [],
    after: [],
    onDemand: false,
    essential: true,
    restart: { maxFailures: 3, healthyAfterMs: 60_000 },
    readyWithinMs: 10_000,
    stopWithinMs: 600_000,
    pulse: {
      everyMs: 20,
      misses: 2,
      ask: async (pid) => {
        if (pid === stuck) await assertNotStopped(pid);
      },
    },
    command: () => ({ file: 'sleep', args: ['600'], env: { PATH: process.env['PATH'] ?? '' } }),
    ready: () => Promise.resolve(undefined),
  };
  const supervisor = new Supervisor([spec], silentLog);
  try {
    supervisor.start();
    await supervisor.whenReady(['a'], never);
    stuck = supervisor.pid('a') ?? 0;
    const again = Promise.withResolvers<void>();
    supervisor.onChange(() => {
      const [status] = supervisor.status();
      if (status?.state === 'ready' && status.restarts === 1) again.resolve();
    });
    process.kill(stuck, 'SIGSTOP');
    await again.promise;
    expect(supervisor.pid('a')).not.toBe(stuck);
    expect(() => process.kill(stuck, 0)).toThrow('ESRCH');
  } finally {
    await supervisor.stop();
  }
});

test('a stopped process is told from one that sleeps', async () => {
  const child = spawn('sleep', ['600']);
  const pid = child.pid ?? 0;
  try {
    await once(child, 'spawn');
    await assertNotStopped(pid);
    child.kill('SIGSTOP');
    await vi.waitUntil(() =>
      assertNotStopped(pid).then(
        () => false,
        () => true,
      ),
    );
    child.kill('SIGCONT');
    await vi.waitUntil(() =>
      assertNotStopped(pid).then(
        () => true,
        () => false,
      ),
    );
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await expect(assertNotStopped(pid)).rejects.toThrow('ENOENT');
});
