import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { decode, fromBgrx, isNear } from './support/picture.ts';
import { rfbMove, rfbPicture } from './support/rfb-client.ts';

const RED = [220, 20, 60] as const;
const PAGE = `data:text/html,<title>red</title><body style="margin:0;background:rgb(${RED.join()})">`;

let desktop: TestDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
  await desktop.client.perform({ action: 'goto', url: PAGE });
});

afterAll(() => desktop?.[Symbol.asyncDispose]());

test('a VNC client over the WebSocket sees the same picture as the API', async () => {
  const { width, height, pixels } = await rfbPicture(`${desktop.url.replace('http', 'ws')}/vnc`, {
    authorization: `Bearer ${desktop.token}`,
  });
  const vnc = fromBgrx(width, height, pixels);
  const api = await decode((await desktop.client.screenshot({ format: 'png' })).data);
  expect([vnc.width, vnc.height]).toEqual([1280, 800]);
  expect(vnc.at(640, 500)).toEqual(RED);
  expect(api.at(640, 500)).toEqual(RED);
});

test('a person sees the desktop in a browser, by a link that holds no token', async () => {
  // The other desktop's Chromium is the person's browser.
  await using other = await startDesktop();
  const link = new URL(await desktop.client.link());
  expect(link.href).not.toContain(desktop.token);
  link.hostname = desktop.container.getIpAddress('bridge');
  link.port = '6080';
  await other.client.perform({ action: 'goto', url: link.href });
  await waitForPicture(other, async (picture) => {
    const reds = [0.3, 0.5, 0.7].map((part) => picture.at(Math.round(picture.width * part), 500));
    return reds.some((colour) => isNear(colour, RED, 20));
  });
  const { observation } = await other.client.perform({ action: 'screenshot' });
  expect(observation?.page?.url).not.toContain('ticket');
  expect(observation?.elements.map(({ name }) => name).join()).toMatch(/take over/i);
});

test('a viewer only looks, until a person takes over; then the agent waits', async () => {
  const session = await openSession();
  const vnc = (x: number, y: number) => rfbMove(`${desktop.url.replace('http', 'ws')}/vnc`, session, x, y);
  const pointer = () => desktop.run('xdotool', 'getmouselocation');
  await desktop.client.perform({ action: 'move', x: 10, y: 20 }, { observe: 'none' });
  await vnc(300, 400);
  expect(await pointer()).toContain('x:10 y:20 ');

  await hold(session, 'human');
  await vnc(300, 400);
  expect(await pointer()).toContain('x:300 y:400 ');
  await expect(desktop.client.perform({ action: 'move', x: 1, y: 1 })).rejects.toMatchObject({
    code: 'human_in_control',
  });

  await hold(session, 'agent');
  await vnc(500, 600);
  expect(await pointer()).toContain('x:300 y:400 ');
  await desktop.client.perform({ action: 'move', x: 1, y: 1 }, { observe: 'none' });
});

/** The headers of a person's browser that has opened a viewer link. */
async function openSession(): Promise<Record<string, string>> {
  const { headers } = await fetch(await desktop.client.link(), { redirect: 'manual' });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  return { cookie, origin: desktop.url };
}

async function hold(session: Record<string, string>, holder: 'agent' | 'human'): Promise<void> {
  const response = await fetch(`${desktop.url}/v1/control`, {
    method: 'POST',
    headers: { ...session, 'content-type': 'application/json' },
    body: JSON.stringify({ holder }),
  });
  expect(response.status).toBe(200);
}

async function waitForPicture(
  watcher: TestDesktop,
  fits: (picture: Awaited<ReturnType<typeof decode>>) => Promise<boolean>,
): Promise<void> {
  for (let i = 0; i < 50; i++) {
    if (await fits(await decode((await watcher.client.screenshot({ format: 'png' })).data))) return;
    await watcher.client.perform({ action: 'wait', ms: 100 });
  }
  throw new Error('The viewer has not shown the desktop within 5 s.');
}
