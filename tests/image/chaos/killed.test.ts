import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startDesktop, TEST_LABEL } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import { clientOf, eventually, expectWorking, PROCESSES, recovered, signal } from '../support/recovery.ts';
import { expectRecoveryInTime } from '../support/recovery-time.ts';
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

/** Kills while keys are held and text is typed, and waits until nothing that was killed is there any more. */
async function kill(...names: readonly Name[]): Promise<void> {
  const client = await clientOf(desktop);
  const held = client.perform({ action: 'key', keys: 'ctrl+shift+F9', hold_ms: 300 }, { observe: 'none' });
  const killed = await signal(desktop, 'KILL', ...names.map((name) => PROCESSES[name]));
  // It may fail, or not: what counts is what is left of it.
  await held.catch(() => undefined);
  await eventually(async () => {
    for (const pid of killed) expect((await desktop.tryRun('kill', '-0', pid)).exitCode).not.toBe(0);
  });
}

describe('kill -9', () => {
  const DESKTOP: readonly Name[] = ['Xvfb', 'matchbox', 'x11vnc', 'chromium'];
  const BROWSER: readonly Name[] = ['gpu', 'network', 'storage', 'renderer', 'zygote'];
  const PAIRS: readonly (readonly Name[])[] = [
    ...pairsOf(DESKTOP),
    ...pairsOf(BROWSER),
    ['Xvfb', 'zygote'],
    ['matchbox', 'renderer'],
  ];

  const all: readonly (readonly Name[])[] = [...[...DESKTOP, ...BROWSER].map((name) => [name]), ...PAIRS];
  test.each(all.map((names) => ({ names })))('of $names', async ({ names }) => {
    await watch();
    await kill(...names);
    await recovered(desktop);
    await expectWorking(desktop);
  });

  test('of the runner ends the container, and Docker starts it again', async () => {
    const before = await recovered(desktop);
    await signal(desktop, 'KILL', PROCESSES.runner);
    await recovered(desktop, ({ container }) => container === before.container + 1);
    await expectWorking(desktop);
  });

  test('of tini, which only somebody outside can kill, too', async () => {
    const before = await recovered(desktop);
    const docker = new Docker();
    const { State } = await docker.getContainer(desktop.container.getId()).inspect();
    expect((await desktop.tryRun('kill', '-9', '1')).exitCode).toBe(0);
    expect((await recovered(desktop)).container).toBe(before.container);
    await killOnHost(docker, State.Pid);
    await recovered(desktop, ({ container }) => container === before.container + 1);
    await expectWorking(desktop);
  });
});

/** What the runner's log tells is read from it. */
const JSON_LOG = { env: { DESKHAND_LOG_FORMAT: 'json' } };

// Each on a desktop of its own: eight failures of a process in a row would, as they should, end the container.
describe('kill -9 of a fresh desktop', () => {
  test.each([
    ['the one without a sandbox', 0],
    ['the one that makes the sandbox', 1],
    ['the one in the sandbox', 2],
  ])('of one zygote, %s, is noticed though nothing tells of it', async (_, index) => {
    await using fresh = await startDesktop(JSON_LOG);
    await expectRecoveryInTime(fresh, ['chromium'], async () => {
      const pids = (await fresh.run('pgrep', '-f', '^/usr/lib/chromium/chromium --type=zygote')).split('\n');
      expect(pids).toHaveLength(3);
      await fresh.run('kill', '-9', pids[index] ?? '');
    });
    await expectWorking(fresh);
  });

  test.each([
    ['Xvfb', ['xvfb', 'window-manager', 'chromium']],
    ['matchbox', ['window-manager']],
    ['chromium', ['chromium']],
  ] as const)('of %s is recovered from in time', async (name, names) => {
    await using fresh = await startDesktop(JSON_LOG);
    await expectRecoveryInTime(fresh, names, () => signal(fresh, 'KILL', PROCESSES[name]));
    await expectWorking(fresh);
  });
});

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
