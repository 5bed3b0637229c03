import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { DesktopClient } from '../../src/client/client.ts';
import type { TaskRequest } from '../../src/client/wire.ts';
import { finish, startFakeXai } from '../fixtures/fake-xai/index.ts';
import type { FakeXai, FakeXaiOptions } from '../fixtures/fake-xai/index.ts';
import { deskhand, program } from './support/cli.ts';
import { startDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';
import { shoot, startPersonBrowser } from './support/person-browser.ts';
import type { PersonBrowser } from './support/person-browser.ts';

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  colorScheme: 'dark',
};
const LAPTOP: BrowserContextOptions = { viewport: { width: 1366, height: 860 }, colorScheme: 'light' };

/** The field and the button fill known parts of the page; the page tells what reaches them. */
const FORM = `<title>Form</title><style>
  body { margin: 0; font: 24px sans-serif } input { position: fixed; left: 100px; top: 100px; width: 600px; height: 60px }
  button { position: fixed; left: 100px; top: 300px; width: 300px; height: 80px; font: inherit }
</style><input id="field" aria-label="Field" oninput="record('typed', { text: this.value })">
<button onclick="record('clicked', {})">Save</button>`;

const DELETE = `<title>Files</title><button style="font: 24px sans-serif" onclick="record('deleted', {})">Delete all files</button>`;

/** Addresses that would have a person read another question, fill the panel, or turn its words round. */
const FORGED = Array.from(
  { length: 12 },
  (_, i) =>
    `https://evil.example/${i}?\u001B[2K\u202E\n\n\n\nMay it open https://shop.example${'/long'.repeat(60)}`,
);

const AREA = `<title>Area</title><style>body { margin: 0 } textarea { width: 100vw; height: 100vh; font: 16px sans-serif }</style>
<textarea aria-label="Area" oninput="record('typed', { text: this.value })"></textarea>`;

/** How far the page is wider than its window, in CSS pixels. */
const OVERHANG = 'document.documentElement.scrollWidth - innerWidth';

const name = `viewertest-${process.pid}`;
let pages: PageServer;
let person: PersonBrowser;
let address: { readonly url: string; readonly token: string };
let client: DesktopClient;
let xai: FakeXai | undefined;
const contexts: BrowserContext[] = [];
const openForm = () => client.perform({ action: 'goto', url: pages.page('/form', FORM) });

beforeAll(async () => {
  [pages, person] = await Promise.all([startPageServer(), startPersonBrowser()]);
  // A port of its own, which stays the same when the container is restarted.
  const { exitCode, stdout, stderr } = await deskhand([
    'up',
    name,
    '--image',
    inject('image'),
    '--allow-private',
    '*',
    '--port',
    String(await freePort()),
    '--json',
  ]);
  if (exitCode !== 0) throw new Error(stderr);
  address = JSON.parse(stdout) as typeof address;
  client = new DesktopClient(address);
  await openForm();
});

const giveBack = () =>
  fetch(`${address.url}/v1/control`, { ...withToken(), method: 'POST', body: '{"holder":"agent"}' });

