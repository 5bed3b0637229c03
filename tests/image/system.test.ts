import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ActionReply } from '../../src/client/wire.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { heldInput } from './support/held-input.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

const PAGE = `<title>System</title><style>body { height: 5000px; width: 5000px; margin: 0 } #bar { position: fixed }</style>
<div id="bar">
<button onclick="alert('Careful'); record('answer', { value: 'alerted' })">Alert</button>
<button onclick="record('answer', { value: confirm('Sure?') })">Confirm</button>
<button onclick="record('answer', { value: prompt('Name?', 'nobody') })">Prompt</button>
<a href="/file.txt" download="file.txt">Download</a>
<a href="/file.txt" download="${'名'.repeat(86)}.txt">Long name</a>
<label>Receipt <input type="file" onchange="files[0].text().then((text) => record('file', { name: files[0].name, text }))"></label>
<label>Loud <input type="file" onchange="alert('Got ' + files[0].name); files[0].text().then((text) => record('file', { name: files[0].name, text }))"></label>
<label>Locked <input readonly value="kept"></label><label>Off <input disabled></label>
<label>Field <input oninput="record('input', { value: value })" onpaste="record('paste', { text: event.clipboardData.getData('text') })"></label>
</div>
<script>
  addEventListener('scroll', () => record('scroll', { x: scrollX, y: scrollY }));
  addEventListener('keydown', (event) => record('down', { key: event.key }));
  addEventListener('keyup', (event) => record('up', { key: event.key }));
  addEventListener('mousedown', () => record('mousedown', {}));
  addEventListener('mouseup', () => record('mouseup', {}));
</script>`;

const SECRET = 'not-for-any-child-0123456789';

let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  const env = { DESKHAND_ACTIONS: 'shell,files', XAI_API_KEY: SECRET, OTHER_API_KEY: SECRET };
  [desktop, pages] = await Promise.all([startDesktop({ env }), startPageServer()]);
  pages.page('/', PAGE);
  pages.page('/file.txt', 'the content');
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

function act(action: string, params: Record<string, unknown> = {}): Promise<ActionReply> {
  return desktop.client.performRaw({ action, ...params });
}

async function refOf(name: string): Promise<string> {
  const { elements } = await desktop.client.observation();
  const found = elements.find((element) => element.name.startsWith(name));
  if (found === undefined)
    throw new Error(`No "${name}" among ${JSON.stringify(elements.map((e) => e.name))}`);
  return found.ref;
}

describe('shell', () => {
  test('gives output and exit code, and runs as the desktop user in its home', async () => {
    const { result } = await act('shell', { command: 'pwd; id -u; echo no >&2; exit 3' });
    expect(result).toMatchObject({
      exit_code: 3,
      stdout: '/home/desk\n1000\n',
      stderr: 'no\n',
      timed_out: false,
    });
  });

  test('neither its environment nor the runner tells a secret', async () => {
    const command = 'env; cat /proc/1/environ /proc/*/environ /proc/*/cmdline 2>/dev/null | tr "\\0" "\\n"';
    const { result } = await act('shell', { command });
    expect(JSON.stringify(result)).toContain('DISPLAY=:99');
    expect(JSON.stringify(result)).not.toContain(SECRET);
    expect(JSON.stringify(result)).not.toContain(desktop.token);
  });

  test('is ended at its time limit with all that it started, and holds up no input', async () => {
    const slow = act('shell', { command: 'sleep 4321 & sleep 4322', timeout_ms: 1500 });
    const start = performance.now();
    await desktop.client.perform({ action: 'move', x: 1, y: 1 }, { observe: 'none' });
    expect(performance.now() - start).toBeLessThan(1000);
    expect((await slow).result).toMatchObject({ exit_code: null, timed_out: true });
    expect((await desktop.tryRun('pgrep', '-f', 'sleep 432')).exitCode).toBe(1);
  });

  test('leaves nothing behind in the background, and its output is limited', async () => {
    const { result } = await act('shell', { command: 'sleep 4323 & yes | head -c 300000' });
    expect(result).toMatchObject({ exit_code: 0, truncated: true });
    expect((await desktop.tryRun('pgrep', '-f', 'sleep 4323')).exitCode).toBe(1);
  });

  test('ends when its caller goes away', async () => {
    const gone = new AbortController();
    const call = desktop.client.perform({ action: 'shell', command: 'sleep 4324' }, { signal: gone.signal });
    await expect.poll(async () => (await desktop.tryRun('pgrep', '-f', 'sleep 4324')).exitCode).toBe(0);
    gone.abort();
    await expect(call).rejects.toBeDefined();
    await expect.poll(async () => (await desktop.tryRun('pgrep', '-f', 'sleep 4324')).exitCode).toBe(1);
  });
});

