import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startDesktop, TEST_LABEL } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import { clientOf, expectWorking, PROCESSES, recovered, signal } from '../support/recovery.ts';
import { expectRecoveryInTime } from '../support/recovery-time.ts';
import type { Restarted } from '../support/recovery-time.ts';
import { rfbPicture } from '../support/rfb-client.ts';

let desktop: TestDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
});

afterAll(() => desktop?.[Symbol.asyncDispose]());

type Name = keyof typeof PROCESSES;

/** x11vnc runs from the first viewer on. */
async function watch(): Promise<void> {
  const { url } = (await clientOf(desktop)).address;
  await rfbPicture(`${url.replace('http', 'ws')}/vnc`, { authorization: `Bearer ${desktop.token}` });
}

/** What of it the supervisor has to start again; Docker has to start the container again after the runner. */
const RESTARTED: Readonly<Partial<Record<Name, Restarted>>> = {
  // What needs the X server comes back after it.
  Xvfb: ['xvfb', 'window-manager', 'chromium', 'vnc'],
  matchbox: ['window-manager'],
  x11vnc: ['vnc'],
  chromium: ['chromium'],
  // Chromium cannot make another one itself.
  zygote: ['chromium'],
  runner: ['container'],
};

function restartedBy(names: readonly Name[]): Restarted {
  // A new container begins to count anew, and nobody watches there yet.
  if (names.includes('runner')) return ['container'];
  return [...new Set(names.flatMap((name) => RESTARTED[name] ?? []))];
}

/** Kills while keys are held down. Whether that action fails or not, what counts is what is left of it. */
async function expectKillSurvived(...names: readonly Name[]): Promise<void> {
  await watch();
  let held: Promise<unknown> = Promise.resolve();
  let killed: readonly string[] = [];
  await expectRecoveryInTime(desktop, restartedBy(names), async () => {
    const client = await clientOf(desktop);
    held = client
      .perform({ action: 'key', keys: 'ctrl+shift+F9', hold_ms: 300 }, { observe: 'none' })
      .catch(() => undefined);
    killed = await signal(desktop, 'KILL', ...names.map((name) => PROCESSES[name]));
  });
  await held;
  // Another container has other processes under the same numbers.
  expect(await alive(names.includes('runner') ? [] : killed)).toBe('');
  await expectWorking(desktop);
}

/** Which of these processes are still there. */
function alive(pids: readonly string[]): Promise<string> {
  return desktop.run('sh', '-c', 'for p; do kill -0 $p 2>/dev/null && echo $p; done; true', 'sh', ...pids);
}

/** Singles and pairs of the desktop's processes with each other, with the runner and with Chromium's own. */
const DESKTOP: readonly Name[] = ['Xvfb', 'matchbox', 'x11vnc', 'chromium'];
const BROWSER: readonly Name[] = ['gpu', 'network', 'storage', 'renderer', 'zygote'];
const KILLED: readonly (readonly Name[])[] = [
  ...DESKTOP.map((name) => [name]),
  ...pairsOf(DESKTOP),
  // What begins with the runner gives a new container, in which no failure in a row has been counted yet.
  ['runner'],
  // Chromium takes all of its own with it: that pair would be Chromium alone.
  ...BROWSER.flatMap((name, i): (readonly Name[])[] => {
    const others: readonly Name[] = ['Xvfb', 'matchbox', 'x11vnc', ...BROWSER.slice(i + 1)];
    const runnerToo = DESKTOP[i] === undefined ? [] : [['runner', DESKTOP[i]] as const];
    return [[name], ...others.map((other) => [other, name] as const), ...runnerToo];
  }),
];

describe('kill -9', () => {
  test.each(KILLED.map((names) => ({ names })))('of $names is recovered from in time', async ({ names }) => {
    await expectKillSurvived(...names);
  });

  test('of tini, which only somebody outside can kill, too', async () => {
    const before = await recovered(desktop);
    const docker = new Docker();
    const { State } = await docker.getContainer(desktop.container.getId()).inspect();
    expect((await desktop.tryRun('kill', '-9', '1')).exitCode).toBe(0);
    expect((await recovered(desktop)).container).toBe(before.container);
    // Time goes to a container that does the killing: how much, is not the desktop's doing.
    await killOnHost(docker, State.Pid);
    await recovered(desktop, ({ container }) => container === before.container + 1);
    await expectWorking(desktop);
  });
});

// Each on a desktop of its own, and as soon as it says that it is ready: whatever looks only now and then has not looked yet.
describe('kill -9 of a fresh desktop', () => {
  test.each([
    ['the one without a sandbox', 0],
    ['the one that makes the sandbox', 1],
    ['the one in the sandbox', 2],
  ])('of one zygote, %s, is noticed though nothing tells of it', async (_, index) => {
    await using fresh = await startDesktop();
    await expectRecoveryInTime(fresh, ['chromium'], async () => {
      const pids = (await fresh.run('pgrep', '-f', '^/usr/lib/chromium/chromium --type=zygote')).split('\n');
      expect(pids).toHaveLength(3);
      await fresh.run('kill', '-9', pids[index] ?? '');
    });
    await expectWorking(fresh);
  });
});

// Once such a zygote has gone the start comes to nothing, and nothing tells of it. Each on a desktop of its own: after some failures in a row
// the next start has to wait.
describe('while Chromium starts', () => {
  test.each([
    ['a zygote that goes, the one without a sandbox', '-9', ' --type=zygote .*--no-zygote-sandbox'],
    ['a zygote that goes, the one that makes the sandbox', '-9', ' --type=zygote --f'],
    ['a zygote that stands still', '-STOP', ' --type=zygote .*--no-zygote-sandbox'],
    ['a browser that stands still', '-STOP', ' --user-data-dir'],
  ])('%s is missed in time', async (_, kill, pattern) => {
    await using fresh = await startDesktop();
    await expectRecoveryInTime(fresh, ['chromium'], () => strikeStart(fresh, kill, pattern));
    await expectWorking(fresh);
  });
});

/** Kills the browser and then, in the next one's start, those whose command line matches, the moment they are there. */
async function strikeStart(on: TestDesktop, kill: string, pattern: string): Promise<void> {
  const script = `
    browser() { pgrep -of '^/usr/lib/chromium/chromium --user-data-dir'; }
    old=$(browser) && kill -9 $old
    until new=$(browser) && [ $new != $old ]; do :; done
    until found=$(pgrep -g $new -f "^/usr/lib/chromium/chromium$1"); do :; done
    kill $0 $found`;
  await on.run('sh', '-c', script, kill, pattern);
}

/** Every two of them. */
function pairsOf(names: readonly Name[]): readonly (readonly Name[])[] {
  return names.flatMap((first, i) => names.slice(i + 1).map((second) => [first, second]));
}

/** Kills a process of the engine's machine, from a container that sees all of them. */
async function killOnHost(docker: Docker, pid: number): Promise<void> {
  const killer = await docker.createContainer({
    Image: inject('image'),
    Entrypoint: ['/bin/kill', '-9', String(pid)],
    Cmd: [],
    User: '0:0',
    Labels: { [TEST_LABEL]: inject('run') },
    HostConfig: { PidMode: 'host' },
  });
  await killer.start();
  await killer.wait();
  await killer.remove({ force: true, v: true });
}
