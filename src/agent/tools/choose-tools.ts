import { leanTools } from '../../models/lean-schema.ts';
import type { ToolSpec } from '../../models/model.ts';
import type { ActionTable } from '../../actions/table.ts';

/** What decides which tools a task needs. */
export interface ToolNeeds {
  /** The user's own choice; then nothing else counts. */
  readonly names: readonly string[] | undefined;
  readonly task: string;
  readonly startUrl: string | undefined;
  readonly hasFiles: boolean;
}

/** What a task within web pages never needs: fewer tools are fewer prompt tokens in every turn, and fewer ways to go astray. */
const DESKTOP_ONLY = new Set(['windows', 'launch', 'mouse_down', 'mouse_up', 'key_down', 'key_up']);
const CLIPBOARD = new Set(['clipboard_read', 'clipboard_write', 'paste']);

/** Words of a task that reaches beyond the browser's page. */
const DESKTOP_WORDS =
  /\b(desktop|windows?|programs?|applications?|apps?|terminal|shell|xterm|launch|hold|drawing|draw|paint|game|play)\b/i;
const CLIPBOARD_WORDS = /\b(clipboard|copy|cop(?:ies|ied)|paste|cut)\b/i;
const WEB_WORDS =
  /https?:\/\/|demo:|\bwww\.|\b(web ?)?(site|page)s?\b|\b(browse|search|google|wikipedia|log ?in|sign ?in|form|online|link|url)\b/i;

/**
 * The tools for a task, as lean as providers take them: those that the user named (and `done`, without which a run could only
 * end by a limit), all of them, or for a task that is plainly within web pages all but those of the wider desktop.
 * Throws `bad_input` for a name that is none.
 */
export function chooseTools(table: ActionTable, needs: ToolNeeds): readonly ToolSpec[] {
  const names = needs.names === undefined ? undefined : [...new Set([...needs.names, 'done'])];
  const tools = leanTools(table.toolSpecs(names));
  if (names !== undefined) return tools;
  const browserOnly = isBrowserOnly(needs);
  const dropped = (name: string): boolean =>
    (browserOnly && DESKTOP_ONLY.has(name)) ||
    (browserOnly && CLIPBOARD.has(name) && !CLIPBOARD_WORDS.test(needs.task)) ||
    (name === 'upload' && browserOnly && !needs.hasFiles);
  return tools.filter(({ name }) => !dropped(name));
}

/** Whether a task is plainly about web pages and about nothing else of the desktop. */
export function isBrowserOnly({ task, startUrl }: Pick<ToolNeeds, 'task' | 'startUrl'>): boolean {
  return (startUrl !== undefined || WEB_WORDS.test(task)) && !DESKTOP_WORDS.test(task);
}
