import type { ElementList, PageElement } from './browser.ts';

/** How many elements a list holds unless asked otherwise; about 15 tokens each. */
export const DEFAULT_LIMIT = 80;

/** An element in document order, with what its rank depends on. */
export interface Rankable {
  readonly element: PageElement;
  /** Something to act on; otherwise something to read. */
  readonly widget: boolean;
}

/** Keeps the `limit` most useful elements, in document order, and gives the others as `unlisted`. */
export function rankAndCap(entries: readonly Rankable[], limit: number): ElementList {
  if (entries.length <= limit) return { elements: entries.map(({ element }) => element), omitted: 0 };
  const ranked = entries
    .map((entry, order) => ({ entry, order, rank: rankOf(entry) }))
    .sort((a, b) => a.rank - b.rank || a.order - b.order);
  const inOrder = (part: typeof ranked): PageElement[] =>
    part.toSorted((a, b) => a.order - b.order).map(({ entry }) => entry.element);
  const unlisted = inOrder(ranked.slice(limit));
  return { elements: inOrder(ranked.slice(0, limit)), omitted: unlisted.length, unlisted };
}

/** Lower is kept first: what has the focus and dialogs, then controls, links, headings and messages, text. */
function rankOf({ element, widget }: Rankable): number {
  if (element.states.includes('focused') || /dialog|alert/.test(element.role)) return 0;
  if (widget) return element.role === 'link' || element.role === 'clickable' ? 2 : 1;
  return /^(heading|status|progressbar|meter)$/.test(element.role) ? 3 : 4;
}
