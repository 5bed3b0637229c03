import { DeskhandError } from '../base/errors.ts';
import type { Point, Size } from '../base/geometry.ts';
import { nearest } from '../base/nearest.ts';
import type { PageElement } from './browser.ts';
import { listElements } from './elements.ts';
import { toMainFrame } from './frames.ts';
import type { KnownRef, RefBook } from './refs.ts';
import type { Tab } from './tab.ts';
import { projectionOf, toDisplayBox, toDisplayPoint } from './viewport.ts';

/** What finding a ref's element needs. */
export interface Targeting {
  readonly tab: Tab;
  readonly refs: RefBook;
  readonly display: Size;
  /** Whether a tab is open. */
  readonly isOpen: (tabId: string) => boolean;
}

/** Scrolls a ref's element into view and gives a point that hits it. See `Browser.locate`. */
export async function locateRef(
  targeting: Targeting,
  ref: string,
): Promise<{ readonly point: Point; readonly element: PageElement }> {
  const { tab, display } = targeting;
  const known = await resolveRef(targeting, ref);
  const place = await tab.call(known.frameId, 'locate', [known.elementId]);
  if (place.kind === 'gone') throw await staleRef(targeting, ref);
  if (place.kind === 'hidden') throw unreachable(known, 'it is hidden now');
  if (place.kind === 'covered') throw unreachable(known, `it is covered by ${place.by}`);
  const [facts, inMain] = await Promise.all([tab.facts(), toMainFrame(tab, known.frameId, place)]);
  const projection = projectionOf(facts, display);
  const box = inMain === undefined ? undefined : toDisplayBox(projection, inMain.part);
  if (inMain === undefined || box === undefined)
    throw unreachable(known, 'the frame around it is out of view or covered');
  const { role, name, states } = place;
  const value = place.value === undefined ? {} : { value: place.value };
  return {
    point: toDisplayPoint(projection, inMain.point),
    element: { ref, role, name, ...value, states, box },
  };
}

/** Focuses a ref's element without a click. */
export async function focusRef(targeting: Targeting, ref: string): Promise<void> {
  const known = await resolveRef(targeting, ref);
  // Keys go to the page only while the page itself has the focus, and not the address bar.
  await targeting.tab.bringToFront();
  const outcome = await targeting.tab.call(known.frameId, 'focusOn', [known.elementId]);
  if (outcome === 'gone') throw await staleRef(targeting, ref);
  if (outcome === 'refused') throw unreachable(known, 'it does not take the focus');
}

/** What a ref means in the tab that shows, whose page may have lost the element since; throws `stale_ref` for another's. */
export async function resolveRef(targeting: Targeting, ref: string): Promise<KnownRef> {
  const { tab, refs } = targeting;
  const known = refs.get(ref);
  tab.assertAnswers();
  if (known === undefined || known.tabId !== tab.id || !tab.worlds.has(known.frameId)) {
    throw await staleRef(targeting, ref);
  }
  return known;
}

/** The error for a ref that means nothing now, with the nearest element that does. */
export async function staleRef(targeting: Targeting, ref: string): Promise<DeskhandError> {
  const { tab, refs, display, isOpen } = targeting;
  const known = refs.get(ref);
  if (known === undefined) {
    return new DeskhandError('stale_ref', `${ref} is no element of the page.`, {
      hint: 'Refs such as e12 come from the elements of the last observation.',
    });
  }
  const what = `${ref} (${label(known)})`;
  if (known.tabId !== tab.id && isOpen(known.tabId)) {
    return new DeskhandError('stale_ref', `${what} belongs to another tab.`, {
      hint: 'Activate that tab first.',
    });
  }
  const { elements } = await listElements(tab, refs, display, Infinity).catch(() => ({ elements: [] }));
  const match = nearestMatch(known, elements);
  const instead =
    match === undefined ? 'Nothing like it is in view' : `The nearest is ${match.ref} (${label(match)})`;
  return new DeskhandError('stale_ref', `${what} is gone from the page. ${instead}.`, {
    hint: 'Take a new observation and use its refs.',
  });
}

/** The element that is most like one that is gone: same name and role, then same name, then a name close to it. */
export function nearestMatch(
  gone: { readonly role: string; readonly name: string },
  elements: readonly PageElement[],
): PageElement | undefined {
  const named = elements.filter(({ name }) => name === gone.name);
  const same = named.find(({ role }) => role === gone.role) ?? (gone.name === '' ? undefined : named[0]);
  if (same !== undefined) return same;
  const close = nearest(
    gone.name,
    elements.map(({ name }) => name),
  );
  return close === undefined ? undefined : elements.find(({ name }) => name === close);
}

function unreachable(known: KnownRef, why: string): DeskhandError {
  return new DeskhandError('action_failed', `${known.ref} (${label(known)}) cannot be reached: ${why}.`, {
    hint: 'Look at the screen: close what is in the way, or scroll.',
    nothingDone: true,
  });
}

function label({ role, name }: { readonly role: string; readonly name: string }): string {
  return name === '' ? role : `${role} "${name}"`;
}
