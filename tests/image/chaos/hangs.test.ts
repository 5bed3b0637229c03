import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startDesktop } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import { clientOf, eventually, expectWorking, PROCESSES, recovered, signal } from '../support/recovery.ts';
import { containerOf, expectInTime, expectRecoveryInTime } from '../support/recovery-time.ts';
import { rfbPicture } from '../support/rfb-client.ts';

let desktop: TestDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
});

afterAll(() => desktop?.[Symbol.asyncDispose]());

const BUSY =
  'data:text/html,<title>busy</title><body style="margin:0;height:100vh" onclick="for(;;);">Press me';

/** Opens the page and makes its script run for ever. */
async function hang(): Promise<void> {
  const client = await clientOf(desktop);
  await client.perform({ action: 'goto', url: BUSY });
  await client.perform({ action: 'click', x: 640, y: 500 });
}

test('a page whose script never ends is reported, and left by goto', async () => {
  await hang();
  const client = await clientOf(desktop);
  const { page } = await client.observation();
  expect(page).toMatchObject({ title: 'busy', hung: true });
  expect((await client.health()).status).toBe('ok');
  await expectWorking(desktop);
  expect((await recovered(desktop)).of('chromium')).toBe(0);
});

test('a page whose script never ends can be closed', async () => {
  await hang();
  const client = await clientOf(desktop);
  const { result } = await client.perform({ action: 'tabs' }, { observe: 'none' });
  const { tabs } = result as { tabs: readonly { id: string }[] };
  const { result: after } = await client.perform({ action: 'tabs', close: tabs[0]?.id ?? '' });
  expect((after as { tabs: readonly { id: string }[] }).tabs.map(({ id }) => id)).not.toContain(tabs[0]?.id);
  await expectWorking(desktop);
});

test('a page that has crashed is reported, and left by goto', async () => {
  const client = await clientOf(desktop);
  await client.perform({ action: 'goto', url: 'data:text/html,<title>doomed</title>' });
  await signal(desktop, 'KILL', PROCESSES.renderer);
  await expectCrashed();
  await expectWorking(desktop);
});

test.each([
  ['chromium', PROCESSES.chromium],
  ['xvfb', PROCESSES.Xvfb],
  ['window-manager', PROCESSES.matchbox],
  ['vnc', PROCESSES.x11vnc],
])('%s, alive but standing still, is started again in time', async (name, pattern) => {
  const { address } = await clientOf(desktop);
  await rfbPicture(`${address.url.replace('http', 'ws')}/vnc`, { authorization: `Bearer ${desktop.token}` });
  const before = (await recovered(desktop)).of(name);
  // What needs the X server comes back after it.
  const names = name === 'xvfb' ? ['xvfb', 'window-manager', 'chromium', 'vnc'] : [name];
  await expectRecoveryInTime(desktop, names, () => signal(desktop, 'STOP', pattern));
  const after = await recovered(desktop);
  expect(after.of(name)).toBeGreaterThan(before);
  expect(after.container).toBe(0);
  await expectWorking(desktop);
});