describe('files', () => {
  test('writes, reads, lists and deletes, as the container sees it', async () => {
    await act('files', { op: 'write', path: 'notes/a.txt', text: 'Zoë 🙂' });
    expect(await desktop.run('cat', '/home/desk/notes/a.txt')).toBe('Zoë 🙂');
    expect((await act('files', { op: 'read', path: '/home/desk/notes/a.txt' })).result).toMatchObject({
      text: 'Zoë 🙂',
      size: 9,
    });
    expect((await act('files', { op: 'list', path: 'notes' })).result).toEqual({
      entries: [{ name: 'a.txt', type: 'file', size: 9 }],
    });
    await act('files', { op: 'delete', path: 'notes/a.txt' });
    expect((await desktop.tryRun('test', '-e', '/home/desk/notes/a.txt')).exitCode).toBe(1);
  });

  test('a pipe holds nothing up', async () => {
    await desktop.run('mkfifo', '/tmp/pipe');
    await expect(act('files', { op: 'read', path: '/tmp/pipe' })).rejects.toMatchObject({
      code: 'action_failed',
      message: expect.stringContaining('no regular file') as string,
    });
  });

  test('reaches nothing outside its folders, also not through a link', async () => {
    await desktop.run('ln', '-sfn', '/etc', '/home/desk/link');
    for (const path of ['/etc/passwd', '../../etc/passwd', 'link/passwd']) {
      await expect(act('files', { op: 'read', path })).rejects.toMatchObject({ code: 'bad_input' });
    }
  });
});

test('launch opens the browser, and names what there is for an unknown application', async () => {
  await act('launch', { app: 'firefox', open: `${pages.url}/` });
  expect(await desktop.client.observation()).toMatchObject({ page: { title: 'System' } });
  await expect(act('launch', { app: 'gimp' })).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('browser') as string,
  });
});

test('windows lists the browser as the X server has it', async () => {
  const { result } = await act('windows');
  const { windows } = result as { windows: { id: number; app: string; active: boolean }[] };
  const browser = windows.find(({ app }) => /chromium/i.test(app));
  expect(browser).toMatchObject({ active: true });
  expect(await desktop.run('xdotool', 'getwindowname', String(browser?.id))).toContain('System');
});

