import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ActionReply } from '../../src/client/wire.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

/** Long texts go in through the clipboard: pages that get in the way of that, and what is on the clipboard afterwards. */

const LINE = `${'Zoë 山田 🙂 and more of it, '.repeat(20)}end`;

/** What pages do with a paste; each field tells what it holds at F9. */
const PAGE = `<title>Pasting</title><p id="words">selected</p>
<textarea aria-label="plain"></textarea><textarea aria-label="other"></textarea>
<textarea aria-label="swallows" onpaste="event.clipboardData.getData('text'); event.preventDefault()"></textarea>
<textarea aria-label="refuses" onpaste="event.preventDefault()"></textarea>
<textarea aria-label="inserts" onpaste="event.preventDefault(); insert(this, event.clipboardData.getData('text'))"></textarea>
<textarea aria-label="inserts late" onpaste="event.preventDefault(); setTimeout(insert, 80, this, event.clipboardData.getData('text'))"></textarea>
<textarea aria-label="copies" oninput="document.execCommand('copy')"
  oncopy="event.preventDefault(); event.clipboardData.setData('text/plain', 'copied by the page')"></textarea>
<div role="textbox" tabindex="0" aria-label="draws" style="width: 300px; height: 40px" onclick="sink.focus()">drawn</div>
<textarea id="sink" aria-hidden="true" style="position: absolute; left: -999px; width: 0; height: 0; opacity: 0"
  onpaste="event.preventDefault(); drawn += event.clipboardData.getData('text')"
  oninput="drawn += value; value = ''"></textarea>
<script>
  let drawn = '';
  const insert = (field, text) => field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  addEventListener('keydown', ({ key, target }) => {
    if (key === 'F9') record('held', { text: target.id === 'sink' ? drawn : target.value });
    if (key === 'F8') setTimeout(() => { record('busy', {}); const end = performance.now() + 12_000; while (performance.now() < end); record('awake', {}) });
  });
</script>`;

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
  await act('goto', { url: `${pages.url}/` });
  await act('clipboard_write', { text: 'kept' });
  pages.clear();
});

function act(action: string, params: Record<string, unknown> = {}): Promise<ActionReply> {
  return desktop.client.performRaw({ action, ...params }, { observe: 'none' });
}

async function refOf(name: string): Promise<string> {
  const { elements } = await desktop.client.observation();
  const found = elements.find((element) => element.name === name);
  if (found === undefined) throw new Error(`No "${name}" among ${JSON.stringify(elements)}`);
  return found.ref;
}

/** What the field with the focus holds, by the page's own word. */
async function held(): Promise<unknown> {
  await act('key', { keys: 'F9' });
  return (await pages.event(({ type }) => type === 'held', 'what the field holds'))['text'];
}

describe('a long text', () => {
  test.each(['plain', 'swallows', 'refuses', 'inserts', 'inserts late', 'draws'])(
    'arrives once in a field that %s',
    async (name) => {
      await act('type', { ref: await refOf(name), text: LINE });
      expect(await held()).toBe(LINE);
      expect((await act('clipboard_read')).result).toEqual({ text: 'kept' });
    },
  );

  test('in lines arrives in a field that swallows what is pasted', async () => {
    const text = `${LINE}\n${LINE}`;
    await act('type', { ref: await refOf('swallows'), text });
    expect(await held()).toBe(text);
  });

  test('arrives in a field of a page in the page that swallows it', async () => {
    const inner = pages.page('/inner', PAGE);
    await act('goto', {
      url: pages.page('/outer', `<iframe src="${inner}" width="900" height="600"></iframe>`),
    });
    await act('type', { ref: await refOf('swallows'), text: LINE });
    expect(await held()).toBe(LINE);
  });

  test('given up because the page hangs does not arrive late, nor does what was on the clipboard', async () => {
    await act('click', { ref: await refOf('plain') });
    await act('key', { keys: 'F8' });
    await pages.event(({ type }) => type === 'busy', 'the hang');
    await expect(act('type', { text: LINE })).rejects.toMatchObject({ code: 'action_failed' });
    await pages.event(({ type }) => type === 'awake', 'its end');
    expect(await held()).toBe('');
    expect((await act('clipboard_read')).result).toEqual({ text: 'kept' });
    // It is the browser's again once the page has worked off what it had to.
    await expect
      .poll(
        async () => {
          pages.clear();
          await act('key', { keys: 'ctrl+v' });
          return held();
        },
        { timeout: 10_000, interval: 500 },
      )
      .toBe('kept');
  });

  test('leaves what the page copies meanwhile', async () => {
    await act('type', { ref: await refOf('copies'), text: LINE });
    expect(await held()).toBe(LINE);
    expect((await act('clipboard_read')).result).toEqual({ text: 'copied by the page' });
  });

  test('leaves what is selected, for the middle button', async () => {
    const { elements } = await desktop.client.observation();
    const words = elements.find(({ name }) => name === 'selected');
    if (words === undefined) throw new Error('No words to select');
    await act('click', { x: words.box.x + 20, y: words.box.y + 8, count: 2 });
    await act('type', { ref: await refOf('plain'), text: LINE });
    await act('click', { ref: await refOf('other'), button: 'middle' });
    expect(await held()).toBe('selected');
  });
});

test.each([
  ['short', 'Zoë 山田 🙂'],
  ['long, in pieces', 'Zoë 山田 🙂 '.repeat(20_000)],
])('what the page copies is read, %s, and put back after a long text', async (_, text) => {
  const html = `<input aria-label="source"><textarea aria-label="plain"></textarea>
<script>document.querySelector('input').value = ${JSON.stringify(text)}; addEventListener('keydown', ({ key, target }) => { if (key === 'F9') record('held', { text: target.value }) })</script>`;
  await act('goto', { url: pages.page('/copied', html) });
  await act('click', { ref: await refOf('source') });
  for (const keys of ['ctrl+a', 'ctrl+c']) await act('key', { keys });
  await expect.poll(async () => (await act('clipboard_read')).result).toEqual({ text });
  await act('type', { ref: await refOf('plain'), text: LINE });
  expect(await held()).toBe(LINE);
  expect((await act('clipboard_read')).result).toEqual({ text });
});

test('a long text through xdotool leaves the clipboard as it was', async () => {
  await act('click', { ref: await refOf('plain') });
  await desktop.run('xdotool', 'type', LINE);
  expect(await held()).toBe(LINE);
  expect((await act('clipboard_read')).result).toEqual({ text: 'kept' });
});
