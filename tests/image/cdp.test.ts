import { once } from 'node:events';
import { chromium } from 'playwright-core';
import type { Browser as PlaywrightBrowser } from 'playwright-core';
import { connect } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

const FORM = `<title>form</title><style>button{position:fixed;left:100px;top:200px;width:200px;height:60px}</style>
<input id=name autofocus><button onclick="record('saved', { name: document.getElementById('name').value })">Save</button>`;

let desktop: TestDesktop;
let pages: PageServer;
const headers = () => ({ authorization: `Bearer ${desktop.token}` });

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
});

afterAll(() => Promise.all([desktop?.[Symbol.asyncDispose](), pages?.[Symbol.asyncDispose]()]));

const playwright = (): Promise<PlaywrightBrowser> =>
  chromium.connectOverCDP(`${desktop.url}/cdp`, { headers: headers() });

/** The address that the API sees. */
async function visible(): Promise<string | undefined> {
  return (await desktop.client.observation()).page?.url;
}

test('Playwright drives the visible page while actions go through the API', async () => {
  const browser = await playwright();
  const [page] = browser.contexts()[0]?.pages() ?? [];
  if (page === undefined) throw new Error('Playwright sees no page');
  await page.goto(pages.page('/playwright', FORM));
  await page.fill('#name', 'from Playwright');
  expect(await visible()).toBe(`${pages.url}/playwright`);
  const { observation } = await desktop.client.perform({ action: 'screenshot' });
  const save = observation?.elements.find(({ name }) => name === 'Save');
  await desktop.client.perform({ action: 'click', ref: save?.ref ?? '' });
  const { name } = await pages.event(({ type }) => type === 'saved', 'the click');
  expect(name).toBe('from Playwright');
  await browser.close();
  expect((await desktop.client.health()).status).toBe('ok');
});

test('Puppeteer drives it too, over the bare address, at the same time as Playwright', async () => {
  pages.clear();
  const first = await playwright();
  const second = await connect({
    browserWSEndpoint: `${desktop.url.replace('http', 'ws')}/cdp`,
    headers: headers(),
    defaultViewport: null,
  });
  const [page] = await second.pages();
  if (page === undefined) throw new Error('Puppeteer sees no page');
  await page.goto(pages.page('/puppeteer', FORM));
  // The page focuses its field by itself, a moment after its load; what is typed before goes nowhere.
  await page.waitForFunction("document.activeElement?.id === 'name'");
  await desktop.client.perform({ action: 'type', text: 'typed through the API' });
  expect(await first.contexts()[0]?.pages()[0]?.inputValue('#name')).toBe('typed through the API');
  await page.click('button');
  const { name } = await pages.event(({ type }) => type === 'saved', 'the click');
  expect(name).toBe('typed through the API');
  await second.disconnect();
  await first.close();
});

describe('a guest that leaves', () => {
  test('takes its contexts, overrides and interceptions along, however it goes', async () => {
    const before = JSON.stringify((await desktop.client.perform({ action: 'tabs' })).result);
    const guest = await rawGuest();
    const { targetInfos } = await guest.ask<{ targetInfos: { targetId: string; type: string }[] }>(
      'Target.getTargets',
    );
    const targetId = targetInfos.find(({ type }) => type === 'page')?.targetId;
    const { sessionId } = await guest.ask<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    // Every request of the visible page, and every new page, now waits for this guest.
    await guest.ask('Fetch.enable', {}, sessionId);
    await guest.ask('Emulation.setScriptExecutionDisabled', { value: true }, sessionId);
    await guest.ask('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
    });
    const { browserContextId } = await guest.ask<{ browserContextId: string }>('Target.createBrowserContext');
    await guest.ask('Target.createTarget', { url: 'about:blank', browserContextId });
    expect(JSON.stringify((await desktop.client.perform({ action: 'tabs' })).result)).not.toBe(before);
    // As when a network breaks: no goodbye.
    guest.cut();
    await settled(
      async () => JSON.stringify((await desktop.client.perform({ action: 'tabs' })).result) === before,
    );
    pages.page('/after', "<script>document.title = 'scripts run'</script>");
    const { observation } = await desktop.client.perform({ action: 'goto', url: `${pages.url}/after` });
    expect(observation?.page).toMatchObject({ url: `${pages.url}/after`, title: 'scripts run' });
  });

  test('cannot take the browser with it', async () => {
    const guest = await connect({
      browserWSEndpoint: `${desktop.url.replace('http', 'ws')}/cdp`,
      headers: headers(),
    });
    const { processes } = await desktop.client.health();
    await guest.close();
    expect((await desktop.client.health()).processes).toEqual(processes);
    expect(await visible()).toBeDefined();
  });
});