describe('with the page', () => {
  beforeEach(async () => {
    await act('goto', { url: `${pages.url}/` });
    pages.clear();
  });

  test.each([
    ['Alert', {}, 'alerted'],
    ['Confirm', { accept: true }, true],
    ['Confirm', { accept: false }, false],
    ['Prompt', { text: 'Zoë' }, 'Zoë'],
    ['Prompt', { accept: false }, null],
  ])('%s: the click does not hang, and the dialog is answered with %j', async (name, answer, value) => {
    const { observation } = await act('click', { ref: await refOf(name) });
    expect(observation?.dialogs).toHaveLength(1);
    await act('dialog', answer);
    await pages.event((event) => event.type === 'answer' && event['value'] === value, String(value));
    expect((await desktop.client.observation()).dialogs).toEqual([]);
  });

  test('a dialog can be answered by the keyboard, and without one there is nothing to answer', async () => {
    await act('click', { ref: await refOf('Confirm') });
    await act('key', { keys: 'Return' });
    await pages.event(({ value }) => value === true, 'OK');
    await expect(act('dialog')).rejects.toMatchObject({ code: 'action_failed' });
  });

  test('one notch of the wheel is 120 pixels, and pixels are turned into notches by that', async () => {
    const scroll = (params: Record<string, unknown>) => act('scroll', { x: 640, y: 500, ...params });
    const last = () => {
      const event = pages.events.findLast(({ type }) => type === 'scroll');
      return { x: event?.['x'], y: event?.['y'] };
    };
    await scroll({ dy: 1 });
    await expect.poll(last).toEqual({ x: 0, y: 120 });
    await scroll({ dx: 3, dy: 4 });
    await expect.poll(last).toEqual({ x: 360, y: 600 });
    await scroll({ dy: -360, unit: 'pixels' });
    await expect.poll(last).toEqual({ x: 360, y: 240 });
  });

  test.each(['Download', 'Long name'])('%s: a download is listed, and its file is there', async (name) => {
    const list = async () =>
      ((await act('downloads')).result as { downloads: { state: string; path: string }[] }).downloads;
    const before = (await list()).length;
    await act('click', { ref: await refOf(name) });
    await expect.poll(async () => (await list())[before]?.state).toBe('completed');
    const path = (await list())[before]?.path ?? '';
    expect(path).toMatch(/\.txt$/);
    expect(await desktop.run('cat', path)).toContain('the content');
  });

  test('a download lands in its folder, whatever path the page would have it take', async () => {
    const names = [
      '../../etc/evil-1',
      '/tmp/evil-2.txt',
      '..\\\\..\\\\evil-3.txt',
      '%2e%2e%2fevil-4.txt',
      '....//evil-5.txt',
    ];
    const url = pages.page(
      '/paths',
      `<title>paths</title>${names.map((name, i) => `<p><a href="/file.txt" download="${name}">Take ${i + 1}</a>`).join('')}`,
    );
    await act('goto', { url });
    const list = async () =>
      ((await act('downloads')).result as { downloads: { state: string; path: string }[] }).downloads.filter(
        ({ path }) => path.includes('evil-'),
      );
    for (const [i] of names.entries()) {
      await act('click', { ref: await refOf(`Take ${i + 1}`) });
      await expect.poll(async () => (await list())[i]?.state).toBe('completed');
    }
    const paths = (await list()).map(({ path }) => path);
    expect(paths).toEqual(
      names.map(() => expect.stringMatching(/^\/home\/desk\/downloads\/[^/]*evil-\d[^/]*$/) as string),
    );
    const found = await desktop.tryRun(
      'find',
      '/',
      '-path',
      '/proc',
      '-prune',
      '-o',
      '-name',
      '*evil-*',
      '-print',
    );
    expect(
      found.output
        .split('\n')
        .filter((line) => line.startsWith('/'))
        .toSorted(),
    ).toEqual(paths.toSorted());
  });

  test('an upload reaches the page', async () => {
    await act('files', { op: 'write', path: 'uploads/receipt.txt', text: 'Total 12.50' });
    await act('upload', { ref: await refOf('Receipt'), files: ['receipt.txt'] });
    await expect(pages.event(({ type }) => type === 'file', 'the file')).resolves.toMatchObject({
      name: 'receipt.txt',
      text: 'Total 12.50',
    });
    await expect(
      act('upload', { ref: await refOf('Receipt'), files: ['/etc/passwd'] }),
    ).rejects.toMatchObject({
      code: 'bad_input',
    });
  });

  test('an upload that makes the page open a dialog is done, and the dialog is told', async () => {
    await act('files', { op: 'write', path: 'uploads/loud.txt', text: 'heard' });
    const start = performance.now();
    const { observation } = await act('upload', { ref: await refOf('Loud'), files: ['loud.txt'] });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(observation?.dialogs).toMatchObject([{ type: 'alert', message: 'Got loud.txt' }]);
    await act('dialog');
    const seen = await pages.event(({ type }) => type === 'file', 'the file');
    expect(seen).toMatchObject({ name: 'loud.txt', text: 'heard' });
  });

  test.each([
    ['Locked', 'read-only'],
    ['Off', 'disabled'],
  ])('text for the field "%s" is refused: it is %s', async (name, why) => {
    await expect(act('type', { ref: await refOf(name), text: 'lost' })).rejects.toMatchObject({
      code: 'action_failed',
      message: expect.stringContaining(`is ${why} and takes no text`) as string,
    });
  });

  test('the tab that was opened or activated is the one that shows, by the word of the pages', async () => {
    const tell = "record('shows', { title: document.title, state: document.visibilityState })";
    const page = (title: string): string =>
      pages.page(
        `/${title}`,
        `<title>${title}</title><script>${tell}; addEventListener('visibilitychange', () => ${tell})</script>`,
      );
    const shows = () => {
      const last = (title: string) => pages.events.findLast((event) => event['title'] === title)?.['state'];
      return { first: last('first'), second: last('second') };
    };
    await act('goto', { url: page('first') });
    const active = async (params = {}) => {
      const { result } = await act('tabs', params);
      return (result as { tabs: { id: string; active: boolean }[] }).tabs.find((tab) => tab.active)?.id;
    };
    const first = await active();
    const second = await active({ open: page('second') });
    await expect.poll(shows).toEqual({ first: 'hidden', second: 'visible' });
    await active({ activate: first });
    await expect.poll(shows).toEqual({ first: 'visible', second: 'hidden' });
    // By the keyboard, of which the browser tells nothing.
    await act('key', { keys: 'ctrl+Tab' });
    await expect.poll(shows).toEqual({ first: 'hidden', second: 'visible' });
    expect(await active()).toBe(second);
    await active({ close: second });
    await expect.poll(shows).toMatchObject({ first: 'visible' });
  });

  test('tabs are opened, shown and closed', async () => {
    const tabs = async (params = {}) =>
      ((await act('tabs', params)).result as { tabs: { id: string; active: boolean; url: string }[] }).tabs;
    const before = await tabs();
    const first = before.find(({ active }) => active)?.id;
    const opened = (await tabs({ open: 'about:blank' })).find(({ active }) => active);
    expect(opened?.id).not.toBe(first);
    expect((await tabs({ activate: first })).find(({ active }) => active)?.id).toBe(first);
    expect((await tabs({ close: opened?.id })).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    await expect(act('tabs', { close: 'nonsense' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('paste puts text in and gives the clipboard back', async () => {
    await act('clipboard_write', { text: 'mine' });
    await act('click', { ref: await refOf('Field') });
    await act('paste', { text: 'Zoë 山 👩‍👩‍👧' });
    await pages.event(({ value }) => value === 'Zoë 山 👩‍👩‍👧', 'the pasted text');
    expect((await act('clipboard_read')).result).toEqual({ text: 'mine' });
    for (const keys of ['ctrl+a', 'ctrl+v']) await act('key', { keys });
    await pages.event(({ value }) => value === 'mine', 'the former clipboard');
  });

  test('a call whose caller goes away lets go of its key and its button', async () => {
    const gone = new AbortController();
    const call = desktop.client.perform(
      { action: 'key', keys: 'ctrl+shift+F7', hold_ms: 60_000 },
      { signal: gone.signal },
    );
    await pages.event(({ type, key }) => type === 'down' && key === 'F7', 'the key');
    expect((await heldInput(desktop)).keys).toHaveLength(3);
    gone.abort();
    await expect(call).rejects.toBeDefined();
    await pages.event(({ type, key }) => type === 'up' && key === 'F7', 'the release');
    await expect.poll(() => heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });

  test('a failed batch lets go of what it held', async () => {
    const actions = [
      { action: 'key_down', key: 'shift' },
      { action: 'mouse_down', x: 640, y: 500 },
      { action: 'goto', url: 'http://127.0.0.1:9/' },
    ];
    await expect(act('batch', { actions })).rejects.toMatchObject({
      message: expect.stringContaining('actions[2] (goto)') as string,
    });
    expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });
});
