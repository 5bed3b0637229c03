import type { Size } from '../base/geometry.ts';
import type { ElementList, PageElement } from './browser.ts';
import { gather } from './frames.ts';
import type { FoundElement } from './frames.ts';
import { rankAndCap } from './ranking.ts';
import type { Rankable } from './ranking.ts';
import type { RefBook } from './refs.ts';
import type { Tab } from './tab.ts';
import { projectionOf, toDisplayBox } from './viewport.ts';
import type { Projection } from './viewport.ts';

/**
 * The elements of a tab that show and are not covered, boxes in display pixels. One call into the main frame on most
 * pages; frames inside it cost one more each.
 */
export async function listElements(
  tab: Tab,
  refs: RefBook,
  display: Size,
  limit: number,
): Promise<ElementList> {
  const [facts, found] = await Promise.all([tab.facts(), gather(tab, tab.mainFrameId)]);
  const projection = projectionOf(facts, display);
  const entries = found.elements.flatMap((each) => {
    const entry = toEntry(tab, refs, projection, each);
    return entry === undefined ? [] : [entry];
  });
  const list = rankAndCap(entries, limit);
  const unread = found.unread.flatMap((part) => toDisplayBox(projection, part) ?? []);
  return {
    ...list,
    omitted: list.omitted + found.omitted,
    ...(found.omittedControls === 0 ? {} : { controlsUnknown: found.omittedControls }),
    ...(unread.length === 0 ? {} : { unread }),
  };
}

function toEntry(tab: Tab, refs: RefBook, projection: Projection, found: FoundElement): Rankable | undefined {
  const { raw, frameId } = found;
  const box = toDisplayBox(projection, found.part);
  if (box === undefined) return undefined;
  const ref = refs.refFor({ tabId: tab.id, frameId, elementId: raw.id }, raw);
  const element: PageElement = {
    ref,
    role: raw.role,
    name: raw.name,
    ...(raw.value === undefined ? {} : { value: raw.value }),
    states: raw.states,
    ...(raw.posts === undefined ? {} : { posts: raw.posts }),
    ...(raw.submits === undefined ? {} : { submits: raw.submits }),
    ...(raw.href === undefined ? {} : { href: raw.href }),
    ...(raw.downloads === undefined ? {} : { downloads: raw.downloads }),
    box,
  };
  return { element, widget: raw.widget };
}
