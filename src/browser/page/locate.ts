import { listedRole } from './collect.ts';
import type { DomDocument, DomElement, DomWindow } from './dom.ts';
import { aimRects, clipTo, hitPoint, rectOf, viewportEdges } from './hit.ts';
import type { CssPoint, Edges } from './hit.ts';
import { elementOf, flatContains, flatParent } from './kit.ts';
import type { Kit } from './kit.ts';
import { fold } from './content.ts';
import { nameOf } from './name.ts';
import { roleOf } from './role.ts';
import { statesOf, valueOf } from './state.ts';
import { clipInside, topSurroundings } from './walk.ts';

declare const document: DomDocument;
declare const window: DomWindow;

/** Where an element is now, or why it cannot be hit. */
export type RawPlace =
  | { readonly kind: 'gone' }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'covered'; readonly by: string }
  | {
      readonly kind: 'place';
      readonly point: CssPoint;
      readonly part: Edges;
      readonly role: string;
      readonly name: string;
      readonly value?: string;
      readonly states: readonly string[];
    };

/** The clip that the elements around it put on an element, innermost last. */
export function clipOf(element: DomElement): Edges {
  const around: DomElement[] = [];
  let skip = window.getComputedStyle(element).position;
  for (let at = flatParent(element); at !== undefined && skip !== 'fixed'; at = flatParent(at)) {
    const style = window.getComputedStyle(at);
    const contains = style.position !== 'static' || style.transform !== 'none';
    // An absolute box is clipped by its containing block and what is around that, not by what lies between.
    if (skip !== 'absolute' || contains) {
      around.push(at);
      skip = style.position;
    }
  }
  let clip = viewportEdges();
  for (const at of around.toReversed())
    clip = clipInside(at, window.getComputedStyle(at), at.getBoundingClientRect(), clip);
  return clip;
}

/** Whether all of it, or as much as fits, shows already. */
export function isInView(element: DomElement): boolean {
  const rect = rectOf(element);
  const part = clipTo(rect, clipOf(element), 1);
  if (part === undefined) return false;
  const seen = (part.right - part.left) * (part.bottom - part.top);
  return seen >= 0.99 * rect.width * rect.height;
}

/** A paint has gone by, or a tenth of a second (frames stand still in a tab that does not show). */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    window.requestAnimationFrame(() => resolve());
    setTimeout(resolve, 100);
  });
}

/** What to scroll into view to see an element: itself, or the first in it where it has no box of its own. */
export function scroller(element: DomElement): DomElement {
  return element.getClientRects().length === 0 ? (element.children[0] ?? element) : element;
}

/** Scrolls an element into view at once where it is not, and finds a point where a click reaches it. */
export async function locate(kit: Kit, id: number): Promise<RawPlace> {
  const element = elementOf(kit, id);
  if (element === undefined) return { kind: 'gone' };
  const rect = rectOf(element);
  if (element.getClientRects().length === 0 && rect.width === 0) return { kind: 'hidden' };
  if (isInView(element)) {
    const place = placeOf(kit, element);
    if (place.kind !== 'covered') return place;
    // What covers it may stay where it is when the page scrolls: a header that sticks.
  }
  scroller(element).scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  await nextFrame();
  return placeOf(kit, element);
}

/** The place of an element as it lies now. */
export function placeOf(kit: Kit, element: DomElement): RawPlace {
  if (!element.isConnected) return { kind: 'gone' };
  const part = clipTo(rectOf(element), clipOf(element), 1);
  if (part === undefined || aimRects(element).length === 0) return { kind: 'hidden' };
  const { point, cover } = hitPoint(kit, element, part);
  if (point === undefined) {
    if (cover !== undefined && cover !== null && flatContains(cover, element)) {
      // Only something around it answers there: it lets clicks through, and its own middle is as good as any point.
      return { kind: 'place', point: middle(part), part, ...tell(kit, element) };
    }
    return { kind: 'covered', by: coverName(kit, cover ?? null) };
  }
  return { kind: 'place', point, part, ...tell(kit, element) };
}

/** The middle of a box. */
export function middle(part: Edges): CssPoint {
  return { x: (part.left + part.right) / 2, y: (part.top + part.bottom) / 2 };
}

/** Role, name, value and states of one element, as in the list. */
export function tell(
  kit: Kit,
  element: DomElement,
): { role: string; name: string; value?: string; states: string[] } {
  const rect = rectOf(element);
  const style = window.getComputedStyle(element);
  const listed = listedRole(kit, { element, style, rect, part: rect, around: topSurroundings() });
  const role = listed === '' ? roleOf(element) : listed;
  const source = element.localName === 'label' ? (element.control ?? element) : element;
  const name = nameOf(kit, source, role);
  const value = valueOf(kit, source, role, name);
  return { role, name, ...(value === undefined ? {} : { value }), states: statesOf(source, role) };
}

/** What an element that is in the way is called in an error. */
export function coverName(kit: Kit, cover: DomElement | null): string {
  if (cover === null) return 'the edge of the page';
  const role = roleOf(cover);
  const name = fold(nameOf(kit, cover, role === '' ? 'text' : role), 60);
  return `${role === '' ? `<${cover.localName}>` : role}${name === '' ? '' : ` "${name}"`}`;
}

/** Moves the focus without a click; false when the element is gone or does not take it. */
export function focusOn(kit: Kit, id: number): 'gone' | 'refused' | 'focused' {
  const element = elementOf(kit, id);
  if (element === undefined) return 'gone';
  const target = element.localName === 'label' ? (element.control ?? element) : element;
  target.focus({ preventScroll: false });
  return target.getRootNode().activeElement === target || document.activeElement === target
    ? 'focused'
    : 'refused';
}

/** The file input that an element stands for: itself, its label's, the one in it, or the only one around it. */
export function fileInput(kit: Kit, id: number): DomElement | null {
  const element = elementOf(kit, id);
  if (element === undefined) return null;
  for (const candidate of [element, element.control ?? null]) {
    if (candidate?.localName === 'input' && candidate.type === 'file') return candidate;
  }
  for (let at: DomElement | undefined = element; at !== undefined; at = flatParent(at)) {
    const inside = at.querySelectorAll('input[type=file]');
    if (inside.length === 1) return inside[0] ?? null;
    if (inside.length > 1) return null;
  }
  return null;
}
