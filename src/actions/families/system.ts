import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import { quoted } from '../../base/shorten.ts';
import { nearest } from '../../base/nearest.ts';
import type { Action, ActionContext } from '../action.ts';
import { defineAction } from '../action.ts';
import type { Application } from '../system/applications.ts';
import { commandOf } from '../system/applications.ts';
import { files } from './files.ts';

/** Names under which callers ask for the browser, which runs already. */
const BROWSER_NAMES = new Set([
  'browser',
  'chromium',
  'chromium web browser',
  'chrome',
  'firefox',
  'google-chrome',
]);

/** Entries that are not for starting: a second browser, and a VNC server that asks nobody for a password. */
const NOT_STARTED = new Set(['chromium', 'x11vnc']);

/** How long a started application may take to show its window, in ms. */
const WINDOW_MS = 10_000;

const windows = defineAction({
  name: 'windows',
  title: 'List or raise windows',
  description: 'The windows on the desktop, topmost first; with activate, raises one.',
  family: 'system',
  kind: 'system',
  schema: z.strictObject({ activate: z.int().optional().describe('Id of the window to raise and focus.') }),
  async handle(context, params) {
    if (params.activate !== undefined) await context.desktop.activate(params.activate);
    return { windows: await windowList(context) };
  },
});

const launch = defineAction({
  name: 'launch',
  title: 'Start an application',
  description:
    'Starts an installed application and waits for its window, or opens a new tab for "browser". An unknown name is answered with the installed ones.',
  family: 'system',
  kind: 'system',
  schema: z.strictObject({
    app: z.string().min(1).max(200).describe('Name or id of the application, such as "browser".'),
    open: z.string().min(1).max(8192).optional().describe('File or address to open with it.'),
  }),
  async handle(context, params) {
    if (BROWSER_NAMES.has(params.app.toLowerCase())) {
      const tab = await context.browser.openTab(context.resolveUrl(params.open ?? 'about:blank'));
      return { app: 'browser', tab: { ...tab } };
    }
    const app = await findApplication(context, params.app);
    if (params.open?.startsWith('-') === true) {
      throw new DeskhandError(
        'bad_input',
        `open: must be a file or an address, not an option, got ${quoted(params.open)}.`,
      );
    }
    const command = commandOf(app, params.open);
    if (command === undefined)
      throw new DeskhandError(
        'bad_input',
        `open: ${app.name} opens no files, got ${quoted(params.open ?? '')}.`,
      );
    return startAndWait(context, app, command);
  },
});

const shell = defineAction({
  name: 'shell',
  title: 'Run a command',
  description:
    'Runs a bash command line and gives its output. Whatever it leaves in the background is ended; start programs with launch.',
  family: 'system',
  kind: 'system',
  optIn: true,
  beside: true,
  schema: z.strictObject({
    command: z.string().min(1).max(100_000).describe('The command line.'),
    cwd: z.string().max(4096).optional().describe('Folder to run it in; the home folder by default.'),
    timeout_ms: z.int().min(1).max(300_000).default(30_000).describe('It is killed after this.'),
  }),
  async handle(context, params) {
    const { command, cwd, timeout_ms: timeoutMs } = params;
    const ended = await context.system.shell(command, { cwd, timeoutMs, signal: context.signal });
    const { exitCode, stdout, stderr, truncated, timedOut } = ended;
    return { exit_code: exitCode, stdout, stderr, truncated, timed_out: timedOut };
  },
});

/** Actions that reach beyond the browser. */
export const systemActions: readonly Action[] = [windows, launch, shell, files];

async function windowList(context: ActionContext) {
  const list = await context.desktop.windows();
  return list.map((window) => ({ ...window, box: { ...window.box } }));
}

async function findApplication(context: ActionContext, name: string): Promise<Application> {
  const apps = (await context.system.applications()).filter(({ id }) => !NOT_STARTED.has(id));
  const wanted = name.toLowerCase();
  const found = apps.find((app) => app.id.toLowerCase() === wanted || app.name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const names = ['browser', ...apps.map((app) => app.name)];
  const guess = nearest(name, names);
  throw new DeskhandError('not_found', `app: there is no application "${name}".`, {
    hint: guess === undefined ? `There are: ${names.join(', ')}.` : `Did you mean "${guess}"?`,
  });
}

async function startAndWait(context: ActionContext, app: Application, command: readonly string[]) {
  const before = new Set((await context.desktop.windows()).map(({ id }) => id));
  const { pid, exited } = await context.system.start(command);
  let exitCode: number | null | undefined;
  void exited.then((code) => (exitCode = code));
  const end = performance.now() + WINDOW_MS;
  for (;;) {
    const window = (await windowList(context)).find(({ id }) => !before.has(id));
    if (window !== undefined) return { app: app.name, pid, window };
    if (exitCode !== undefined && exitCode !== 0) {
      throw new DeskhandError('action_failed', `${app.name} ended at once (exit code ${exitCode}).`);
    }
    const left = end - performance.now();
    if (left <= 0) throw new DeskhandError('timeout', `${app.name} showed no window within ${WINDOW_MS} ms.`);
    await context.desktop.nextChange(Math.min(left, 250), context.signal);
  }
}
