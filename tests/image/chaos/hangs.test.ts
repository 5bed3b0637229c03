import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesktop } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import { clientOf, eventually, expectWorking, PROCESSES, recovered, signal } from '../support/recovery.ts';
import { expectInTime, expectRecoveryInTime } from '../support/recovery-time.ts';
import { rfbPicture } from '../support/rfb-client.ts';

let desktop: TestDesktop;

beforeAll(async () => {
  desktop = await startDesktop({ env: { DESKHAND_LOG_FORMAT: 'json' } });
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
  await eventually(async () => {
    expect((await client.observation()).page?.title).toContain('(the page has crashed)');
  });
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
  const names = name === 'xvfb' ? ['xvfb', 'window-manager', 'chromium'] : [name];
  await expectRecoveryInTime(desktop, names, () => signal(desktop, 'STOP', pattern));
  const after = await recovered(desktop);
  expect(after.of(name)).toBeGreaterThan(before);
  expect(after.container).toBe(0);
  await expectWorking(desktop);
});

test.each(['gpu', 'network', 'storage'] as const)(
  'a %s process that stands still is replaced, and the browser goes on',
  async (name) => {
    const before = await recovered(desktop);
    const [pid] = await signal(desktop, 'STOP', PROCESSES[name]);
    await eventually(async () => expect(await gone(pid)).toBe(true));
    await expectWorking(desktop);
    expect((await recovered(desktop)).of('chromium')).toBe(before.of('chromium'));
  },
);

test('a page whose process stands still is ended and reported, and left by goto', async () => {
  const client = await clientOf(desktop);
  await client.perform({ action: 'goto', url: 'data:text/html,<title>still</title>' });
  const before = await recovered(desktop);
  await signal(desktop, 'STOP', PROCESSES.renderer);
  await eventually(async () => {
    expect((await client.observation()).page?.title).toContain('(the page has crashed)');
  });
  await expectWorking(desktop);
  expect((await recovered(desktop)).of('chromium')).toBe(before.of('chromium'));
});

test('a browser whose zygotes stand still is started again in time', async () => {
  await expectRecoveryInTime(desktop, ['chromium'], () => signal(desktop, 'STOP', PROCESSES.zygote));
  await expectWorking(desktop);
});

/** Addresses that are the fault itself, and what is done on the page for it. */
const FAULTS = {
  'chrome://crash': { url: 'chrome://crash' },
  'chrome://kill': { url: 'chrome://kill' },
  'chrome://hang': { url: 'chrome://hang' },
  'a busy loop': { url: BUSY, click: true },
  'a busy loop from the start': { url: 'data:text/html,<title>loop</title><script>for(;;);</script>' },
} as const;

test.each(Object.entries(FAULTS))(
  'after %s the next action finds a usable desktop in time',
  async (_, fault) => {
    const client = await clientOf(desktop);
    const before = await recovered(desktop);
    await expectInTime(desktop, async () => {
      // It may be refused, fail, or be cut off: what counts is what comes after it.
      await client.perform({ action: 'goto', url: fault.url }, { observe: 'none' }).catch(() => undefined);
      if ('click' in fault) await client.perform({ action: 'click', x: 640, y: 500 });
      const since = performance.now();
      await client.perform({ action: 'goto', url: 'data:text/html,<title>after</title>' });
      const took = performance.now() - since;
      expect((await client.observation()).page?.title).toBe('after');
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
