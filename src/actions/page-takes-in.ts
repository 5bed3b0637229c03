import { DeskhandError } from '../base/errors.ts';
import type { ActionContext } from './action.ts';

/** A page that is busy for longer is not waited for again in the same action, in ms. */
const BUSY_MS = 3000;

/**
 * For pasting: resolves once the page has worked off what it was given. A page asks for the clipboard several times within one
 * paste, and only the page's own thread can tell when it is through. Pointless but harmless while another program has the focus.
 */
export function pageTakesIn(context: Pick<ActionContext, 'browser'>): () => Promise<void> {
  let answers = true;
  return async () => {
    if (!answers) return;
    try {
      answers = await context.browser.takenIn(BUSY_MS);
    } catch (error) {
      if (!(error instanceof DeskhandError)) throw error;
      answers = false; // the browser is starting
    }
  };
}