describe('without DESKHAND_ALLOW_COOKIES', () => {
  test('a guest’s own context has its cookies, and those of the visible browser are closed', async () => {
    const browser = await playwright();
    const url = pages.page('/cookies', '<script>document.cookie = "seen=by-the-page"</script>');
    const own = await browser.newContext();
    await own.addCookies([{ name: 'own', value: '1', url }]);
    await (await own.newPage()).goto(url);
    expect((await own.cookies()).map(({ name }) => name).toSorted()).toEqual(['own', 'seen']);
    const [visibleContext] = browser.contexts();
    const [page] = visibleContext?.pages() ?? [];
    if (visibleContext === undefined || page === undefined) throw new Error('Playwright sees no page');
    await page.goto(url);
    await expect(visibleContext.cookies()).rejects.toThrow(/DESKHAND_ALLOW_COOKIES/);
    await expect(visibleContext.addCookies([{ name: 'a', value: 'b', url }])).rejects.toThrow(
      /DESKHAND_ALLOW_COOKIES/,
    );
    const session = await visibleContext.newCDPSession(page);
    await expect(session.send('Network.getAllCookies')).rejects.toThrow(/DESKHAND_ALLOW_COOKIES/);
    // What is told of a request has all of it but the cookies that it carries.
    const [request] = await Promise.all([page.waitForRequest(url), page.reload()]);
    const headers = await request.allHeaders();
    expect(headers['accept']).toContain('text/html');
    expect(headers).not.toHaveProperty('cookie');
    await browser.close();
  });
});

test('a page gets no file of the desktop but those of its folders', async () => {
  await desktop.run('sh', '-c', 'echo text > /home/desk/uploads/to-give.txt');
  const browser = await playwright();
  const [page] = browser.contexts()[0]?.pages() ?? [];
  if (page === undefined) throw new Error('Playwright sees no page');
  await page.goto(pages.page('/files', '<input type=file id=file>'));
  const session = await page.context().newCDPSession(page);
  const give = async (file: string) => {
    const { root } = await session.send('DOM.getDocument');
    const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: '#file' });
    await session.send('DOM.setFileInputFiles', { files: [file], nodeId });
  };
  const given = () => page.evaluate('file.files[0]?.text()');
  for (const file of ['/etc/passwd', '/home/desk/uploads/../profile/Local State', '/proc/self/environ'])
    await expect(give(file)).rejects.toThrow(/no other file is given to pages/);
  expect(await given()).toBeUndefined();
  await give('/home/desk/uploads/to-give.txt');
  expect(await given()).toBe('text\n');
  // What a client has in its own memory is the client's.
  await page.setInputFiles('#file', { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('mine') });
  expect(await given()).toBe('mine');
  await browser.close();
});

test('downloads of a guest’s own context land in the desktop’s folder, wherever it would have them', async () => {
  const guest = await rawGuest();
  const { browserContextId } = await guest.ask<{ browserContextId: string }>('Target.createBrowserContext');
  await guest.ask('Browser.setDownloadBehavior', {
    behavior: 'allow',
    downloadPath: '/home/desk/profile',
    browserContextId,
  });
  const link =
    '<a id=a href="data:application/octet-stream,kept" download="from-a-guest.bin">a</a><script>a.click()</script>';
  await guest.ask('Target.createTarget', { url: pages.page('/download', link), browserContextId });
  await settled(
    async () => (await desktop.tryRun('cat', '/home/desk/downloads/from-a-guest.bin')).output === 'kept',
  );
  expect((await desktop.tryRun('ls', '/home/desk/profile/from-a-guest.bin')).exitCode).not.toBe(0);
  guest.cut();
});

test('closing the last tab leaves a tab, and the same browser', async () => {
  const browser = await playwright();
  const open = browser.contexts()[0]?.pages() ?? [];
  for (const page of open) await page.close();
  await expectOneEmptyTab();
  await browser.close();
});

test('tabs that are closed all at once leave a tab, and the same browser', async () => {
  for (let i = 0; i < 3; i++) {
    const browser = await playwright();
    const context = browser.contexts()[0];
    for (let n = 0; n < 3; n++) await context?.newPage();
    await Promise.all((context?.pages() ?? []).map((page) => page.close()));
    await expectOneEmptyTab();
    await browser.close();
  }
});

test('a guest that closes every tab but those of its own context, and goes, leaves a tab and the same browser', async () => {
  for (let i = 0; i < 3; i++) {
    const browser = await playwright();
    const own = await browser.newContext();
    await own.newPage();
    for (const page of browser.contexts()[0]?.pages() ?? []) await page.close();
    await browser.close();
    await expectOneEmptyTab();
  }
});

