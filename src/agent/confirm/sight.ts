import type { Observation } from '../../actions/observation.ts';
import { isBrowserInFront } from '../../actions/page-recipient.ts';
import type { Box } from '../../base/geometry.ts';
import type { PageElement } from '../../browser/browser.ts';
import { areaOf, holds } from '../target.ts';
import type { Aim } from '../target.ts';

/** The screen with all elements that are known to be in view, also those that were left out of the list. */
export function whole(seen: Observation | undefined): Observation | undefined {
  if (seen?.unlisted === undefined) return seen;
  const { unlisted, ...rest } = seen;
  return { ...rest, elements: [...seen.elements, ...unlisted] };
}

/** Whether something else may lie where a {@link whole} screen shows `element` or nothing; without a point: anywhere. */
export function mayHide(seen: Observation | undefined, { point, element }: Aim): boolean {
  if (seen === undefined) return true;
  // It lies over everything else and has nothing but its OK.
  if (isAlertOpen(seen)) return false;
  const { unread = [], controlsUnknown = 0 } = seen;
  if (unread === 'all' || (controlsUnknown > 0 && !isPressedItself(element))) return true;
  // The innermost counts, as among elements.
  const isInner = (box: Box): boolean => element === undefined || areaOf(box) < areaOf(element.box);
  return unread.some((box) => isInner(box) && (point === undefined || holds(box, point)));
}

/** Whether a press there goes to the element as a whole; others may hold something else that is pressed. */
function isPressedItself(element: PageElement | undefined): boolean {
  return element !== undefined && CONTROL.test(element.role);
}

const CONTROL =
  /^(button|link|tab|option|menuitem|menuitemcheckbox|menuitemradio|switch|checkbox|radio|disclosure)$/;

/** Whether keys go to a page that has not told what has the focus in it. */
export function isFocusUntold(seen: Observation | undefined): boolean {
  if (seen === undefined) return true;
  return (seen.page === undefined || seen.unread === 'all') && isBrowserInFront(seen.windows);
}

/** Whether a message box of the page is open: it can only be closed. */
export function isAlertOpen(seen: Observation | undefined): boolean {
  return seen?.dialogs.some(({ type }) => type === 'alert') === true;
}
