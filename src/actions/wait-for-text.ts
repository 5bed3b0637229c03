import { DeskhandError } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import type { ActionContext } from './action.ts';

/** Text can appear without a change of the screen (below the fold), so it is looked for at least this often, in ms. */
const LOOK_EVERY_MS = 250;

/** Resolves with `{waited_ms}` once the page's visible text holds `text`; throws `timeout` when it does not in time. */
export async function waitForText(
  context: ActionContext,
  text: string,
  timeoutMs: number,
): Promise<JsonValue> {
  const start = performance.now();
  for (;;) {
    const found = await look(context, text);
    if (found === true) return { waited_ms: Math.round(performance.now() - start) };
    const left = timeoutMs - (performance.now() - start);
    if (left <= 0) {
      const message = `"${text}" did not appear on the page within ${timeoutMs} ms.`;
      throw new DeskhandError(
        'timeout',
        message,
        found === false ? {} : { cause: found, hint: found.message },
      );
    }
    await context.desktop.nextChange(Math.min(left, LOOK_EVERY_MS), context.signal);
  }
}

/** Whether the text is there, or why the page could not tell now: it is busy, or is being replaced by the next one. */
async function look(context: ActionContext, text: string): Promise<boolean | DeskhandError> {
  try {
    return await context.browser.hasText(text);
  } catch (error) {
    const isNotYet =
      error instanceof DeskhandError && (error.code === 'timeout' || error.code === 'not_ready');
    if (isNotYet) return error;
    throw error;
  }
}
