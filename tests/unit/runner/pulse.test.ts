import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { lookAt } from '../../../src/runner/supervisor/proc.ts';
import type { ProcessSpec, Pulse } from '../../../src/runner/supervisor/process-spec.ts';
import { pulseLost, startLost } from '../../../src/runner/supervisor/pulse.ts';
import type { Senses } from '../../../src/runner/supervisor/pulse.ts';
import { Supervisor } from '../../../src/runner/supervisor/supervisor.ts';

const never = new AbortController().signal;

const ASKED = { everyMs: 500, silentLooks: 3, patientLooks: 6 };

/** What one look finds: whether the question before it was answered, the state, and the part of the time that it worked. */
interface Played {
  readonly answer?: 'yes' | 'no' | 'none';
  readonly state?: string;
  readonly worked?: number;
  /** How long the wait for this look took, in ms. */
  readonly took?: number;
}

const silent: Played = { answer: 'none' };
const fine: Played = { answer: 'yes' };
const refused: Played = { answer: 'no' };
const working: Played = { answer: 'none', worked: 0.5 };
const stopped: Played = { answer: 'none', state: 'T' };

/** Plays the looks one after another; gives the number of the look that lost the pulse and why, or undefined when all were played before. */
async function lostAt(
  looks: readonly Played[],
  {
    isAsked = true,
    inspect,
    inspectStart,
    whenLost = pulseLost,
  }: Pick<Pulse, 'inspect' | 'inspectStart'> & {
    readonly isAsked?: boolean;
    readonly whenLost?: typeof pulseLost;
  } = {},
): Promise<readonly [number, string] | undefined> {
  const over = new AbortController();
  let at = 0;
  let now = 0;
  let busyMs = 0;
  let open: PromiseWithResolvers<void> | undefined;
  const current = (): Played => looks[at - 1] ?? {};
  const ask = (): Promise<void> => {
    open = Promise.withResolvers<void>();
    return open.promise;
  };
  const ended = once(over.signal, 'abort').then(() => undefined);
  const senses = {
    async wait(ms: number) {
      at += 1;
      if (at > looks.length) over.abort();
      const { took = ms, worked = 0, answer } = current();
      now += took;
      busyMs += worked * took;
      if (answer === 'yes') open?.resolve();
      if (answer === 'no') open?.reject(new Error('no'));
      await setImmediate();
    },
    look: (pid: number) => ({
      pid,
      parent: 1,
      group: pid,
      startedAt: 1,
      state: current().state ?? 'S',
      busyMs,
    }),
    now: () => now,
  };
  const pulse = {
    ...ASKED,
    ...(isAsked ? { ask } : {}),
    ...(inspect ? { inspect } : {}),
    ...(inspectStart ? { inspectStart } : {}),
  };
  const lost = whenLost(pulse, 1, over.signal, senses);
  return Promise.race([lost.then((reason) => [at, reason] as const), ended]);
}

function times(count: number, look: Played): readonly Played[] {
  return Array.from({ length: count }, () => look);
}

describe('a pulse', () => {
  test('is lost when the process neither answers nor works at so many looks in a row', async () => {
    expect(await lostAt(times(9, silent))).toEqual([3, 'it neither answers nor works (1500 ms)']);
    expect(await lostAt([refused, silent, refused])).toEqual([3, expect.stringContaining('neither')]);
  });

  test('begins anew with each answer', async () => {
    expect(await lostAt([silent, silent, fine, silent, silent, fine])).toBeUndefined();
    expect(await lostAt([silent, silent, fine, ...times(3, silent)])).toEqual([6, expect.any(String)]);
  });

  test.each<[string, Played]>([
    ['has processor time or waits for it', working],
    ['is about to run', { answer: 'none', state: 'R' }],
    ['waits for the disk', { answer: 'none', state: 'D' }],
    ['is on a machine that keeps the runner itself from looking in time', { answer: 'none', took: 900 }],
  ])('is patient with a process that %s', async (_, look) => {
    expect(await lostAt(times(5, look))).toBeUndefined();
    expect(await lostAt(times(9, look))).toEqual([6, 'it does not answer (3000 ms)']);
    expect(await lostAt([silent, silent, look, silent, silent])).toBeUndefined();
  });

  test('counts no time that the container was paused', async () => {
    expect(await lostAt([silent, { answer: 'none', took: 600_000 }, silent, fine, silent])).toBeUndefined();
  });

  test('of a process that is stopped by a signal is lost at the third look, and not by a shorter stop', async () => {
    expect(await lostAt(times(9, stopped))).toEqual([3, 'it was stopped by a signal']);
    expect(await lostAt([stopped, stopped, fine, stopped, stopped, fine])).toBeUndefined();
  });

  test('of a process that answers no questions is lost by a stop alone', async () => {
    expect(await lostAt(times(30, silent), { isAsked: false })).toBeUndefined();
    expect(await lostAt(times(9, stopped), { isAsked: false })).toEqual([3, 'it was stopped by a signal']);
  });

  test.each([0, 1, 2])(
    'is lost when what belongs to the process says so, from readiness on: look %i',
    async (at) => {
      const found = [...Array.from({ length: at }, () => undefined), 'a part of it has ended'].values();
      expect(await lostAt(times(4, fine), { inspect: () => found.next().value })).toEqual([
        at,
        'a part of it has ended',
      ]);
    },
  );
});

