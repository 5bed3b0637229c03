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
    if (await context.browser.hasText(text)) return { waited_ms: Math.round(performance.now() - start) };
    const left = timeoutMs - (performance.now() - start);
    if (left <= 0) {
      throw new DeskhandError('timeout', `"${text}" did not appear on the page within ${timeoutMs} ms.`);
    }
    await context.desktop.nextChange(Math.min(left, LOOK_EVERY_MS), context.signal);
  }
}