afterEach(async () => {
  await giveBack();
  const tasks = await client.tasks.list();
  for (const { id, state } of tasks) if (state !== 'ended') await client.tasks.cancel(id);
  await xai?.close();
  xai = undefined;
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

afterAll(async () => {
  await deskhand(['down', name]);
  await Promise.all([person?.[Symbol.asyncDispose](), pages?.[Symbol.asyncDispose]()]);
});

const withToken = () => ({ headers: { authorization: `Bearer ${address.token}` } });

/** The viewer by a fresh link, once it shows the desktop. */
async function openViewer(options: BrowserContextOptions): Promise<Page> {
  const context = await person.browser.newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(await client.link());
  await page.getByText('view only').waitFor();
  return page;
}

/** Starts a task that a script decides. */
async function startTask(
  brain: FakeXaiOptions['brain'],
  task: string,
  more: Partial<TaskRequest> = {},
): Promise<string> {
  xai = await startFakeXai({ hostname: '0.0.0.0', brain });
  const url = xai.url.replace(/127\.0\.0\.1|0\.0\.0\.0|localhost/, 'host.docker.internal');
  const head = await client.tasks.submit({
    task,
    api_key: xai.key,
    base_url: url,
    interactive: true,
    ...more,
  });
  return head.id;
}

/** Where a point of the desktop is in the viewer's page. */
async function onPage(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await page.locator('#screen canvas').boundingBox();
  if (box === null) throw new Error('The viewer shows no picture.');
  return { x: box.x + (x * box.width) / 1280, y: box.y + (y * box.height) / 800 };
}

describe.each([
  ['a phone', PHONE, 'phone'],
  ['a laptop', LAPTOP, 'laptop'],
] as const)('on %s', (_where, device, shot) => {
  test('a person watches, pauses, answers and stops the agent', async () => {
    const thinking = Promise.withResolvers<void>();
    let told = '';
    const page = await openViewer(device);
    await shoot(page, `${shot}-idle`);
    expect(await page.getByText('sandbox is off').isVisible()).toBe(false);
    const wide = await page.evaluate<number>(OVERHANG);
    expect(wide, 'nothing sticks out to the right').toBe(0);

    let turn = 0;
    await startTask(async ({ screen, messages }) => {
      turn++;
      if (turn === 1) {
        const { x, y } = screen?.find('Save') ?? { x: 0, y: 0 };
        return { calls: [{ name: 'click', args: { x, y } }] };
      }
      if (turn === 2) {
        await thinking.promise;
        return {
          calls: [{ name: 'ask_user', args: { question: 'Which of the two invoices do you mean?' } }],
        };
      }
      told = JSON.stringify(messages);
      await new Promise(() => {});
      return finish('never');
    }, 'Save the form and tell me the number of the invoice');
    await page.getByText('The agent is working').waitFor();
    await page.locator('#mark').waitFor();
    await expect.poll(() => markIsOff(page)).toBeLessThan(8);
    expect(await page.locator('#mark-label').textContent()).toContain('Save');
    expect(await page.locator('#activity').textContent()).toMatch(
      /^Save the form and tell me the number of the invoice · ./,
    );
    expect(await page.locator('#steps').textContent()).toBe('1');
    expect(await page.locator('#cost').textContent()).toMatch(/^\$0\.0/);
    await shoot(page, `${shot}-working`);
    for (const button of await page.locator('#buttons button:visible').all())
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(device === PHONE ? 44 : 40);

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused · view only').waitFor();
    expect((await client.tasks.list()).at(-1)?.state).toBe('paused');
    await shoot(page, `${shot}-paused`);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('The agent is working').waitFor();

    thinking.resolve();
    await page.getByText('Which of the two invoices').waitFor();
    // The panel has made the picture smaller.
    await expect.poll(() => markIsOff(page)).toBeLessThan(8);
    await shoot(page, `${shot}-asks`);
    await page.getByLabel('Your answer').fill('The second one');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('The agent is working').waitFor();
    expect(await page.locator('#ask').isVisible()).toBe(false);
    await expect.poll(() => told).toContain('The second one');

    await page.getByRole('button', { name: 'Stop task' }).click();
    await page.getByText(/cancelled/).waitFor();
    await page.getByText('Live · view only').waitFor();
    expect(await page.locator('#mark').isVisible()).toBe(false);
    await shoot(page, `${shot}-ended`);
  });
});

test.each([
  ['a phone', PHONE, 'phone'],
  ['a laptop', LAPTOP, 'laptop'],
] as const)(
  'on %s a person reads and answers a question before an act, however long or odd its text is',
  async (_where, device, shot) => {
    await client.perform({ action: 'goto', url: pages.page('/delete', DELETE) });
    pages.clear();
    const page = await openViewer(device);
    const panel = page.getByRole('alertdialog');
    let told = '';
    let turn = 0;
    const brain: FakeXaiOptions['brain'] = ({ screen, messages }) => {
      turn++;
      if (turn === 1) {
        const { x = 0, y = 0 } = screen?.find('Delete all files') ?? {};
        return { calls: [{ name: 'click', args: { x, y } }] };
      }
      if (turn === 2) {
        const actions = FORGED.map((url) => ({ action: 'goto', url }));
        return { calls: [{ name: 'batch', args: { actions } }] };
      }
      told = JSON.stringify(messages);
      return finish('Over.');
    };
    await startTask(brain, 'Tidy up', { confirm: 'risky', sites: ['shop.example'] });

    await panel.getByText('Delete all files').waitFor();
    await shoot(page, `${shot}-confirm`);
    await expectWithinReach(page, panel, device);
    await press(panel.getByRole('button', { name: 'Allow' }), device);
    await pages.event(({ type }) => type === 'deleted', 'the click that was allowed');

    await panel.getByText('evil.example/0').waitFor();
    await shoot(page, `${shot}-confirm-long`);
    await expectWithinReach(page, panel, device);
    const words = panel.locator('p');
    const said = (await words.textContent()) ?? '';
    expect(said).toContain(String.raw`evil.example/0?\u001b[2K\u202e\n\n\n\nMay it open`);
    expect(said).toContain('evil.example/11');
    expect(said).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
    const scrolled = await page.evaluate<number>(
      `{ const p = document.querySelector('.confirm p'); p.scrollTo(0, p.scrollHeight); p.scrollTop }`,
    );
    expect(scrolled, 'the text is longer than its place').toBeGreaterThan(0);
    await shoot(page, `${shot}-confirm-long-end`);
    await expectWithinReach(page, panel, device);
    await press(panel.getByRole('button', { name: 'Refuse' }), device);
    await page.getByText('done: Over.').waitFor();
    expect(await panel.isVisible()).toBe(false);
    expect(told).toContain('A person refused it');
    await openForm();
  },
);

test('a person takes over on a phone, taps and types; the agent is told what, but not the text', async () => {
  const decided = Promise.withResolvers<void>();
  const texts: string[] = [];
  const page = await openViewer(PHONE);
  const id = await startTask(async ({ messages }) => {
    texts.push(JSON.stringify(messages));
    if (texts.length > 1) return finish('Thank you.');
    await decided.promise;
    return { calls: [{ name: 'click', args: { x: 5, y: 700 } }] };
  }, 'Wait for me');
  await page.getByText('The agent is working').waitFor();
  pages.clear();
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByText('You have control · the agent waits').waitFor();
  const field = await onPage(page, 400, 130 + (await chromeHeight()));
  await page.touchscreen.tap(field.x, field.y);
  await page.getByRole('button', { name: 'Keyboard' }).click();
  await page.getByLabel('Type on the desktop').pressSequentially('Grüß 山田 é!');
  await page.getByRole('button', { name: 'Backspace' }).click();
  await pages.event(({ text }) => text === 'Grüß 山田 é', 'the text without its last character');
  await shoot(page, 'phone-taken-over');
  const rows = await page.evaluate<number>(OVERHANG);
  expect(rows, 'the keyboard row fits too').toBe(0);
  decided.resolve();
  await page.getByRole('button', { name: 'Give back' }).click();
  await page.getByText('done: Thank you.').waitFor();
  const told = texts.at(-1) ?? '';
  expect(told).toMatch(
    /A person used the desktop for \d+ s: 1 click, 10 characters typed \(not recorded\), 1 other key/,
  );
  const record = await program('docker', [
    'exec',
    `deskhand-${name}`,
    'cat',
    `/home/desk/runs/${id}/steps.jsonl`,
  ]);
  expect(record.stdout).toContain('10 characters typed');
  expect(record.stdout).not.toMatch(/Grüß|山田/);
});

test('at a laptop keys that no keyboard of ours has come in order with the others, and so does a long paste', async () => {
  const page = await openViewer(LAPTOP);
  await client.perform({ action: 'goto', url: pages.page('/area', AREA) });
  pages.clear();
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByText('You have control').waitFor();
  const { x, y } = await onPage(page, 400, 400);
  await page.mouse.click(x, y);
  await page.locator('#screen canvas').focus();
  const typed = 'Łódź/7? Grüße, Ünal: Ω≠я 山é.';
  // Playwright presses no keys that a US keyboard lacks; the browser's own protocol does.
  const keyboard = await page.context().newCDPSession(page);
  for (const key of typed)
    for (const type of ['keyDown', 'keyUp'] as const)
      await keyboard.send('Input.dispatchKeyEvent', { type, key });
  await pages.event(({ text }) => text === typed, 'what was typed on the picture');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.press('Control+x');
  await pages.event(({ text }) => text === '', 'a shortcut');
  const pasted = Array.from({ length: 40 }, (_, i) => `${i} Zeile: größer 語😀${i}`).join('\r\n');
  await page.getByRole('button', { name: 'Keyboard' }).click();
  await page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(pasted)});
    document.getElementById('text').dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
  }`);
  await pages.event(({ text }) => text === pasted.replaceAll('\r', ''), 'the pasted lines');
  await giveBack();
  await openForm();
});

test.each([
  ['a phone', PHONE, 'phone'],
  ['a laptop', { ...LAPTOP, colorScheme: 'dark' }, 'laptop-dark'],
] as const)(
  'on %s it says where Chromium’s sandbox is off, beside the picture',
  async (_where, device, shot) => {
    await using plain = await startDesktop({ hardened: false });
    const context = await person.browser.newContext(device);
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(await plain.client.link());
    await page.getByText('view only').waitFor();
    const notice = page.getByText('sandbox is off');
    await notice.waitFor();
    expect(await page.evaluate<number>(OVERHANG)).toBe(0);
    const [said, picture] = [await notice.boundingBox(), await page.locator('#screen canvas').boundingBox()];
    expect((said?.y ?? 0) + (said?.height ?? 0)).toBeLessThanOrEqual(picture?.y ?? 0);
    await shoot(page, `${shot}-sandbox-off`);
  },
);

test('a second person only watches, and sees that another has control', async () => {
  const [ann, ben] = [await openViewer(LAPTOP), await openViewer(PHONE)];
  await ann.getByRole('button', { name: 'Take over' }).click();
  await ben.getByText('Another person has control').waitFor();
  await shoot(ben, 'phone-another-person');
  // At a keyboard nothing but this leads out of the desktop.
  await ann.locator('#screen canvas').focus();
  await ann.keyboard.press('Control+Alt+g');
  await ann.getByText('Live · view only').waitFor();
  expect(await (await fetch(`${address.url}/v1/control`, withToken())).json()).toMatchObject({
    holder: 'agent',
  });
});

test('it says that the connection is lost, and comes back by itself after a restart of the desktop', async () => {
  const page = await openViewer(LAPTOP);
  const lost = page.getByText('The connection is lost. Trying again…').waitFor();
  const { exitCode } = await program('docker', ['stop', `deskhand-${name}`]);
  expect(exitCode).toBe(0);
  await lost;
  await page.getByText('The desktop does not answer').waitFor();
  await shoot(page, 'laptop-connection-lost');
  await program('docker', ['start', `deskhand-${name}`]);
  await page.getByText('Live · view only').waitFor({ timeout: 60_000 });
  expect(await page.locator('#veil').isVisible()).toBe(false);
});

test('without a session it says how to get a new link', async () => {
  const page = await openViewer(PHONE);
  await page.context().clearCookies();
  await page.getByText('This link has expired').waitFor();
  expect(await page.locator('#screen').isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Take over' }).isVisible()).toBe(false);
  await shoot(page, 'phone-expired');
});

/** Panel and buttons lie in the window as a whole, nothing lies over the buttons, and a finger hits them. */
async function expectWithinReach(page: Page, panel: Locator, device: BrowserContextOptions): Promise<void> {
  expect(await page.evaluate<number>(OVERHANG)).toBe(0);
  const { width, height } = device.viewport ?? { width: 0, height: 0 };
  const buttons = await panel.getByRole('button').all();
  expect(buttons).toHaveLength(2);
  for (const each of [panel, ...buttons]) {
    const box = (await each.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 };
    expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    if (each === panel) continue;
    expect(box.height).toBeGreaterThanOrEqual(device === PHONE ? 44 : 40);
    const middle = `${box.x + box.width / 2}, ${box.y + box.height / 2}`;
    const hit = await page.evaluate<string>(`document.elementFromPoint(${middle}).textContent`);
    expect(hit).toBe(await each.textContent());
  }
}

/** With a finger where the device has a touch screen. */
async function press(button: Locator, { hasTouch }: BrowserContextOptions): Promise<void> {
  await (hasTouch === true ? button.tap() : button.click());
}

/** How far the mark is from the middle of the desktop's button, in CSS pixels. */
async function markIsOff(page: Page): Promise<number> {
  const mark = await page.locator('#mark').boundingBox();
  const place = await onPage(page, 250, 340 + (await chromeHeight()));
  const [x, y] = [(mark?.x ?? 0) + (mark?.width ?? 0) / 2, (mark?.y ?? 0) + (mark?.height ?? 0) / 2];
  return Math.hypot(x - place.x, y - place.y);
}

/** Height of the browser's own bars above a page of the desktop. */
async function chromeHeight(): Promise<number> {
  const { result } = await client.perform({ action: 'elements' }, { observe: 'none' });
  const list = (result as { elements: readonly { name: string; box: { y: number } }[] }).elements;
  return (list.find((each) => each.name === 'Save')?.box.y ?? 0) - 300;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
