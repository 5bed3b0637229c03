import { DeskhandError } from '../base/errors.ts';
import type { Dialog } from './browser.ts';
import type { Tabs } from './tabs.ts';

const PRINT_HINT = 'Press Escape to dismiss it, or use its own buttons to save the page as a PDF file.';
const PRINT_DIALOG: Dialog = { type: 'print', message: 'The print preview is open.' };

/** The dialog of the tab that shows, or the print preview; undefined when neither is open. */
export function openDialog({ activeOrNone, printPreview }: Tabs): Dialog | undefined {
  return activeOrNone?.dialog ?? (printPreview === undefined ? undefined : PRINT_DIALOG);
}

/** Accepts or dismisses the dialog of the tab that shows. Throws `action_failed` when there is none, or it is the print preview. */
export async function answerDialog(tabs: Tabs, accept: boolean, text?: string): Promise<void> {
  const { active, printPreview } = tabs;
  if (active.dialog === undefined && printPreview !== undefined)
    throw new DeskhandError('action_failed', 'The print preview is a window of the browser’s own.', {
      hint: PRINT_HINT,
    });
  if (active.dialog === undefined) throw new DeskhandError('action_failed', 'There is no dialog to answer.');
  await active.session.send('Page.handleJavaScriptDialog', {
    accept,
    ...(text === undefined ? {} : { promptText: text }),
  });
}
