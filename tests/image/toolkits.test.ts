import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WindowInfo } from '../../src/desktop/desktop.ts';
import type { ActionReply } from '../../src/client/wire.ts';
import { projectFolder } from './support/cli.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { heldInput } from './support/held-input.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';
import { toolkitsImage } from './support/toolkits.ts';
import type { DerivedImage } from './support/toolkits.ts';

/** The fields take a tab as an editor for code does, and F9 tells what the field holds: keys come in order, so it is all there. */
const PAGE = `<title>Fields</title><style>[contenteditable] { white-space: pre-wrap; height: 60px; overflow: auto }</style>
<input aria-label="input"><textarea aria-label="textarea"></textarea>
<div contenteditable role="textbox" aria-label="rich"></div>
<div contenteditable="plaintext-only" role="textbox" aria-label="plain"></div>
<script>
  // Each line but the first is a block of its own where the browser makes them.
  const linesOf = ({ childNodes }) => {
    const lines = [];
    for (const { localName, textContent } of childNodes)
      if (lines.length === 0 || localName === 'div') lines.push(textContent);
      else lines.push(lines.pop() + textContent);
    return lines.join('\\n');
  };
  addEventListener('keydown', (event) => {
    const field = event.target;
    if (event.key === 'Tab') { event.preventDefault(); document.execCommand('insertText', false, '\\t') }
    if (event.key === 'F9') record('held', { field: field.ariaLabel, text: field.value ?? linesOf(field) });
  });
  addEventListener('paste', (event) => record('paste', { text: event.clipboardData.getData('text') }));
</script>`;

const ASCII = String.fromCodePoint(...Array.from({ length: 95 }, (_, i) => 32 + i));

/** What must come out letter for letter, without what ends or leaves a one-line field. */
const LINES: Readonly<Record<string, string>> = {
  ASCII: ASCII,
  'accented capitals': 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŸŠŽĄĆĘŁŃŚŹŻẞ àéîõüñçßæœ',
  'Chinese, Japanese, Korean': '汉字漢字 ひらがな カタカナ 한국어 山田太郎 𠮷野家 「引用」',
  'emoji with joiners': '🙂 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇨🇭 1️⃣ 🧑🏿‍🚀 ❤️‍🔥',
  'right to left': 'שלום עולם — مرحبا بالعالم ١٢٣ (abc) \u200Fנגמר',
  'combining marks': 'e\u0301 a\u030A n\u0303 हिन्दी ไทย தமிழ் Việt Nam',
  '400 different characters': String.fromCodePoint(...Array.from({ length: 400 }, (_, i) => 0x4e00 + 7 * i)),
  '10,000 characters': filled(10_000, (i) => `${i} Zoë 山田 ÉÀ שלום 🙂 "x" <&> `),
};

const PARAGRAPHS: Readonly<Record<string, string>> = {
  ...LINES,
  'tabs and line breaks': 'one\ttwo\n\tthree\n\n\t\tÉ山\tend',
  '10,000 characters in lines': filled(
    10_000,
    (i) => `\t${i} Zoë Ünal 山田太郎 🙂 ÉÀÜ שלום "x" <&> ${'and more of it '.repeat(5)}\n`,
  ),
};

let image: DerivedImage;
let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  image = await toolkitsImage();
  [desktop, pages] = await Promise.all([startDesktop({ image: image.name }), startPageServer()]);
  pages.page('/', PAGE);
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
  await image?.[Symbol.asyncDispose]();
});

function act(action: string, params: Record<string, unknown> = {}): Promise<ActionReply> {
  return desktop.client.performRaw({ action, ...params }, { observe: 'none' });
}

describe('Chromium', () => {
  beforeAll(async () => {
    await act('goto', { url: `${pages.url}/` });
  });
  beforeEach(() => pages.clear());

  test.each(Object.keys(LINES))('an input takes %s as they are', async (what) => {
    expect(await typedInto('input', LINES[what] ?? '')).toBe(LINES[what]);
  });

  test.each(Object.keys(PARAGRAPHS))('a textarea takes %s as they are', async (what) => {
    expect(await typedInto('textarea', PARAGRAPHS[what] ?? '')).toBe(PARAGRAPHS[what]);
  });

  test.each(Object.keys(PARAGRAPHS))('an editable element takes %s as they are', async (what) => {
    // Where it would fold spaces it holds some of them as no-break spaces.
    const text = String(await typedInto('rich', PARAGRAPHS[what] ?? '')).replaceAll('\u00A0', ' ');
    expect(text).toBe(PARAGRAPHS[what]);
  });

  test.each(Object.keys(PARAGRAPHS))(
    'an editable element of plain text takes %s as they are',
    async (what) => {
      expect(await typedInto('plain', PARAGRAPHS[what] ?? '')).toBe(PARAGRAPHS[what]);
    },
  );

  test('a long text leaves the clipboard as it was', async () => {
    await act('clipboard_write', { text: 'kept' });
    const text = PARAGRAPHS['10,000 characters in lines'] ?? '';
    expect(await typedInto('textarea', text)).toBe(text);
    expect(await act('clipboard_read')).toMatchObject({ result: { text: 'kept' } });
    pages.clear();
    await act('key', { keys: 'ctrl+v' });
    await expect(pages.event(({ type }) => type === 'paste', 'the paste')).resolves.toMatchObject({
      text: 'kept',
    });
  });

  test('keys that wait for the window manager to look at a click keep their meaning', async () => {
    const name = 'matchbox-window';
    const pid = await desktop.run('pgrep', '-x', name);
    await desktop.run('sh', '-c', `kill -STOP ${pid}; (sleep 0.3; kill -CONT ${pid}) >/dev/null 2>&1 &`);
    const text = LINES['right to left'] ?? '';
    expect(await typedInto('input', text)).toBe(text);
  });

  async function typedInto(field: string, text: string): Promise<unknown> {
    const { elements } = await desktop.client.observation();
    const ref = elements.find(({ name }) => name === field)?.ref;
    await act('type', { ref, text, clear: true });
    await act('key', { keys: 'F9' });
    const held = await pages.event((event) => event['field'] === field, `what ${field} holds`);
    return held['text'];
  }
});

