import type { Observation } from '../../actions/observation.ts';
import { isBrowserInFront } from '../../actions/page-recipient.ts';
import type { PageElement } from '../../browser/browser.ts';
import { isFocusUntold } from './sight.ts';

/** What the keyboard goes to. */
export type Focus =
  /** What the screen that the model saw shows. */
  | { readonly on: 'seen' }
  | { readonly on: 'element'; readonly element: PageElement }
  /** Cannot be told: something before in the same call has moved it. */
  | Elsewhere
  | AddressBar;

/** What cannot be told. */
export interface Elsewhere {
  readonly on: 'unknown';
  /** A click on something harmless has moved it there: to that itself, or to a field that it opened. */
  readonly isOpened?: true;
}

/** The browser's address bar. */
export interface AddressBar {
  readonly on: 'bar';
  /** What stands in it; undefined when that cannot be told. */
  readonly text: string | undefined;
  /** An earlier call has put the focus there, so the page may have got it back. */
  readonly isRemembered?: true;
}

/** What the keyboard may go to, all that comes into question; never `seen`. */
export function receivers(
  focus: Focus,
  seen: Observation | undefined,
): readonly Exclude<Focus, { on: 'seen' }>[] {
  const isOutside = seen?.page?.focus === 'outside';
  const untold: readonly Exclude<Focus, { on: 'seen' }>[] = isFocusUntold(seen) ? [{ on: 'unknown' }] : [];
  if (focus.on === 'bar') {
    return focus.isRemembered === true && !isOutside ? [focus, ...untold, ...focused(seen)] : [focus];
  }
  if (focus.on !== 'seen') return [focus];
  if (untold.length > 0) return untold;
  if (isOutside && seen.dialogs.length === 0 && isBrowserInFront(seen.windows)) {
    return [{ on: 'bar', text: undefined }, ...focused(seen)];
  }
  const found = focused(seen);
  // What has the focus is out of view, covered, or has no place in the list.
  return found.length === 0 && seen?.page?.focus === 'element' ? [{ on: 'unknown' }] : found;
}

/** Each frame and each shadow root has a focused element of its own; which of them gets the keys is not told. */
function focused(seen: Observation | undefined): { on: 'element'; element: PageElement }[] {
  return (seen?.elements ?? [])
    .filter(({ states }) => states.includes('focused'))
    .map((element) => ({ on: 'element', element }));
}

/** Whether typing and caret keys only change the text of what has the focus. */
export function isTextField(focus: Focus, seen: Observation | undefined): boolean {
  const all = receivers(focus, seen);
  return all.length > 0 && all.every((each) => each.on === 'element' && TEXT_FIELD.test(each.element.role));
}

const TEXT_FIELD = /^(textbox|searchbox|password|textarea|spinbutton)$/;
