import { createContext, runInContext } from 'node:vm';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Eyes } from './eyes.ts';
import type { PlaybookStep } from '../../playbook/schema.ts';

type Read = Extract<PlaybookStep, { kind: 'read' }>['value'];

const MAX_PAGE = 100_000;
const APPEARS_WITHIN_MS = 5000;
/** A pattern that backtracks without end would stop the whole desktop; honest ones take well under a millisecond. */
const MATCH_MS = 200;

/** What a read step reads: an element's value or name, or the first group (or the whole) of a pattern's match in the page's text. */
export async function readValue(value: Read, eyes: Eyes): Promise<string> {
  if (value.from !== undefined) {
    const { element } = await eyes.find(value.from, 'read');
    if (element !== undefined) return element.value ?? element.name;
    throw new DeskhandError('action_failed', 'read: only an element has a value; use pattern for text.');
  }
  const pattern = value.pattern ?? '';
  let text: string | undefined;
  await eyes.until(APPEARS_WITHIN_MS, async (o) => {
    const sources = [...o.elements.flatMap((e) => [e.value ?? '', e.name]), await pageText(eyes)];
    const match = sources.map((source) => firstMatch(pattern, source)).find((each) => each !== null);
    text = match?.[1] ?? match?.[0];
    return text !== undefined;
  });
  if (text !== undefined) return text;
  throw new DeskhandError('action_failed', `read: nothing on the page matches /${pattern}/.`);
}

async function pageText(eyes: Eyes): Promise<string> {
  const result = (await eyes.read({ action: 'read_page', offset: 0, limit: MAX_PAGE })) as JsonObject;
  const { markdown } = result;
  return typeof markdown === 'string' ? markdown : '';
}

/** The first match, found within a time limit: V8 can stop a regular expression only when it runs as a script. */
function firstMatch(pattern: string, text: string): readonly (string | undefined)[] | null {
  const found = { pattern, text, match: null as readonly (string | undefined)[] | null };
  try {
    runInContext('match = new RegExp(pattern, "u").exec(text)', createContext(found), { timeout: MATCH_MS });
    return found.match;
  } catch (error) {
    throw new DeskhandError('action_failed', `read: the pattern /${pattern}/ takes too long on this page.`, {
      hint: 'Make it simpler: no repeated group inside a repeated group.',
      cause: error,
    });
  }
}
