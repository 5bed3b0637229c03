import { DeskhandError } from '../base/errors.ts';
import type { PageReceiver } from '../browser/browser.ts';
import type { FindRecipient, WindowInfo } from '../desktop/desktop.ts';
import type { ActionContext } from './action.ts';

/** A page that is busy for longer is not waited for again in the same action, only asked, in ms. */
const BUSY_MS = 3000;
const ASK_MS = 100;

/**
 * For pasting: asks the page that shows over CDP, where the browser is what has the focus. A page asks for the clipboard several
 * times within one paste, and only its own thread can tell when it is through. Of other programs it knows nothing, and a page
 * that hangs behind one must not speak for it.
 */
export function pageRecipient(context: Pick<ActionContext, 'browser' | 'desktop'>): FindRecipient {
  let answers = true;
  const nobodyKnows = async () => undefined;
  return async () => {
    if (!isBrowserInFront(await context.desktop.windows())) return undefined;
    const page = receiverOf(context);
    return {
      async takenIn() {
        answers = await orElse(false, page?.takenIn(answers ? BUSY_MS : ASK_MS));
        return answers;
      },
      watchField: async () => (answers ? orElse(nobodyKnows, page?.watchField()) : nobodyKnows),
    };
  };
}

/** Whether keys go to the browser: its window is the active one, or none is. */
export function isBrowserInFront(windows: readonly Pick<WindowInfo, 'active' | 'app'>[]): boolean {
  const active = windows.find((window) => window.active);
  return active === undefined || /chrom/i.test(active.app);
}

/** The page that shows; none while the browser starts. */
function receiverOf(context: Pick<ActionContext, 'browser'>): PageReceiver | undefined {
  try {
    return context.browser.receiver();
  } catch (error) {
    if (error instanceof DeskhandError) return undefined;
    throw error;
  }
}

/** The answer, or `otherwise` while there is none: nobody was asked, or a dialog is open. */
async function orElse<T>(otherwise: T, answer: Promise<T> | undefined): Promise<T> {
  try {
    return (await answer) ?? otherwise;
  } catch (error) {
    if (error instanceof DeskhandError) return otherwise;
    throw error;
  }
}
