import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DesktopClient } from '../../src/client/client.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { heldInput } from './support/held-input.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageEvent, PageServer } from './support/page-server.ts';

const PAGE = `<title>Record</title><style>body { margin: 0; height: 100vh }</style>
<textarea aria-label="left" style="width:400px;height:200px"></textarea>
<textarea aria-label="right" style="width:400px;height:200px"></textarea>
<script>
  const tell = (e) => record(e.type, { button: e.button, count: e.detail, x: e.screenX, y: e.screenY, key: e.key, at: e.timeStamp });
  for (const type of ['mousedown', 'mouseup', 'click', 'auxclick', 'keydown', 'keyup']) addEventListener(type, tell);
  addEventListener('input', ({ target }) => record('input', { field: target.ariaLabel, value: target.value }));
  addEventListener('pageshow', ({ persisted }) => {
    const [{ type }] = performance.getEntriesByType('navigation');
    record('shown', { path: location.pathname, how: persisted ? 'back_forward' : type });
  });
</script>`;

let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
  pages.page('/one', PAGE);
  pages.page('/two', PAGE);
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await act('goto', { url: `${pages.url}/one` });
  await act('goto', { url: `${pages.url}/two` });
  pages.clear();
});

const act = (action: string, params: Record<string, unknown> = {}) =>
  desktop.client.performRaw({ action, ...params });

const seen = (type: string, details: Record<string, unknown> = {}): Promise<PageEvent> =>
  pages.event(
    (event) => event.type === type && Object.entries(details).every(([name, value]) => event[name] === value),
    `${type} ${JSON.stringify(details)}`,
  );

describe('two clients that type at once', () => {
  const LEFT = 'Zoë types to the left: 山田 🙂 '.repeat(4);
  const RIGHT = 'Müller TO THE RIGHT; é, Ω! '.repeat(4);
  const clients = () => [desktop.client, new DesktopClient({ url: desktop.url, token: desktop.token })];

  test('into two fields both get their texts whole', async () => {
    const { elements } = await desktop.client.observation();
    const refOf = (field: string) => elements.find(({ name }) => name === field)?.ref;
    const [one, other] = clients();
    const type = (client: DesktopClient | undefined, field: string, text: string) =>
      client?.perform({ action: 'type', ref: refOf(field), text }, { observe: 'none' });
    await Promise.all([type(one, 'left', LEFT), type(other, 'right', RIGHT)]);
    const ends = [
      seen('input', { field: 'left', value: LEFT }),
      seen('input', { field: 'right', value: RIGHT }),
    ];
    expect(await Promise.all(ends)).toHaveLength(2);
  });

  test('into one field have one text after the other in it', async () => {
    const { elements } = await desktop.client.observation();
    await act('click', { ref: elements.find(({ name }) => name === 'left')?.ref });
    const [one, other] = clients();
    const type = (client: DesktopClient | undefined, text: string) =>
      client?.perform({ action: 'type', text }, { observe: 'none' });
    await Promise.all([type(one, LEFT), type(other, RIGHT), type(one, LEFT)]);
    const orders = [LEFT + LEFT + RIGHT, LEFT + RIGHT + LEFT, RIGHT + LEFT + LEFT];
    const whole = await pages.event(({ value }) => String(value).length === orders[0]?.length, 'all texts');
    expect(orders).toContain(whole['value']);
  });
});

describe('navigation', () => {
  test('back and forward show the other page, and reload loads this one anew', async () => {
    expect((await act('back')).observation?.page?.url).toBe(`${pages.url}/one`);
    await seen('shown', { path: '/one', how: 'back_forward' });
    expect((await act('forward')).observation?.page?.url).toBe(`${pages.url}/two`);
    await seen('shown', { path: '/two', how: 'back_forward' });
    pages.clear();
    await act('reload');
    await seen('shown', { path: '/two', how: 'reload' });
  });
});

describe('buttons', () => {
  const at = { x: 500, y: 600 };

  test('mouse_down presses and mouse_up releases, each where it is told to', async () => {
    await act('mouse_down', at);
    expect(await seen('mousedown', { button: 0 })).toMatchObject(at);
    expect(pages.events.map(({ type }) => type)).not.toContain('mouseup');
    await act('mouse_up', { x: 700, y: 650 });
    expect(await seen('mouseup', { button: 0 })).toMatchObject({ x: 700, y: 650 });
    expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });

  test('count 3 is one triple click', async () => {
    await act('click', { ...at, count: 3 });
    await seen('click', { count: 3 });
    const counts = pages.events.filter(({ type }) => type === 'click').map(({ count }) => count);
    // The page's messages may overtake each other.
    expect(counts).toHaveLength(3);
    expect(new Set(counts)).toEqual(new Set([1, 2, 3]));
  });

  test('the middle one is the page’s button 1', async () => {
    await act('click', { ...at, button: 'middle' });
    expect(await seen('auxclick', { button: 1 })).toMatchObject(at);
  });

  test('back and forward are the page’s buttons 3 and 4, and go back and forward', async () => {
    await act('click', { ...at, button: 'back' });
    await seen('mousedown', { button: 3 });
    await seen('shown', { path: '/one' });
    await act('click', { ...at, button: 'forward' });
    await seen('mousedown', { button: 4 });
    await seen('shown', { path: '/two' });
    expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });

  test('a drag with the button that is held already begins where it is told to', async () => {
    await act('mouse_down', { x: 900, y: 700 });
    pages.clear();
    const path = [at, { x: 600, y: 650 }];
    await act('drag', { path });
    expect(await seen('mousedown', { button: 0 })).toMatchObject(at);
    await pages.event(({ type, x }) => type === 'mouseup' && x === 600, 'the end of the drag');
    expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });
});

test('a key is held for as long as it was told to, and then let go', async () => {
  await act('key', { keys: 'b', hold_ms: 700 });
  const up = await seen('keyup', { key: 'b' });
  const down = await seen('keydown', { key: 'b' });
  expect(Number(up['at']) - Number(down['at'])).toBeGreaterThanOrEqual(690);
  expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
});
