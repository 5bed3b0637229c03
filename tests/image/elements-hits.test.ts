import { chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ActionReply } from '../../src/client/wire.ts';
import { textTokens } from '../../src/base/text-tokens.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';
import { recovered } from './support/recovery.ts';

// The other door: each page records what was clicked in it.

type Listed = Awaited<ReturnType<TestDesktop['client']['observation']>>['elements'][number];

/** A button that records its own click under its name. */
const button = (name: string, style = ''): string =>
  `<button style="${style}" onclick="record('hit', { name: '${name}', trusted: event.isTrusted })">${name}</button>`;

let desktop: TestDesktop;
let pages: PageServer;
/** Another site: its frames are processes of their own. */
let elsewhere: PageServer;

beforeAll(async () => {
  [desktop, pages, elsewhere] = await Promise.all([startDesktop(), startPageServer(), startPageServer()]);
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
  await elsewhere?.[Symbol.asyncDispose]();
});

beforeEach(() => {
  pages.clear();
  elsewhere.clear();
});

async function show(html: string): Promise<readonly Listed[]> {
  const url = pages.page('/', `<title>Hits</title><style>body { margin: 8px }</style>${html}`);
  const { observation } = await desktop.client.perform({ action: 'goto', url });
  return observation?.elements ?? [];
}

async function listed(): Promise<readonly Listed[]> {
  return (await desktop.client.observation()).elements;
}

/** The same server as another site: isolation goes by host, and this machine has another name. */
async function otherSite(url: string): Promise<string> {
  const host = 'host.docker.internal';
  return url.replace(host, (await desktop.run('getent', 'hosts', host)).split(/\s/)[0] ?? '');
}

/** How many frames are processes of their own, by Chromium's own word. */
async function framesApart(): Promise<number> {
  const headers = { authorization: `Bearer ${desktop.token}` };
  const playwright = await chromium.connectOverCDP(`${desktop.url}/cdp`, { headers });
  const cdp = await playwright.newBrowserCDPSession();
  const { targetInfos } = await cdp.send('Target.getTargets', { filter: [{}] });
  await playwright.close();
  return targetInfos.filter(({ type }) => type === 'iframe').length;
}

const names = (elements: readonly Listed[]): string[] =>
  elements.map(({ name }) => name).filter((name) => name !== '');

async function find(name: string): Promise<Listed> {
  const elements = await listed();
  const found = elements.find((element) => element.name === name && element.role !== 'text');
  if (found === undefined) throw new Error(`No "${name}" among ${JSON.stringify(names(elements))}`);
  return found;
}

/** Clicks an element by its ref and waits for the page's word that it was that one. */
async function expectClickHits(name: string, server: PageServer = pages): Promise<ActionReply> {
  const { ref } = await find(name);
  const reply = await desktop.client.perform({ action: 'click', ref });
  const hit = await server.event(({ type }) => type === 'hit', `a click on ${name}`);
  expect(hit).toMatchObject({ name, trusted: true });
  return reply;
}

/** Clicks the middle of an element's box by coordinates alone. */
async function expectPokeHits(name: string, server: PageServer = pages): Promise<void> {
  const { box } = await find(name);
  const at = { x: Math.floor(box.x + box.width / 2), y: Math.floor(box.y + box.height / 2) };
  await desktop.client.perform({ action: 'click', ...at });
  expect(await server.event(({ type }) => type === 'hit', `a click at ${name}`)).toMatchObject({ name });
}

describe('frames in the page', () => {
  test.each([
    ['plain', ''],
    ['scaled unevenly', 'transform: scale(1.5, 0.75); transform-origin: 0 0'],
    ['turned', 'transform: rotate(20deg); margin: 60px'],
    [
      'turned by its parent, with border and padding',
      'border: 9px solid; padding: 7px 13px; rotate: -15deg; margin: 50px',
    ],
    ['zoomed', 'zoom: 1.25'],
  ])('of the same site, %s', async (_, style) => {
    const url = pages.page(
      '/inner',
      `<body style="margin: 0; height: 900px">${button('Deep', 'margin: 120px 60px')}`,
    );
    await show(`<iframe src="${url}" width="400" height="240" style="${style}"></iframe>`);
    await expectClickHits('Deep');
    pages.clear();
    await expectPokeHits('Deep');
  });

  test('scrolled, and out of view inside: it is scrolled to and hit', async () => {
    const url = pages.page(
      '/inner',
      `<body style="height: 3000px">${button('Top')}<div style="height: 1500px"></div>${button('Below')}`,
    );
    await show(
      `<div style="height: 900px"></div><iframe src="${url}" width="400" height="200"></iframe><div style="height: 900px"></div>`,
    );
    expect(names(await listed())).not.toContain('Top');
    await desktop.client.perform({ action: 'find', text: 'Below' });
    await expectClickHits('Below');
    expect(names(await listed())).not.toContain('Top');
  });

  test('of other sites, one in the other, each a process of its own', async () => {
    const other = await otherSite(elsewhere.url);
    const inner = pages.page('/nested', button('Innermost', 'margin: 20px'));
    elsewhere.page('/middle', `${button('Middle')}<iframe src="${inner}" width="300" height="120"></iframe>`);
    await show(
      `${button('Outer')}<iframe src="${other}/middle" width="500" height="240" style="transform: scale(1.2); transform-origin: 0 0"></iframe>`,
    );
    await until(async () => names(await listed()).includes('Innermost'));
    expect(await framesApart()).toBe(2);
    await expectClickHits('Innermost');
    await expectClickHits('Middle', elsewhere);
    elsewhere.clear();
    await expectPokeHits('Middle', elsewhere);
  });
});