async function expectOneEmptyTab(): Promise<void> {
  await settled(async () => {
    const { result } = await desktop.client.perform({ action: 'tabs' }, { observe: 'none' });
    const { tabs } = result as { tabs: readonly { url: string }[] };
    return tabs.length === 1 && tabs[0]?.url === 'about:blank';
  });
  const chromium = (await desktop.client.health()).processes.find(({ name }) => name === 'chromium');
  expect(chromium).toMatchObject({ state: 'ready', restarts: 0 });
}

test('a viewport that a guest asks for does not move the page under the API', async () => {
  const guest = await connect({
    browserWSEndpoint: `${desktop.url.replace('http', 'ws')}/cdp`,
    headers: headers(),
    defaultViewport: { width: 300, height: 200 },
  });
  const [page] = await guest.pages();
  expect(await page?.evaluate('innerWidth')).toBeGreaterThan(1000);
  await guest.disconnect();
});

test('one page alone has an address of its own', async () => {
  const list = (await (await fetch(`${desktop.url}/cdp/json/list`, { headers: headers() })).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const reply = await ask(list[0]?.webSocketDebuggerUrl ?? '', {
    method: 'Runtime.evaluate',
    params: { expression: '6 * 7' },
  });
  expect(reply).toMatchObject({ result: { result: { value: 42 } } });
});

test('the runner’s own sessions are not to be had', async () => {
  const url = `${desktop.url.replace('http', 'ws')}/cdp`;
  const reply = await ask(url, {
    method: 'Page.navigate',
    params: { url: 'about:blank' },
    sessionId: 'X'.repeat(32),
  });
  expect(reply).toMatchObject({ error: { code: -32001 } });
  const refused = await ask(url, { method: 'Target.exposeDevToolsProtocol', params: { targetId: 'x' } });
  expect(refused).toMatchObject({ error: { message: expect.stringContaining('not allowed') as string } });
});

test('a person who has taken over is not worked against', async () => {
  const { contexts, close } = await (async () => {
    const browser = await playwright();
    return { contexts: browser.contexts(), close: () => browser.close() };
  })();
  const take = (holder: string) =>
    fetch(`${desktop.url}/v1/control`, {
      method: 'POST',
      headers: headers(),
      body: JSON.stringify({ holder }),
    });
  await take('human');
  await expect(contexts[0]?.pages()[0]?.goto('about:blank')).rejects.toThrow(/human_in_control/);
  // What the person types next would go to that page.
  await expect(contexts[0]?.pages()[0]?.bringToFront()).rejects.toThrow(/human_in_control/);
  await take('agent');
  await contexts[0]?.pages()[0]?.goto('about:blank');
  await close();
});

test.each(['/cdp', '/cdp/devtools/browser/deskhand', '/cdp/json/version'])(
  '%s needs the token',
  async (path) => {
    expect((await fetch(desktop.url + path)).status).toBe(401);
    if (path.endsWith('version')) return;
    expect(await status(`${desktop.url.replace('http', 'ws')}${path}`, {})).toBe(401);
    expect(
      await status(`${desktop.url.replace('http', 'ws')}${path}`, {
        ...headers(),
        origin: 'https://evil.example',
      }),
    ).toBe(403);
  },
);

/** A guest that shares no code with any client library. */
async function rawGuest() {
  const socket = new WebSocket(`${desktop.url.replace('http', 'ws')}/cdp`, { headers: headers() });
  const waiting = new Map<number, (message: { result?: unknown; error?: { message: string } }) => void>();
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { id?: number; result?: unknown };
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  await once(socket, 'open');
  return {
    ask<Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
      const id = waiting.size + 1;
      socket.send(JSON.stringify({ id, method, params, sessionId }));
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, error }) =>
          error === undefined ? resolve(result as Result) : reject(new Error(`${method}: ${error.message}`)),
        );
      });
    },
    cut: () => socket.terminate(),
  };
}

async function settled(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 50; i++) {
    if (await holds()) return;
    await desktop.client.perform({ action: 'wait', ms: 100 }, { observe: 'none' });
  }
  throw new Error('It has not come to hold within 5 s.');
}

/** One command over a connection of its own. */
async function ask(url: string, command: object): Promise<unknown> {
  const socket = new WebSocket(url, { headers: headers() });
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => socket.send(JSON.stringify({ id: 1, ...command })));
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as { id?: number };
        if (message.id === 1) resolve(message);
      });
    });
  } finally {
    socket.terminate();
  }
}

function status(url: string, given: Record<string, string>): Promise<number> {
  const socket = new WebSocket(url, { headers: given });
  return new Promise((resolve, reject) => {
    socket.on('open', () => reject(new Error('it opened')));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}
