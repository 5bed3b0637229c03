import type { PageFacts, Tab as TabInfo } from './browser.ts';
import type { RawFacts } from './page/facts.ts';
import type { Tab } from './tab.ts';

/** The most characters of a title, its … among them. */
const MAX_TITLE = 1000;

/** A tab's page as observations tell it; `facts` is what the page has said last, if anything. Pure. */
export function pageFacts(tab: Tab, facts: RawFacts | undefined): PageFacts {
  return {
    // While the page does not answer, the browser still knows its address; of an error page only the browser does.
    url:
      tab.crashed || facts === undefined || facts.url.startsWith('chrome-error:') ? tab.info.url : facts.url,
    title: titleOf(tab, facts),
    loading: tab.loading,
    ...focusOf(facts),
    scroll: {
      x: facts?.scrollX ?? 0,
      y: facts?.scrollY ?? 0,
      maxX: facts?.maxX ?? 0,
      maxY: facts?.maxY ?? 0,
    },
  };
}

function focusOf(facts: RawFacts | undefined): Pick<PageFacts, 'focus'> {
  if (facts === undefined) return {};
  if (!facts.focused) return { focus: 'outside' };
  return facts.hasActive ? { focus: 'element' } : {};
}

function titleOf(tab: Tab, facts: RawFacts | undefined): string {
  const title = cut(facts?.title ?? tab.info.title);
  return tab.crashed ? `${cut(tab.info.title)} (the page has crashed)` : title;
}

/** A page may have a title of megabytes, and every observation would carry it. Never ends in half a character. */
function cut(title: string): string {
  return title.length > MAX_TITLE
    ? `${title.slice(0, MAX_TITLE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
    : title;
}

/** A tab as lists of tabs tell it. Pure. */
export function tabInfo(tab: Tab, active: Tab): TabInfo {
  return { id: tab.id, url: tab.info.url, title: cut(tab.info.title), active: tab === active };
}