describe('shadow trees', () => {
  test.each(['open', 'closed'])('%s ones are looked into, and what is in them is hit', async (mode) => {
    await show(`<x-host></x-host><script>
      const root = document.querySelector('x-host').attachShadow({ mode: '${mode}' });
      root.innerHTML = \`${button('In the shade')}<div id="inner"></div>\`;
      root.getElementById('inner').attachShadow({ mode: '${mode}' }).innerHTML = \`${button('In deep shade')}\`;
    </script>`);
    await expectClickHits('In the shade');
    pages.clear();
    await expectClickHits('In deep shade');
  });
});

describe('what scrolls', () => {
  test('a box inside a box, both scrolled: the ref still hits once it is out of view', async () => {
    await show(`<div style="height: 200px; width: 400px; overflow: auto"><div style="height: 150px; overflow: auto">${button('First')}
      <div style="height: 700px"></div>${button('Last')}</div><div style="height: 700px"></div></div>`);
    expect(names(await listed())).toEqual(expect.arrayContaining(['First']));
    expect(names(await listed())).not.toContain('Last');
    const { ref } = await find('First');
    await desktop.client.perform({ action: 'find', text: 'Last' });
    expect(names(await listed())).not.toContain('First');
    await expectClickHits('Last');
    pages.clear();
    await desktop.client.perform({ action: 'click', ref });
    expect(await pages.event(({ type }) => type === 'hit', 'the first')).toMatchObject({ name: 'First' });
  });

  test('under a header that sticks: it is moved out from under it', async () => {
    await show(`<div style="position: sticky; top: 0; height: 300px; background: #cde">Header</div>
      <div style="height: 250px"></div>${button('Covered later')}<div style="height: 3000px"></div>`);
    const { ref } = await find('Covered later');
    await desktop.client.perform({ action: 'scroll', x: 600, y: 600, dy: 7 });
    expect(names(await listed())).not.toContain('Covered later');
    await desktop.client.perform({ action: 'click', ref });
    expect(await pages.event(({ type }) => type === 'hit', 'it')).toMatchObject({ name: 'Covered later' });
  });
});

describe('what is covered', () => {
  test('by a dialog over the page, is not listed; the dialog is', async () => {
    await show(
      `${button('Behind')}<div style="position: fixed; inset: 0; background: #0008">${button('Accept cookies', 'margin: 200px')}</div>`,
    );
    expect(names(await listed())).toContain('Accept cookies');
    expect(names(await listed())).not.toContain('Behind');
    await expectClickHits('Accept cookies');
  });

  test('by a layer that lets clicks through, is listed and hit', async () => {
    await show(
      `${button('Under glass')}<div style="position: fixed; inset: 0; pointer-events: none; background: #0f01"></div>`,
    );
    await expectClickHits('Under glass');
  });

  test('in part, is hit where it is its own', async () => {
    await show(`<div style="position: relative">${button('Half', 'width: 300px; height: 80px')}
      <div style="position: absolute; left: 40px; top: 0; width: 400px; height: 80px; background: #cde"></div></div>`);
    await expectClickHits('Half');
  });

  test('zero-size, transparent to all but clicks, and out of the page', async () => {
    const elements =
      await show(`${button('Nothing', 'width: 0; height: 0; padding: 0; border: 0; overflow: hidden')}
      ${button('Outside', 'position: absolute; left: -900px')}${button('Unseen', 'visibility: hidden')}${button('Seen')}`);
    expect(names(elements)).toEqual(['Seen']);
  });

  test('a ref whose element got covered says by what', async () => {
    await show(`${button('Soon covered')}<div id="cover" role="dialog" aria-label="Newsletter" hidden style="position: fixed; inset: 0; background: #fff">x</div>
      <button style="position: fixed; bottom: 20px" onclick="cover.hidden = false">Cover</button>`);
    const { ref } = await find('Soon covered');
    await desktop.client.perform({ action: 'click', ref: (await find('Cover')).ref });
    await expect(desktop.client.perform({ action: 'click', ref })).rejects.toMatchObject({
      code: 'action_failed',
      message: expect.stringContaining('covered by dialog "Newsletter"') as string,
    });
  });
});

