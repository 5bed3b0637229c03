import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ActionReply, RawCall } from '../../src/client/wire.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { heldInput } from './support/held-input.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';
import { decode, isNear } from './support/picture.ts';

const PAGE = `<title>Playground</title>
<style>
  body { margin: 0; font: 16px sans-serif; height: 4000px }
  #box { position: absolute; left: 0; top: 300px; width: 40px; height: 40px; background: rgb(200, 30, 30) }
  #pad { position: absolute; left: 400px; top: 300px; width: 300px; height: 200px; background: #cde }
</style>
<button id="go" onclick="record('click', { id: 'go', count: event.detail, ctrl: event.ctrlKey, x: event.screenX, y: event.screenY })">Go on</button>
<label>Name <input id="name" oninput="record('input', { id: 'name', value: value })"></label>
<label>Notes <textarea id="notes" oninput="record('input', { id: 'notes', value: value })"></textarea></label>
<div id="rich" contenteditable role="textbox" aria-label="Rich" oninput="record('input', { id: 'rich', value: innerText })">x</div>
<input type="password" aria-label="Password" value="hunter2">
<button id="hide" onclick="this.style.background = 'rgb(0, 200, 0)'; setTimeout(() => box.hidden = true, 30)">Hide box</button>
<div id="box" role="img" aria-label="Red box"></div>
<div id="pad"></div>
<script>
  addEventListener('contextmenu', (event) => { event.preventDefault(); record('menu', {}) });
  addEventListener('scroll', () => record('scroll', { y: scrollY }));
  addEventListener('keydown', (event) => record('key', { key: event.key, ctrl: event.ctrlKey, shift: event.shiftKey }));
  const trail = [];
  pad.onpointerdown = () => trail.push('down');
  pad.onpointermove = (event) => { if (event.buttons === 1) trail.push('move') };
  pad.onpointerup = (event) => record('drawn', { trail: [...new Set(trail)], moves: trail.length, x: event.offsetX, y: event.offsetY });
</script>`;

const NAME = 'Zoë Müller ÀÉÜ 山田太郎 🙂 Ω';

let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
  pages.page('/', PAGE);
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await act({ action: 'goto', url: `${pages.url}/` });
  pages.clear();
});

function act(call: RawCall): Promise<ActionReply> {
  return desktop.client.performRaw(call);
}

async function refOf(name: string): Promise<string> {
  const { elements } = await desktop.client.observation();
  const found = elements.find((element) => element.name === name);
  if (found === undefined)
    throw new Error(`No element "${name}" among ${JSON.stringify(elements.map((e) => e.name))}`);
  return found.ref;
}

describe('what is held already', () => {
  test('is let go and pressed anew by a text and by a chord, so that no press is lost', async () => {
    await act({ action: 'click', ref: await refOf('Name') });
    await act({ action: 'key_down', key: 'a' });
    await act({ action: 'type', text: 'banana' });
    await pages.event(({ value }) => /^a+banana$/.test(String(value)), 'the whole text');
    await act({ action: 'key_down', key: 'a' });
    await act({ action: 'key', keys: 'ctrl+a' });
    await act({ action: 'key', keys: 'Delete' });
    await pages.event(({ type, value }) => type === 'input' && value === '', 'the empty field');
    expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });

  test('of a chord’s modifiers stays held', async () => {
    await act({ action: 'key_down', key: 'ctrl' });
    await act({ action: 'key', keys: 'ctrl+F9' });
    expect((await heldInput(desktop)).keys).toHaveLength(1);
    await act({ action: 'key_up', key: 'ctrl' });
    expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });

  test('of the buttons is let go where it is, and the click is a click', async () => {
    const ref = await refOf('Go on');
    await act({ action: 'mouse_down', x: 500, y: 400 });
    await act({ action: 'click', ref });
    await pages.event(({ type, id }) => type === 'click' && id === 'go', 'the click');
    expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });
});