test.each([
  ['window-manager', 'matchbox-window-manager'],
  ['vnc', 'x11vnc'],
])('%s that hangs without having been stopped is started again in time', async (name, program) => {
  // What stands before the program is not stopped: the runner sees a process that sleeps.
  await using own = await startDesktop({
    env: { PATH: '/opt/hanging:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    mounts: { [fileURLToPath(new URL('../../fixtures/hanging', import.meta.url))]: '/opt/hanging' },
  });
  await rfbPicture(`${own.url.replace('http', 'ws')}/vnc`, { authorization: `Bearer ${own.token}` });
  const windows = await own.client.perform({ action: 'windows' }, { observe: 'none' });
  await expectRecoveryInTime(own, [name], () => signal(own, 'STOP', `^/usr/bin/${program} `));
  await expectWorking(own);
  // The question that finds it out shows in no list of windows.
  expect((windows.result as { windows: readonly unknown[] }).windows).toHaveLength(1);
  // A program that serves is left alone: nothing but this one was started again.
  const { processes } = await own.client.health();
  expect(processes.map((each) => [each.name, each.restarts > 0])).toEqual(
    processes.map((each) => [each.name, each.name === name]),
  );
});

test.each(['gpu', 'network', 'storage'] as const)(
  'a %s process that stands still is replaced, and the browser goes on',
  async (name) => {
    const before = await recovered(desktop);
    await expectRecoveryInTime(desktop, [], async () => {
      const [pid] = await signal(desktop, 'STOP', PROCESSES[name]);
      await eventually(async () => expect(await gone(pid)).toBe(true));
    });
    await expectWorking(desktop);
    expect((await recovered(desktop)).of('chromium')).toBe(before.of('chromium'));
  },
);

test('a page whose process stands still is ended and reported, and left by goto', async () => {
  const client = await clientOf(desktop);
  const before = await recovered(desktop);
  await expectRecoveryInTime(desktop, [], async () => {
    await client.perform({ action: 'goto', url: 'data:text/html,<title>still</title>' });
    await signal(desktop, 'STOP', PROCESSES.renderer);
    await expectCrashed();
  });
  await expectWorking(desktop);
  expect((await recovered(desktop)).of('chromium')).toBe(before.of('chromium'));
});

test('a browser whose zygotes stand still is started again in time', async () => {
  await expectRecoveryInTime(desktop, ['chromium'], () => signal(desktop, 'STOP', PROCESSES.zygote));
  await expectWorking(desktop);
});

async function expectCrashed(): Promise<void> {
  const client = await clientOf(desktop);
  await eventually(async () => {
    expect((await client.observation()).page?.title).toContain('(the page has crashed)');
  });
}

async function expectHung(): Promise<void> {
  const client = await clientOf(desktop);
  await eventually(async () => expect((await client.observation()).page).toMatchObject({ hung: true }));
}

/** The page is on its way for longer than `goto` waits for any. */
async function expectStillLoading(): Promise<void> {
  const { page } = await (await clientOf(desktop)).observation();
  expect(page).toMatchObject({ url: ENDLESS, loading: true });
}

/** Sends the shown page one command that it will not live to answer, as another CDP client. */
async function tellPage(method: string, params: object = {}): Promise<void> {
  const { url, token } = (await clientOf(desktop)).address;
  const headers = { authorization: `Bearer ${token}` };
  const pages = (await (await fetch(`${url}/cdp/json/list`, { headers })).json()) as {
    readonly webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(pages[0]?.webSocketDebuggerUrl ?? '', { headers });
  await once(socket, 'open');
  // The close waits behind it.
  socket.send(JSON.stringify({ id: 1, method, params }));
  socket.close();
}

const DOOMED = 'data:text/html,<title>doomed</title>';
const ENDLESS = 'data:text/html,<title>loop</title><script>for(;;);</script>';

/**
 * How a page is brought to its end, and how it is known that it has come to it. `chrome://crash`, `chrome://kill` and `chrome://hang`
 * do not lead there: the browser's policy closes internal pages, whoever asks for them. What they do is done over CDP.
 */
const FAULTS = {
  'a crash of the page': [DOOMED, () => tellPage('Page.crash'), expectCrashed],
  'an endless script that another client runs': [
    DOOMED,
    () => tellPage('Runtime.evaluate', { expression: 'for (;;);' }),
    expectHung,
  ],
  'an endless script that a click starts': [
    BUSY,
    async () => (await clientOf(desktop)).perform({ action: 'click', x: 640, y: 500 }, { observe: 'none' }),
    expectHung,
  ],
  'an endless script that keeps a page from loading': [
    DOOMED,
    async () =>
      // Whether it says that the page did not load is no matter here.
      (await clientOf(desktop)).perform({ action: 'goto', url: ENDLESS }, { observe: 'none' }).catch(String),
    expectStillLoading,
  ],
} as const;

test.each(Object.entries(FAULTS))(
  'after %s the next action finds a usable desktop in time',
  async (_, [url, fault, expectDone]) => {
    const before = await recovered(desktop);
    await expectInTime(containerOf(desktop), async () => {
      const client = await clientOf(desktop);
      await client.perform({ action: 'goto', url });
      await fault();
      await expectDone();
      // What a page does to itself stays until the next action, however long that is: this is what takes the time.
      const since = performance.now();
      const { observation } = await client.perform({
        action: 'goto',
        url: 'data:text/html,<title>after</title>',
      });
      const took = performance.now() - since;
      expect(observation?.page?.title).toBe('after');
      return took;
    });
    await expectWorking(desktop);
    expect((await recovered(desktop)).of('chromium')).toBe(before.of('chromium'));
  },
);

test('no signal makes the runner open its debugger', async () => {
  await recovered(desktop);
  await signal(desktop, 'USR1', PROCESSES.runner);
  // It may go on or be started again; what must not be is a runner that goes on with an open port.
  await expectWorking(desktop);
  const ports = await desktop.run('cat', '/proc/net/tcp', '/proc/net/tcp6');
  expect(ports).not.toMatch(/:240D /);
  await expectWorking(desktop);
});

/** Whether a process has ended. */
async function gone(pid: string | undefined): Promise<boolean> {
  return (await desktop.tryRun('kill', '-0', pid ?? '')).exitCode !== 0;
}

test('a last window that is closed while the next one opens leaves a desktop that works', async () => {
  await using own = await startDesktop();
  for (let i = 0; i < 3; i++) {
    const client = await clientOf(own);
    // Either may find no window, or a browser that has just ended.
    for (const keys of ['ctrl+w', 'alt+F4'])
      await client.perform({ action: 'key', keys }, { observe: 'none' }).catch(() => undefined);
    await client.perform({ action: 'goto', url: 'about:blank' }).catch(() => undefined);
    await eventually(() => expectWorking(own));
  }
});