describe('refs', () => {
  test('hold over what leaves the element there, and a ref of what is gone names the nearest', async () => {
    await show(`<div id="app">${button('Keep')}${button('Save draft')}</div><button onclick="render()">Render</button><script>
      // As frameworks do: one node is kept, moved and changed, the other is made anew.
      const [kept, gone] = app.children;
      const render = () => {
        const made = gone.cloneNode();
        made.textContent = 'Save drafts';
        kept.textContent = 'Kept';
        app.replaceChildren(document.createElement('hr'), kept, made);
      };
    </script>`);
    const [keep, draft] = [await find('Keep'), await find('Save draft')];
    await desktop.client.perform({ action: 'click', ref: (await find('Render')).ref });
    const moved = await find('Kept');
    expect(moved.ref).toBe(keep.ref);
    expect(moved.box.y).toBeGreaterThan(keep.box.y);
    const now = await find('Save drafts');
    await expect(desktop.client.perform({ action: 'click', ref: draft.ref })).rejects.toMatchObject({
      code: 'stale_ref',
      message: expect.stringContaining(`The nearest is ${now.ref} (button "Save drafts")`) as string,
    });
    expect(now.ref).not.toBe(draft.ref);
  });

  test('of one site mean nothing on another, which has as many elements in a process of its own', async () => {
    const row = (last: string): string => ['One', 'Two', 'Three', last].map((name) => button(name)).join('');
    const other = await otherSite(elsewhere.url);
    elsewhere.page('/', `<title>Elsewhere</title>${row('Place orders')}`);
    // Each process counts its execution contexts from one: after a few they have met.
    for (let round = 0; round < 4; round++) {
      await show(row('Place order'));
      const before = await listed();
      await desktop.client.perform({ action: 'goto', url: `${other}/` });
      const now = await find('Place orders');
      for (const { ref, name } of before) {
        const nearest = name === 'Place order' ? now : await find(name);
        await expect(desktop.client.perform({ action: 'click', ref })).rejects.toMatchObject({
          code: 'stale_ref',
          message: expect.stringContaining(
            `The nearest is ${nearest.ref} (button "${nearest.name}")`,
          ) as string,
        });
      }
    }
    expect([...pages.events, ...elsewhere.events]).toEqual([]);
  });

  test('5000 elements are capped, controls first, and the told cost is what the list costs', async () => {
    const cells = Array.from({ length: 5000 }, (_, i) =>
      i % 2 === 0 ? `<button>b${i}</button>` : `<span>t${i} </span>`,
    );
    const elements = await show(`<div style="font: 10px sans-serif; zoom: 0.5">${cells.join('')}</div><script>
      const shows = (each) => { const r = each.getBoundingClientRect(); return innerHeight - r.top >= 2 && r.width >= 2 && r.height >= 2 };
      onload = () => record('shown', { count: [...document.querySelectorAll('button, span')].filter(shows).length });
    </script>`);
    expect(elements.length).toBe(80);
    expect(elements.every(({ role }) => role === 'button')).toBe(true);
    const { result } = await desktop.client.perform({ action: 'elements', limit: 1000 }, { observe: 'none' });
    const {
      elements: all,
      omitted,
      tokens,
    } = result as unknown as { elements: Listed[]; omitted: number; tokens: number };
    // What shows of the 5000, by the page's own count.
    const shown = await pages.event(({ type }) => type === 'shown', 'how many show');
    expect(all.length).toBe(1000);
    expect(all.length + omitted).toBe(shown['count']);
    expect(all.filter(({ role }) => role === 'button').length).toBe(1000);
    expect(tokens).toBe(textTokens(JSON.stringify(all)));
  });
});

