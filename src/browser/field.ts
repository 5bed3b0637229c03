import { childFrame } from './frames.ts';
import type { Tab } from './tab.ts';

/** Frames inside frames inside frames… deeper ones are left alone. */
const MAX_DEPTH = 5;

/** The field that has the focus, wherever in the page it is: its frame and its print. */
interface Field {
  readonly frameId: string;
  readonly print: string;
}

/** Looks at the field of text that has the focus. See `PageReceiver.watchField`. */
export async function watchField(tab: Tab): Promise<() => Promise<boolean | undefined>> {
  // A frame may go while it is asked, or the page hang: then nothing is known.
  const before = await focusedField(tab, undefined).catch(() => undefined);
  return async () => {
    if (before === undefined) return undefined;
    const now = await focusedField(tab, before).catch(() => undefined);
    return now === undefined ? undefined : now.frameId !== before.frameId || now.print !== before.print;
  };
}

async function focusedField(tab: Tab, before: Field | undefined): Promise<Field | undefined> {
  let frameId: string | undefined = tab.mainFrameId;
  for (let depth = 0; depth < MAX_DEPTH && frameId !== undefined; depth++) {
    const known = before?.frameId === frameId ? before.print : null;
    const found = await tab.call(frameId, 'focusedField', [known]);
    if (found.kind === 'field') return { frameId, print: found.print };
    if (found.kind === 'none') return undefined;
    frameId = await childFrame(tab, frameId, found.id);
  }
  return undefined;
}
