import { DeskhandError } from '../base/errors.ts';
import type { Recipient } from '../desktop/desktop.ts';
import type { ActionContext } from './action.ts';

/** A page that is busy for longer is not waited for again in the same action, only asked, in ms. */
const BUSY_MS = 3000;
const ASK_MS = 100;

/**
 * For pasting: asks the page over CDP. A page asks for the clipboard several times within one paste, and only its own thread can
 * tell when it is through. Pointless but harmless while another program has the focus.
 */
export function pageRecipient({ browser }: Pick<ActionContext, 'browser'>): Recipient {
  let answers = true;
  return {
    async takenIn() {
      answers = await orElse(false, browser.takenIn(answers ? BUSY_MS : ASK_MS));
      return answers;
    },
    async watchField() {
      const nobodyKnows = async () => undefined;
      return answers ? orElse(nobodyKnows, browser.watchField()) : nobodyKnows;
    },
  };
}

/** The answer, or `otherwise` while the browser has none: it starts, or a dialog is open. */
async function orElse<T>(otherwise: T, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DeskhandError) return otherwise;
    throw error;
  }
}