describe('a GTK program', () => {
  const FILE = '/tmp/note.txt';

  test('is started with its file, and its window has title and box', async () => {
    await desktop.run('touch', FILE);
    const { result } = await act('launch', { app: 'L3afpad', open: FILE });
    expect(result).toMatchObject({
      window: { title: 'note.txt', active: true, box: { width: 1280, height: 800 } },
    });
    expect(await desktop.run('xdotool', 'getactivewindow', 'getwindowname')).toBe('note.txt');
  });

  test.each(Object.keys(PARAGRAPHS))('takes %s as they are, as the file that it saves says', async (what) => {
    const text = PARAGRAPHS[what] ?? '';
    await act('key', { keys: 'ctrl+a' });
    await act('key', { keys: 'Delete' });
    await act('type', { text });
    await act('key', { keys: 'ctrl+s' });
    await expectFile(FILE, text);
  });

  test('that hangs fails a text once it is seen not to read', async () => {
    const pid = await desktop.run('pgrep', '-x', 'l3afpad');
    await desktop.run('kill', '-STOP', pid);
    // Long enough for two portions of keys, and too short to be pasted.
    const began = performance.now();
    await expect(act('type', { text: 'x'.repeat(390) })).rejects.toMatchObject({
      code: 'action_failed',
      message: 'The focused program does not read its input.',
    });
    expect(performance.now() - began).toBeLessThan(8000);
    await desktop.run('kill', '-CONT', pid);
    expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });
});

describe('xterm', () => {
  const FILE = '/tmp/typed';

  test('is started, and what is typed is run by its shell', async () => {
    const { result } = await act('launch', { app: 'XTerm' });
    expect(result).toMatchObject({ window: { app: 'XTerm', active: true } });
    // Without the terminal's own line editing: the program gets each byte as xterm sends it.
    await act('type', { text: `stty raw -echo; cat >>${FILE}\n` });
    await expect.poll(() => desktop.tryRun('test', '-e', FILE)).toMatchObject({ exitCode: 0 });
  });

  test.each(Object.keys(PARAGRAPHS))('takes %s as they are, as the program in it says', async (what) => {
    const text = PARAGRAPHS[what] ?? '';
    await desktop.run('truncate', '-s', '0', FILE);
    await act('type', { text });
    await expectFile(FILE, text.replaceAll('\n', '\r'));
  });
});

describe('several programs', () => {
  test('all are listed, topmost first, and keys go to the one that was raised', async () => {
    const listed = await windows();
    expect(listed.map(({ app }) => app)).toEqual(['XTerm', 'L3afpad', 'Chromium-browser']);
    pages.clear();
    await act('windows', { activate: listed[2]?.id });
    expect((await windows()).map(({ app, active }) => `${app} ${active}`)).toEqual([
      'Chromium-browser true',
      'XTerm false',
      'L3afpad false',
    ]);
    await act('key', { keys: 'F9' });
    await pages.event((event) => event.type === 'held', 'the key');
    await act('windows', { activate: listed[1]?.id });
    expect(await desktop.run('xdotool', 'getactivewindow', 'getwindowname')).toContain('note.txt');
  });

  test('a window that its program closes is gone from the list, and another one is active', async () => {
    const terminal = (await windows()).find(({ app }) => app === 'XTerm');
    await act('windows', { activate: terminal?.id });
    await desktop.run('pkill', '-x', 'xterm');
    await expect.poll(async () => (await windows()).map(({ app }) => app)).not.toContain('XTerm');
    expect((await windows()).filter(({ active }) => active)).toHaveLength(1);
  });

  async function windows() {
    const { windows } = await desktop.client.observation();
    return windows as unknown as readonly WindowInfo[];
  }
});

/** Waits until the file is as long as the text, and then wants it to be the text. */
async function expectFile(file: string, text: string): Promise<void> {
  const size = String(Buffer.byteLength(text));
  const length = () => desktop.run('stat', '-c', '%s', file);
  await expect.poll(length, { timeout: 5000 }).toBe(size);
  expect(Buffer.from(await desktop.run('base64', '-w0', file), 'base64').toString()).toBe(text);
}

/** A text of exactly so many UTF-16 units, cut between characters. */
function filled(length: number, part: (i: number) => string): string {
  let text = '';
  for (let i = 0; text.length < length; i++) text += part(i);
  text = text.slice(0, length).replace(/\s$/, '.');
  return text.isWellFormed() ? text : `${text.slice(0, -1)}.`;
}

test('the example writes its note in an editor, which saves it', async () => {
  const playbook = await readFile(join(projectFolder, 'examples/desktop-program/note.yaml'), 'utf8');
  const { id } = await desktop.client.tasks.submit({ playbook });
  for await (const { event } of desktop.client.tasks.events(id)) void event;
  expect(await desktop.client.tasks.get(id)).toMatchObject({ outcome: 'done', result: 'Saved' });
  expect(await desktop.run('cat', '/tmp/errands.txt')).toBe(
    'Besorgungen für Zoë:\n- Käse\n- 山田さんに電話 🙂',
  );
});
