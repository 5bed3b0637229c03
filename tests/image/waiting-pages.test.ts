import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionReply } from '../../src/client/wire.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

/** Pages that make whoever acts on them wait: dialogs, endless scripts, slow servers, an address bar that knows better. */

let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

function act(action: string, params: Record<string, unknown> = {}): Promise<ActionReply> {
  return desktop.client.performRaw({ action, ...params });
}

async function click(name: string): Promise<ActionReply> {
  const { elements } = await desktop.client.observation();
  const found = elements.find((element) => element.name === name);
  if (found === undefined) throw new Error(`No "${name}" among ${JSON.stringify(elements)}`);
  return act('click', { ref: found.ref });
}

describe('the print preview', () => {
  beforeAll(async () => {
    const html = `<title>Paper</title><button onclick="print(); record('printed', {})">Print</button>`;
    await act('goto', { url: pages.page('/paper', html) });
  });

  test('is told as a dialog, holds nothing up, and is dismissed with Escape', async () => {
    pages.clear();
    await click('Print');
    const shown = await act('wait', { ms: 0 });
    expect(shown.observation).toMatchObject({
      dialogs: [{ type: 'print' }],
      page: { title: 'Paper' },
      elements: [],
    });
    expect(pages.events).toEqual([]);
    await expect(act('dialog', { accept: false })).rejects.toMatchObject({
      code: 'action_failed',
      hint: expect.stringContaining('Escape') as string,
    });
    await act('key', { keys: 'Escape' });
    await pages.event(({ type }) => type === 'printed', 'the end of print()');
    expect((await desktop.client.observation()).dialogs).toEqual([]);
  });
});

describe('a page that asks before it is left', () => {
  const HTML = `<title>Unsaved</title><button onclick="record('touched', {})">Touch</button>
<script>addEventListener('beforeunload', (event) => event.preventDefault()); addEventListener('pagehide', () => record('left', {}))</script>`;

  test('stays when it is told to, and goes when it may', async () => {
    await act('goto', { url: pages.page('/unsaved', HTML) });
    await click('Touch');
    await pages.event(({ type }) => type === 'touched', 'the click');
    await expect(act('goto', { url: pages.page('/next', '<title>Next</title>next') })).rejects.toMatchObject({
      code: 'action_failed',
      message: expect.stringContaining('beforeunload') as string,
    });
    expect(await desktop.client.observation()).toMatchObject({ dialogs: [{ type: 'beforeunload' }] });
    const { observation: stayed } = await act('dialog', { accept: false });
    expect(stayed).toMatchObject({ dialogs: [], page: { title: 'Unsaved' } });
    expect(pages.events.some(({ type }) => type === 'left')).toBe(false);
    const { observation: asked } = await act('key', { keys: 'F5' });
    expect(asked).toMatchObject({ dialogs: [{ type: 'beforeunload' }] });
    await act('dialog', { accept: true });
    await pages.event(({ type }) => type === 'left', 'the end of the page');
    // Nobody has touched the new one yet, so that it does not ask.
    await act('goto', { url: `${pages.url}/next` });
  });
});

describe('the address bar', () => {
  test('opens what was typed, whatever was opened before that begins like it', async () => {
    for (const path of ['/', '/a', '/ab', '/abc', '/abc/def'])
      pages.page(path, `<title>${path}</title>${path}`);
    for (const path of [
      '/abc/def',
      '/abc',
      '/abc/def',
      '/abc/def',
      '/abc',
      '/ab',
      '/a',
      '/',
      '/abc/def',
      '/',
    ]) {
      await act('key', { keys: 'ctrl+l' });
      await act('type', { text: pages.url + path, submit: true });
      const { observation } = await act('wait', { text: path });
      expect(observation?.page?.url).toBe(pages.url + path);
    }
  });

  test('a page that has not come yet is neither settled nor taken for another', async () => {
    const url = pages.page('/late', '<title>Late</title>late', 4000);
    await act('key', { keys: 'ctrl+l' });
    const { observation } = await act('type', { text: url, submit: true });
    expect(observation).toMatchObject({ settled: false, page: { loading: true } });
    await act('wait', { text: 'late' });
    expect((await desktop.client.observation()).page).toMatchObject({ url, loading: false });
  });
});

test('a window that hangs in front is told as such, and nothing of the window behind it', async () => {
  // Another host than that of the page behind, so that each has a process of its own.
  const [address = ''] = (await desktop.run('getent', 'hosts', 'host.docker.internal')).split(/\s/);
  const front = pages.page(
    '/front',
    `<title>Front</title><button onclick="record('hangs', {}); setTimeout(() => { for (;;); })">Hang</button>`,
  );
  const open = `window.open('${front.replace('host.docker.internal', address)}', '', 'noopener,popup,width=600,height=400')`;
  await act('goto', {
    url: pages.page('/behind', `<title>Behind</title><button onclick="${open}">Open</button>`),
  });
  await click('Open');
  await click('Hang');
  await pages.event(({ type }) => type === 'hangs', 'the click');
  for (let i = 0; i < 3; i++) {
    const { observation } = await act('wait', { ms: 0 });
    expect(observation).toMatchObject({ settled: false, elements: [], page: { title: 'Front', hung: true } });
    expect(observation?.windows[0]).toMatchObject({ title: 'Front - Chromium', active: true });
  }
  const windows = (await desktop.client.observation()).windows as unknown as readonly {
    id: number;
    title: string;
  }[];
  const behind = windows.find(({ title }) => title.startsWith('Behind'));
  const { observation } = await act('windows', { activate: behind?.id });
  expect(observation).toMatchObject({ page: { title: 'Behind' } });
});
