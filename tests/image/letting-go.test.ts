import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { heldInput } from './support/held-input.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

/** Every press begins a request that takes longer to answer than settling waits, so that there is time to give up meanwhile. */
const PAGE = `<title>Held</title><style>body { margin: 0; height: 100vh }</style>
<script>
  const tell = (event) => record(event.type, { key: event.key, x: event.screenX, y: event.screenY });
  for (const type of ['keydown', 'keyup', 'pointerdown', 'pointerup']) addEventListener(type, tell);
  addEventListener('keydown', () => fetch('/slow'));
  addEventListener('pointerdown', () => fetch('/slow'));
</script>`;

const NOTHING = { keys: [], mask: 0 };

let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
  pages.page('/', PAGE);
  pages.page('/slow', 'slow', 5000);
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await desktop.client.perform({ action: 'goto', url: `${pages.url}/` });
  pages.clear();
});

afterEach(async () => {
  // Input has its turn at once, whatever was given up.
  await desktop.client.perform({ action: 'move', x: 7, y: 8 }, { observe: 'none' });
  const place = await desktop.run('xdotool', 'getmouselocation');
  if (!place.includes('x:7 y:8 ')) throw new Error(`The pointer is not where it was moved to: ${place}`);
});

const typed = (type: string, key?: string) => pages.event((e) => e.type === type && e['key'] === key, type);

test('a batch that is refused at its second step leaves nothing down', async () => {
  const actions = [
    { action: 'key_down', key: 'ctrl' },
    { action: 'mouse_down', x: 300, y: 300 },
    { action: 'click', x: 5000, y: 1 },
  ] as const;
  await expect(desktop.client.perform({ action: 'batch', actions })).rejects.toMatchObject({
    code: 'bad_input',
    message: expect.stringContaining('actions[2] (click): x: must be from 0 to 1279, got 5000') as string,
  });
  expect(await heldInput(desktop)).toEqual(NOTHING);
  await typed('keyup', 'Control');
});

test('keys that another dialect holds around a refused action are let go', async () => {
  const action = { type: 'move', x: 5000, y: 1, keys: ['CTRL', 'SHIFT'] };
  const call = { type: 'computer_call', call_id: 'c', action };
  await expect(desktop.client.dialect('openai', call)).rejects.toMatchObject({ code: 'bad_input' });
  expect(await heldInput(desktop)).toEqual(NOTHING);
});

test('more actions than a batch takes leave nothing down when a late one is refused', async () => {
  const moves = Array.from({ length: 18 }, (_, x) => ({ type: 'move', x, y: 0 }));
  const actions = [...moves, { type: 'move', x: 1, y: 5000, keys: ['ALT'] }, { type: 'screenshot' }];
  const call = { type: 'computer_call', call_id: 'c', actions };
  await expect(desktop.client.dialect('openai', call)).rejects.toMatchObject({ code: 'bad_input' });
  expect(await heldInput(desktop)).toEqual(NOTHING);
});

test.each([
  [{ action: 'key_down', key: 'a' } as const, 'keydown', 'a', 'keyup'],
  [{ action: 'mouse_down', x: 300, y: 300 } as const, 'pointerdown', undefined, 'pointerup'],
])('%j whose client goes away while it settles is undone', async (call, pressed, key, released) => {
  const client = new AbortController();
  const gone = desktop.client.perform(call, { signal: client.signal }).catch((error: unknown) => error);
  await typed(pressed, key);
  expect(await heldInput(desktop)).not.toEqual(NOTHING);
  client.abort();
  await gone;
  await typed(released, key);
  await expect.poll(() => heldInput(desktop)).toEqual(NOTHING);
});

test('a drag with ctrl whose client goes away ends where it is', async () => {
  const end = { x: 1000, y: 700 };
  const path = [...Array.from({ length: 255 }, (_, i) => ({ x: i % 2 === 0 ? 200 : 600, y: 300 })), end];
  const client = new AbortController();
  const call = { action: 'drag', path, modifiers: ['ctrl'] } as const;
  const gone = desktop.client.perform(call, { signal: client.signal }).catch((error: unknown) => error);
  await typed('pointerdown');
  client.abort();
  await gone;
  expect(await typed('pointerup')).not.toMatchObject(end);
  await typed('keyup', 'Control');
  await expect.poll(() => heldInput(desktop)).toEqual(NOTHING);
});

test('a key that is held for long is let go when the MCP client goes away', async () => {
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${desktop.token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${desktop.url}/mcp`), { requestInit }));
  const gone = client
    .callTool({ name: 'computer_key', arguments: { keys: 'ctrl+x', hold_ms: 60_000 } })
    .catch((error: unknown) => error);
  await typed('keydown', 'x');
  expect(await heldInput(desktop)).not.toEqual(NOTHING);
  await client.close();
  await gone;
  await typed('keyup', 'x');
  await expect.poll(() => heldInput(desktop)).toEqual(NOTHING);
});