describe('pointer', () => {
  test('a click by ref reaches the page as a trusted click with its modifiers and count', async () => {
    await act({ action: 'click', ref: await refOf('Go on'), modifiers: ['ctrl'], count: 2 });
    await expect(pages.event((event) => event['count'] === 2, 'a double click')).resolves.toMatchObject({
      id: 'go',
      ctrl: true,
    });
  });

  test('a click by coordinates lands on that very pixel, and xdotool says so too', async () => {
    const { elements } = await desktop.client.observation();
    const box = elements.find((element) => element.name === 'Go on')?.box;
    const at = { x: (box?.x ?? 0) + 3, y: (box?.y ?? 0) + 4 };
    await act({ action: 'click', ...at });
    await expect(pages.event((event) => event.type === 'click', 'a click')).resolves.toMatchObject(at);
    expect(await desktop.run('xdotool', 'getmouselocation')).toContain(`x:${at.x} y:${at.y} `);
  });

  test('0,0 is a point like any other', async () => {
    await act({ action: 'move', x: 0, y: 0 });
    expect(await desktop.run('xdotool', 'getmouselocation')).toContain('x:0 y:0 ');
  });

  test('a right click opens the context menu of the page', async () => {
    await act({ action: 'click', ref: await refOf('Red box'), button: 'right' });
    await pages.event((event) => event.type === 'menu', 'a context menu');
  });

  test('a drag holds the button through every point of the path', async () => {
    const viewport = await viewportTop();
    const path = [
      { x: 420, y: 320 },
      { x: 500, y: 420 },
      { x: 600, y: 450 },
    ].map(({ x, y }) => ({ x, y: y + viewport }));
    await act({ action: 'drag', path });
    const drawn = await pages.event((event) => event.type === 'drawn', 'the end of the drag');
    expect(drawn).toMatchObject({ trail: ['down', 'move'], x: 200, y: 150 });
    // Chromium gives a page one move a frame; the corner of the path is one of them.
    expect(drawn['moves']).toBeGreaterThanOrEqual(3);
  });

  test('scrolling moves the page, and the reply says where it stands', async () => {
    const { observation } = await act({ action: 'scroll', x: 640, y: 600, dy: 5 });
    expect(observation?.settled).toBe(true);
    const { y } = await lastScroll();
    expect(y).toBeGreaterThan(200);
    expect(observation?.page).toMatchObject({ scroll: { y } });
  });
});

describe('keyboard', () => {
  test.each(['Name', 'Notes', 'Rich'])('any text is typed right into %s', async (field) => {
    await act({ action: 'type', ref: await refOf(field), text: NAME, clear: true });
    const typed = await pages.event(
      (event) => String(event['value']).trimEnd() === NAME,
      `"${NAME}" in ${field}`,
    );
    expect(typed.type).toBe('input');
  });

  test('a chord arrives as a chord and leaves no key down', async () => {
    await act({ action: 'key', keys: 'ctrl+shift+Home' });
    await expect(pages.event((event) => event['key'] === 'Home', 'Home')).resolves.toMatchObject({
      ctrl: true,
      shift: true,
    });
    pages.clear();
    await act({ action: 'key', keys: 'a' });
    await expect(pages.event((event) => event.type === 'key', 'a')).resolves.toMatchObject({
      key: 'a',
      ctrl: false,
      shift: false,
    });
  });

  test('an unknown key is an error that names the nearest', async () => {
    await expect(act({ action: 'key', keys: 'Entr' })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('Entr') as string,
      hint: expect.stringMatching(/enter/i) as string,
    });
  });
});

