import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startDesktop, TEST_LABEL } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import { clientOf, eventually, expectWorking, PROCESSES, recovered, signal } from '../support/recovery.ts';
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
  const SINGLE: readonly Name[] = ['Xvfb', 'matchbox', 'x11vnc', 'chromium', 'gpu', 'renderer', 'network'];
  const PAIRS: readonly (readonly [Name, Name])[] = [
    ['Xvfb', 'matchbox'],
    ['Xvfb', 'x11vnc'],
    ['Xvfb', 'chromium'],
    ['matchbox', 'x11vnc'],
    ['matchbox', 'chromium'],
    ['x11vnc', 'chromium'],
    ['gpu', 'renderer'],
    ['network', 'renderer'],
  ];

  const all: readonly (readonly Name[])[] = [...SINGLE.map((name) => [name]), ...PAIRS];
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