describe('lists, drawings and windows', () => {
  test('a list tells its options, and one is chosen by clicks and by keys', async () => {
    await show(
      `<select aria-label="Fruit" onchange="record('chosen', { value })"><option>Apple<option>Pear<option>Quince</select>`,
    );
    const list = await find('Fruit');
    expect(list.states.join()).toContain('options: Apple, Pear, Quince');
    await desktop.client.perform({ action: 'click', ref: list.ref });
    await desktop.client.perform({ action: 'key', keys: 'Down' });
    await desktop.client.perform({ action: 'key', keys: 'Enter' });
    expect(await pages.event(({ type }) => type === 'chosen', 'a choice')).toMatchObject({ value: 'Pear' });
    pages.clear();
    await desktop.client.perform({ action: 'type', ref: list.ref, text: 'Qui' });
    await desktop.client.perform({ action: 'key', keys: 'Enter' });
    expect(await pages.event(({ type }) => type === 'chosen', 'a choice')).toMatchObject({ value: 'Quince' });
  });

  test('a list that is open when the page is left is closed, and the next page gets its first click', async () => {
    await show(`<select aria-label="Fruit"><option>Apple<option>Pear</select>`);
    const { ref } = await find('Fruit');
    const { observation: open } = await desktop.client.perform({ action: 'click', ref });
    expect(open?.windows.length).toBe(2);
    await show(button('Next page'));
    expect((await desktop.client.observation()).windows.length).toBe(1);
    await expectClickHits('Next page');
  });

  // Chromium dropped the input to such a page after another one of its site, unless told not to hold back its painting.
  test.each([1, 2, 3])('a page that paints nothing gets its first click (%i)', async () => {
    await show(button('Page before'));
    await show(`<canvas width="300" height="100" onclick="record('hit', { name: 'Blank' })"></canvas>`);
    const at = (await listed()).find(({ role }) => role === 'canvas')?.box;
    await desktop.client.perform({ action: 'click', x: (at?.x ?? 0) + 50, y: (at?.y ?? 0) + 50 });
    expect(await pages.event(({ type }) => type === 'hit', 'the click')).toMatchObject({ name: 'Blank' });
  });

  test('a canvas is listed with its box, so that it can be clicked at a point', async () => {
    await show(
      `<canvas width="300" height="100" style="margin: 30px" onclick="record('drawn', { x: event.offsetX, y: event.offsetY })"></canvas>`,
    );
    const canvas = (await listed()).find(({ role }) => role === 'canvas');
    expect(canvas?.box).toMatchObject({ width: 300, height: 100 });
    await desktop.client.perform({
      action: 'click',
      x: (canvas?.box.x ?? 0) + 210,
      y: (canvas?.box.y ?? 0) + 33,
    });
    expect(await pages.event(({ type }) => type === 'drawn', 'the point')).toMatchObject({ x: 210, y: 33 });
  });

  test('a window that opens has elements of its own, and its buttons are hit', async () => {
    const popup = pages.page('/popup', `<title>Popup</title>${button('In the popup', 'margin: 50px')}`);
    await show(`<button onclick="open('${popup}', 'p', 'width=400,height=300')">Open</button>`);
    await desktop.client.perform({ action: 'click', ref: (await find('Open')).ref });
    await until(async () => names(await listed()).includes('In the popup'));
    await expectClickHits('In the popup');
    await desktop.client.perform({ action: 'key', keys: 'ctrl+w' });
  });

  test('boxes are pixels of the frame on a page that is zoomed', async () => {
    await show(button('Zoomed', 'position: fixed; left: 100px; top: 100px; width: 200px; height: 50px'));
    const before = await find('Zoomed');
    await desktop.client.perform({ action: 'key', keys: 'ctrl+plus' });
    await until(async () => (await find('Zoomed')).box.width > before.box.width);
    const { box } = await find('Zoomed');
    expect(box.width / before.box.width).toBeCloseTo(1.1, 1);
    await expectClickHits('Zoomed');
    pages.clear();
    await expectPokeHits('Zoomed');
    await desktop.client.perform({ action: 'key', keys: 'ctrl+0' });
  });
});

/** Waits for what an event of the page or the browser brings about. */
async function until(reached: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await reached())) {
    if (Date.now() > end) throw new Error('It has not come about in 10 s.');
    await desktop.client.perform({ action: 'wait', until: 'settled' });
  }
}

// At the end: the browser that comes after it is slow at first.
test('refs from before the browser died mean nothing after it', async () => {
  await show(button('Send'));
  const { ref } = await find('Send');
  const { url = '' } = (await desktop.client.observation()).page ?? {};
  const restarts = async () =>
    (await desktop.client.health()).processes.find(({ name }) => name === 'chromium')?.restarts ?? 0;
  const before = await restarts();
  await desktop.run('pkill', '-9', '-o', 'chromium');
  await recovered(desktop, ({ of }) => of('chromium') > before);
  const { observation } = await desktop.client.perform({ action: 'goto', url });
  const now = observation?.elements.find(({ name }) => name === 'Send');
  await expect(desktop.client.perform({ action: 'click', ref })).rejects.toMatchObject({
    code: 'stale_ref',
    message: expect.stringContaining(`The nearest is ${now?.ref} (button "Send")`) as string,
  });
  expect(pages.events).toEqual([]);
  await expectClickHits('Send');
});