describe('observation', () => {
  test('the frame is the final one: what a click does 30 ms later is in it', async () => {
    const box =
      (await desktop.client.observation()).elements.find(({ name }) => name === 'Red box')?.box ?? fail();
    const { observation } = await act({ action: 'click', ref: await refOf('Hide box') });
    const picture = await decode(Buffer.from(observation?.frame?.data ?? '', 'base64'));
    expect(isNear(picture.at(box.x + 20, box.y + 20), [255, 255, 255])).toBe(true);
    expect(observation?.elements.map(({ name }) => name)).not.toContain('Red box');
  });

  test('a page that takes longer than the cap to answer is settled all the same', async () => {
    const slow = pages.page('/slow', `<title>slow</title><body style="background:rgb(1, 2, 200)">`, 2500);
    const { observation } = await act({ action: 'goto', url: slow });
    expect(observation).toMatchObject({ settled: true, page: { title: 'slow' } });
    const picture = await decode(Buffer.from(observation?.frame?.data ?? '', 'base64'));
    expect(isNear(picture.at(640, 600), [1, 2, 200])).toBe(true);
  });

  test('it carries the page and its elements, and never a password', async () => {
    const observation = await desktop.client.observation();
    expect(observation).toMatchObject({
      width: 1280,
      height: 800,
      page: { title: 'Playground', url: `${pages.url}/` },
    });
    expect(JSON.stringify(observation.elements)).not.toContain('hunter2');
    expect(observation.elements.map(({ role, name }) => `${role} ${name}`)).toEqual(
      expect.arrayContaining(['button Go on', 'textbox Name', 'textbox Notes', 'textbox Rich']),
    );
  });

  test('boxes are where the elements are drawn', async () => {
    const { elements } = await desktop.client.observation();
    const box = elements.find(({ name }) => name === 'Red box')?.box ?? fail();
    const picture = await decode((await desktop.client.screenshot({ format: 'png' })).data);
    expect(picture.at(box.x + 1, box.y + 1)).toEqual([200, 30, 30]);
    expect(picture.at(box.x + box.width - 2, box.y + box.height - 2)).toEqual([200, 30, 30]);
    expect(picture.at(box.x + box.width + 2, box.y + 5)).toEqual([255, 255, 255]);
  });

  test('a page can be read as text, and waited for', async () => {
    const { result } = await act({ action: 'read_page' });
    expect(JSON.stringify(result)).toContain('Go on');
    await expect(act({ action: 'wait', text: 'No such text', timeout_ms: 300 })).rejects.toMatchObject({
      code: 'timeout',
    });
  });
});

test.each([
  [
    'a busy one',
    'const end = Date.now() + 3000; while (Date.now() < end); document.body.append("Ready now")',
  ],
  ['the next one', 'location.href = "/ready"'],
])('a text is waited for although the page cannot tell meanwhile: %s', async (_, script) => {
  pages.page('/ready', 'Ready now', 2500);
  const url = pages.page(
    '/later',
    `<title>Later</title><script>setTimeout(() => { ${script} }, 300)</script>`,
  );
  await desktop.client.perform({ action: 'goto', url }, { observe: 'none' });
  const { result } = await act({ action: 'wait', text: 'Ready now', timeout_ms: 15_000 });
  expect((result as { waited_ms: number }).waited_ms).toBeGreaterThan(1500);
});

test('a batch stops at its first error and says which it was', async () => {
  const name = await refOf('Name');
  const actions = [
    { action: 'type', ref: name, text: 'one', clear: true },
    { action: 'click', x: 5000, y: 1 },
    { action: 'type', text: 'two' },
  ];
  await expect(act({ action: 'batch', actions })).rejects.toMatchObject({
    code: 'bad_input',
    message: expect.stringContaining('actions[1] (click): x: must be from 0 to 1279, got 5000') as string,
  });
  await pages.event((event) => event['value'] === 'one', 'the first action');
  expect(pages.events.some((event) => String(event['value']).includes('two'))).toBe(false);
});

test('an address that cannot be reached is an error with the reason, and the desktop goes on', async () => {
  await expect(act({ action: 'goto', url: 'http://127.0.0.1:9/' })).rejects.toMatchObject({
    code: 'action_failed',
    message: expect.stringContaining('ERR_') as string,
  });
  await expect(act({ action: 'goto', url: 'file:///etc/passwd' })).rejects.toMatchObject({
    code: 'bad_input',
  });
  await act({ action: 'goto', url: `${pages.url}/` });
});

async function viewportTop(): Promise<number> {
  const { elements } = await desktop.client.observation();
  const box = elements.find(({ name }) => name === 'Red box')?.box ?? fail();
  return box.y - 300;
}

async function lastScroll(): Promise<{ y: number }> {
  await pages.event((event) => event.type === 'scroll', 'a scroll');
  return { y: Number(pages.events.findLast((event) => event.type === 'scroll')?.['y']) };
}

function fail(): never {
  throw new Error('The red box is not among the elements.');
}
