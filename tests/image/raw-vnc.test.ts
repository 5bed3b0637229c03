import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { fromBgrx } from './support/picture.ts';
import { connectRaw, rfbMove } from './support/rfb-client.ts';

const PASSWORD = 'sesame-and-more';
const RED = [220, 20, 60] as const;
const PAGE = `data:text/html,<title>red</title><body style="margin:0;background:rgb(${RED.join()})"><script>
onkeydown = (event) => { document.title = 'key ' + event.key }</script>`;
const TEXT = `data:text/html,<title>empty</title><style>*{margin:0;width:100vw;height:100vh}</style>
<textarea oninput="document.title = value"></textarea>`;
const [SHIFT, CONTROL] = [0xffe1, 0xffe3];

let desktop: TestDesktop;
const host = () => desktop.container.getIpAddress('bridge');
const pointer = () => desktop.run('xdotool', 'getmouselocation');
const move = (x: number, y: number) => desktop.client.perform({ action: 'move', x, y }, { observe: 'none' });
const authorization = () => ({ authorization: `Bearer ${desktop.token}` });

beforeAll(async () => {
  desktop = await startDesktop({ env: { VNC_PASSWORD: PASSWORD } });
  await desktop.client.perform({ action: 'goto', url: PAGE });
});

afterEach(() => hold('agent'));

afterAll(() => desktop?.[Symbol.asyncDispose]());

const hold = (holder: string) =>
  fetch(`${desktop.url}/v1/control`, {
    method: 'POST',
    headers: authorization(),
    body: JSON.stringify({ holder }),
  });

async function control(): Promise<{ holder: string; last_handover: { input: object } | null }> {
  const response = await fetch(`${desktop.url}/v1/control`, { headers: authorization() });
  return (await response.json()) as Awaited<ReturnType<typeof control>>;
}

test('a client with the password sees the desktop, moves nothing by moving, and takes over by a press', async () => {
  await move(10, 20);
  using client = await connectRaw(host(), 5900, PASSWORD.slice(0, 8));
  const { width, height, pixels } = await client.pointer(300, 400);
  expect(fromBgrx(width, height, pixels).at(640, 500)).toEqual(RED);
  expect(await pointer()).toContain('x:10 y:20 ');
  expect((await control()).holder).toBe('agent');

  await client.pointer(300, 400, 1);
  await client.pointer(310, 410, 0);
  expect(await pointer()).toContain('x:310 y:410 ');
  await client.key(0x71);
  await expect.poll(async () => (await desktop.client.observation()).page?.title).toBe('key q');
  expect((await control()).holder).toBe('human');
  await expect(move(1, 1)).rejects.toMatchObject({ code: 'human_in_control' });

  // Disconnecting gives it back, at once.
  client[Symbol.dispose]();
  await expect.poll(async () => (await control()).holder).toBe('agent');
  expect((await control()).last_handover?.input).toMatchObject({ clicks: 1, characters: 1 });
  await move(1, 1);
});

test('keys that no keyboard of ours has mean what they are, in order with the others; a held Shift is its client’s', async () => {
  await desktop.client.perform({ action: 'goto', url: TEXT });
  using client = await connectRaw(host(), 5900, PASSWORD);
  await client.pointer(300, 400, 1);
  await client.pointer(300, 400, 0);
  const keysyms = Array.from('aü山b😀é!', (each) => each.codePointAt(0) ?? 0);
  for (const code of keysyms) await client.key(code < 0x100 ? code : 0x0100_0000 + code);
  // Cyrillic_ya and Lstroke, as clients of old name them; on a German keyboard `/` is Shift+7 and `?` Shift+ß.
  for (const keysym of [0x6d1, 0x1a3]) await client.key(keysym);
  for (const keysym of [0x2f, 0x3f, 0x20, 0x41]) await client.key(keysym, [SHIFT]);
  for (const keysym of [0x40, 0x41, 0x7a]) await client.key(keysym);
  await expect.poll(async () => (await desktop.client.observation()).page?.title).toBe('aü山b😀é!яŁ/? A@Az');
  await client.key(0x61, [CONTROL]);
  await client.key(0xff08);
  await client.key(0x78);
  await expect.poll(async () => (await desktop.client.observation()).page?.title).toBe('x');
});

test('it has no say while a person in the viewer holds the desktop', async () => {
  await move(10, 20);
  await hold('human');
  using client = await connectRaw(host(), 5900, PASSWORD);
  await client.pointer(300, 400, 1);
  await client.pointer(300, 400, 0);
  expect(await pointer()).toContain('x:10 y:20 ');
  await rfbMove(`${desktop.url.replace('http', 'ws')}/vnc`, authorization(), 500, 600);
  expect(await pointer()).toContain('x:500 y:600 ');
});

test('without the password there is no picture, and the log does not tell it', async () => {
  await expect(connectRaw(host(), 5900, 'sesame')).rejects.toThrow('the password is wrong');
  const script = `const s = new WebSocket('ws://127.0.0.1:5900/'); s.onopen = () => document.title = 'open'; s.onerror = () => document.title = 'refused'`;
  await desktop.client.perform({ action: 'goto', url: `data:text/html,<script>${script}</script>` });
  await expect.poll(async () => (await desktop.client.observation()).page?.title).toBe('refused');
  const logs = await desktop.container.logs();
  const text = await new Promise<string>((resolve) => {
    let all = '';
    logs.on('data', (chunk: Buffer | string) => {
      all += String(chunk);
      if (all.includes('wrong VNC password')) resolve(all);
    });
  });
  logs.destroy();
  expect(text).not.toContain(PASSWORD.slice(0, 8));
});