const sleeper: ProcessSpec = {
  name: 'a',
  needs: [],
  after: [],
  onDemand: false,
  essential: true,
  restart: { maxFailures: 3, healthyAfterMs: 60_000 },
  readyWithinMs: 600_000,
  stopWithinMs: 600_000,
  pulse: { everyMs: 20, silentLooks: 5, patientLooks: 16 },
  command: () => ({ file: 'sleep', args: ['600'], env: { PATH: process.env['PATH'] ?? '' } }),
  ready: () => Promise.resolve(undefined),
};

describe('the pulse of a process that starts', () => {
  test('is lost when a signal has stopped it, at the third look, and not by a shorter stop', async () => {
    expect(await lostAt(times(9, stopped), { whenLost: startLost })).toEqual([
      3,
      'it was stopped by a signal',
    ]);
    expect(
      await lostAt([stopped, stopped, fine, stopped, stopped, fine], { whenLost: startLost }),
    ).toBeUndefined();
  });

  test('is lost when what belongs to the process says so', async () => {
    const found = [undefined, undefined, 'a part of it has ended'].values();
    const inspectStart = () => found.next().value;
    const options = { whenLost: startLost, inspectStart, inspect: () => 'not asked yet' };
    expect(await lostAt(times(9, silent), options)).toEqual([3, 'a part of it has ended']);
  });

  test('is not lost by slowness', async () => {
    expect(await lostAt(times(60, silent), { whenLost: startLost })).toBeUndefined();
  });
});

test('a process that is stopped while it starts is started again, long before its time for that is over', async () => {
  let ready = false;
  const pids: number[] = [];
  const spec: ProcessSpec = {
    ...sleeper,
    ready: async (child, signal) => {
      pids.push(child.pid ?? 0);
      if (!ready) await once(signal, 'abort');
      return undefined;
    },
  };
  const supervisor = new Supervisor([spec], silentLog);
  try {
    supervisor.start();
    await vi.waitUntil(() => pids.length === 1);
    ready = true;
    process.kill(pids[0] ?? 0, 'SIGSTOP');
    await supervisor.whenReady(['a'], never);
    expect(supervisor.status()).toEqual([{ name: 'a', state: 'ready', restarts: 1 }]);
    expect(() => process.kill(pids[0] ?? 0, 0)).toThrow('ESRCH');
  } finally {
    await supervisor.stop();
  }
});

test('a process that has lost its pulse is killed and started again, and the log tells how long that took', async () => {
  const told: unknown[] = [];
  const log = { ...silentLog, info: (_: string, fields?: unknown) => void told.push(fields) };
  const supervisor = new Supervisor([sleeper], log);
  try {
    supervisor.start();
    await supervisor.whenReady(['a'], never);
    const stuck = supervisor.pid('a') ?? 0;
    const again = Promise.withResolvers<void>();
    supervisor.onChange(() => {
      const [status] = supervisor.status();
      if (status?.state === 'ready' && status.restarts === 1) again.resolve();
    });
    process.kill(stuck, 'SIGSTOP');
    await again.promise;
    expect(supervisor.pid('a')).not.toBe(stuck);
    expect(() => process.kill(stuck, 0)).toThrow('ESRCH');
    await vi.waitUntil(() => told.length > 0);
    expect(told).toEqual([{ process: 'a', recovered_ms: expect.any(Number) as number }]);
  } finally {
    await supervisor.stop();
  }
});

/** Looks at real processes; a look that comes late, since this machine is busy, counts as one in time. */
function punctual(): Senses {
  let now = 0;
  const wait = async (ms: number): Promise<void> => {
    await sleep(ms);
    now += ms;
  };
  return { wait, look: lookAt, now: () => now };
}

test('a process that spins instead of answering is judged more patiently than one that sleeps', async () => {
  const ends: string[] = [];
  const watched = [
    ['sleep', ['600']],
    [process.execPath, ['-e', 'for (;;);']],
  ] as const;
  const children = watched.map(([file, args]) => spawn(file, args, { stdio: 'ignore' }));
  try {
    const lost = children.map(async (child) => {
      await once(child, 'spawn');
      const pulse = { everyMs: 100, silentLooks: 3, patientLooks: 40, ask: () => new Promise(() => {}) };
      ends.push(await pulseLost(pulse, child.pid ?? 0, never, punctual()));
    });
    await Promise.all(lost);
    expect(ends).toEqual(['it neither answers nor works (300 ms)', 'it does not answer (4000 ms)']);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
});

test('a stopped process is told from one that sleeps', async () => {
  const child = spawn('sleep', ['600']);
  const pid = child.pid ?? 0;
  try {
    await once(child, 'spawn');
    expect(lookAt(pid)).toMatchObject({ pid, parent: process.pid, state: expect.not.stringMatching('T') });
    child.kill('SIGSTOP');
    await vi.waitUntil(() => lookAt(pid)?.state === 'T');
    child.kill('SIGCONT');
    await vi.waitUntil(() => lookAt(pid)?.state !== 'T');
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect(lookAt(pid)).toBeUndefined();
});
