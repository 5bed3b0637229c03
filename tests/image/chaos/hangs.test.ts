import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesktop } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import { clientOf, eventually, expectWorking, PROCESSES, recovered, signal } from '../support/recovery.ts';
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
])('%s, alive but standing still, is started again', async (name, pattern) => {
  const { address } = await clientOf(desktop);
  await rfbPicture(`${address.url.replace('http', 'ws')}/vnc`, { authorization: `Bearer ${desktop.token}` });
  const before = (await recovered(desktop)).of(name);
  await signal(desktop, 'STOP', pattern);
  const after = await recovered(desktop, ({ of }) => of(name) > before);
  expect(after.container).toBe(0);
  await expectWorking(desktop);
});

test('no signal makes the runner open its debugger', async () => {
  await recovered(desktop);
  await signal(desktop, 'USR1', PROCESSES.runner);
  // It may go on or be started again; what must not be is a runner that goes on with an open port.
  await expectWorking(desktop);
  const ports = await desktop.run('cat', '/proc/net/tcp', '/proc/net/tcp6');
  expect(ports).not.toMatch(/:240D /);
  await expectWorking(desktop);
});
