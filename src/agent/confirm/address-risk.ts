import type { PageElement } from '../../browser/browser.ts';
import { short, shown } from './element-risk.ts';
import type { RiskyAct } from './element-risk.ts';
import { isSelfMade, leadsToFile } from './sites.ts';

/** Whether an address is on one of the task's own sites; undefined when it has none. */
export type IsHome = ((url: string) => boolean) | undefined;

/** The risk of opening an address: a page of the caller's own making, a file, or a site that is none of the task's. */
export function addressRisk(url: string, isHome: IsHome): RiskyAct | undefined {
  // In quotes: its blanks and words must not pass for those of the question.
  const address = short(JSON.stringify(url));
  if (isSelfMade(url)) {
    return { risk: 'leave', what: `open ${address}, a page of its own making, which can send anything` };
  }
  if (isHome?.(url) === false) {
    return { risk: 'leave', what: `open ${address}, which is not one of the task's sites` };
  }
  return leadsToFile(url) ? { risk: 'download', what: `open the file ${address}` } : undefined;
}

/** The risk of following the link that an element is or lies in. */
export function linkRisk(element: PageElement, isHome: IsHome): RiskyAct | undefined {
  const { href } = element;
  if (href !== undefined && isHome?.(href) === false) {
    const what = `follow ${shown(element)} to ${short(href)}, which is not one of the task's sites`;
    return { risk: 'leave', what };
  }
  if (href !== undefined && leadsToFile(href))
    return { risk: 'download', what: `follow ${shown(element)} to the file ${short(href)}` };
  return element.downloads === true
    ? { risk: 'download', what: `follow ${shown(element)}, which saves a file` }
    : undefined;
}

/** The risk of pressing an element with Alt held down: Chromium then saves what a link leads to instead of following it. */
export function savingRisk(element: PageElement): RiskyAct | undefined {
  if (element.href === undefined) return undefined;
  return { risk: 'download', what: `save what ${shown(element)} leads to` };
}

/** Whether Alt is among keys; by canonical name. */
export function isAltIn(keys: readonly string[]): boolean {
  return keys.some((key) => key.startsWith('Alt_'));
}

/**
 * The risk of Enter in the address bar; `text` is undefined when it cannot be told what stands there. Where nothing was typed it
 * is what was left there before, which need not be the page's address.
 */
export function barRisk(text: string | undefined, isHome: IsHome): RiskyAct | undefined {
  return text === undefined || text.trim() === ''
    ? { risk: 'leave', what: 'press Enter in the address bar, which may lead anywhere' }
    : addressRisk(text, isHome);
}
