import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonValue } from '../../base/json.ts';
import type { Action, ActionContext } from '../action.ts';
import { defineAction } from '../action.ts';
import { hideSecrets } from '../secrets.ts';

const goto = defineAction({
  name: 'goto',
  title: 'Open an address',
  description: 'Opens an address in the current tab.',
  family: 'browser',
  kind: 'navigate',
  schema: z.strictObject({
    url: z.string().min(1).max(8192).describe('The address, such as https://example.com/.'),
  }),
  async handle(context, params) {
    await context.browser.goto(context.resolveUrl(params.url), context.signal);
    return pageResult(context);
  },
});

const back = defineAction({
  name: 'back',
  title: 'Go back',
  description: 'Goes back to the page before this one.',
  family: 'browser',
  kind: 'navigate',
  schema: z.strictObject({}),
  async handle(context) {
    if (await context.browser.back(context.signal)) return pageResult(context);
    throw new DeskhandError('action_failed', 'There is no page before this one in this tab.');
  },
});

const forward = defineAction({
  name: 'forward',
  title: 'Go forward',
  description: 'Goes forward again after going back.',
  family: 'browser',
  kind: 'navigate',
  schema: z.strictObject({}),
  async handle(context) {
    if (await context.browser.forward(context.signal)) return pageResult(context);
    throw new DeskhandError('action_failed', 'There is no page after this one in this tab.');
  },
});

const reload = defineAction({
  name: 'reload',
  title: 'Reload',
  description: 'Loads the current page again.',
  family: 'browser',
  kind: 'navigate',
  schema: z.strictObject({}),
  async handle(context) {
    await context.browser.reload(context.signal);
    return pageResult(context);
  },
});

const tabs = defineAction({
  name: 'tabs',
  title: 'Tabs',
  description:
    'Lists the open tabs; with open, activate or close it first opens an address in a new tab, shows a tab or closes one.',
  family: 'browser',
  kind: 'navigate',
  schema: z.strictObject({
    open: z.string().min(1).max(8192).optional().describe('Address to open in a new tab.'),
    activate: z.string().optional().describe('Id of the tab to show.'),
    close: z.string().optional().describe('Id of the tab to close.'),
  }),
  async handle(context, params) {
    const asked = Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (asked.length > 1) {
      const text = `open, activate, close: give at most one of them, got ${asked.join(' and ')}.`;
      throw new DeskhandError('bad_input', text);
    }
    const { browser } = context;
    if (params.open !== undefined) await browser.openTab(context.resolveUrl(params.open));
    if (params.activate !== undefined) await browser.activateTab(params.activate);
    if (params.close !== undefined) await browser.closeTab(params.close);
    return { tabs: (await browser.tabs()).map((tab) => ({ ...tab })) };
  },
});

const readPage = defineAction({
  name: 'read_page',
  title: 'Read the page',
  description:
    'The text of the whole page as Markdown, also what is out of view. Better than scrolling when you need to read.',
  family: 'browser',
  kind: 'read',
  schema: z.strictObject({
    offset: z.int().min(0).default(0).describe('Start at this character.'),
    limit: z.int().min(1).max(100_000).default(20_000).describe('At most this many characters.'),
  }),
  async handle(context, params) {
    // Whole, and cut once no secret is in it: a part must not begin or end in the middle of one.
    const whole = hideSecrets(await context.browser.readPage(), context.secrets);
    const next = params.offset + params.limit;
    const markdown = whole.slice(params.offset, next);
    return { markdown, total: whole.length, ...(next < whole.length ? { next_offset: next } : {}) };
  },
});

const find = defineAction({
  name: 'find',
  title: 'Find text',
  description: 'Finds a text on the page, scrolls the first place into view and says where it is.',
  family: 'browser',
  kind: 'navigate',
  schema: z.strictObject({ text: z.string().min(1).max(1000).describe('The text to find.') }),
  async handle(context, params) {
    const { count, boxes } = await context.browser.find(params.text);
    return { count, boxes: boxes.map((box) => ({ ...context.toFrameBox(box) })) };
  },
});

const upload = defineAction({
  name: 'upload',
  title: 'Choose files',
  description: 'Chooses files for a file input. The files are those that came with the task.',
  family: 'browser',
  kind: 'input',
  schema: z.strictObject({
    ref: z.string().describe('The file input, such as "e9".'),
    files: z.array(z.string().min(1).max(1024)).min(1).max(50).describe('File names.'),
  }),
  async handle(context, params) {
    await context.browser.upload(params.ref, params.files);
    return { files: params.files };
  },
});

const dialog = defineAction({
  name: 'dialog',
  title: 'Answer a dialog',
  description:
    "Answers the page's open dialog (alert, confirm, prompt), without which the page stands still.",
  family: 'browser',
  kind: 'navigate',
  schema: z.strictObject({
    accept: z.boolean().default(true).describe('OK, or Cancel when false.'),
    text: z.string().max(10_000).optional().describe('What to enter into a prompt.'),
  }),
  async handle(context, params) {
    const { browser } = context;
    const open = browser.dialog();
    await browser.answerDialog(params.accept, params.text);
    return { type: open?.type ?? null, message: open?.message ?? null };
  },
});

const downloads = defineAction({
  name: 'downloads',
  title: 'List downloads',
  description: 'The files that the browser has downloaded or is downloading.',
  family: 'browser',
  kind: 'read',
  schema: z.strictObject({}),
  handle: (context) =>
    Promise.resolve({ downloads: context.browser.downloads().map((file) => ({ ...file })) }),
});

/** Browser actions: what a person does with the address bar, tabs and files rather than inside the page. */
export const browserActions: readonly Action[] = [
  goto,
  back,
  forward,
  reload,
  tabs,
  readPage,
  find,
  upload,
  dialog,
  downloads,
];

async function pageResult(context: ActionContext): Promise<JsonValue> {
  const { url, title } = await context.browser.page();
  return { url, title };
}
