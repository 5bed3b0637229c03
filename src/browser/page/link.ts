import { fold } from './content.ts';
import type { DomElement } from './dom.ts';
import { flatParent } from './kit.ts';

/**
 * Where a click on this element leads by the link that it is or lies in: origin and path, without the query, the path cut to 200
 * characters: the page chooses it. Undefined for what is no link, and for links that stay in the page (`javascript:`, `mailto:`).
 */
export function linkTarget(element: DomElement): string | undefined {
  const link = linkAround(element);
  return link === undefined ? undefined : webAddress(hrefOf(link) ?? '', link.baseURI);
}

/** Whether a click on this element saves a file by the link that it is or lies in, as far as that link tells. */
export function savesFile(element: DomElement): boolean {
  const link = linkAround(element);
  if (link === undefined) return false;
  const target = URL.parse(hrefOf(link) ?? '', link.baseURI);
  // What a page has made itself is mostly a file to save, and a page of its own making otherwise.
  return link.hasAttribute('download') || /^(blob|data|filesystem):$/.test(target?.protocol ?? '');
}

/** The nearest link that an element is or lies in. */
export function linkAround(element: DomElement): DomElement | undefined {
  // What lies in shadow roots, or in a slot, is clicked with all that it is rendered in.
  for (let at: DomElement | undefined = element; at !== undefined; at = flatParent(at)) {
    if (hrefOf(at) !== null) return at;
  }
  return undefined;
}

/** What a link says it leads to; null for what is no link, and for one that leads nowhere: a link around it is followed then. */
export function hrefOf(element: DomElement): string | null {
  if (element.localName !== 'a' && element.localName !== 'area') return null;
  // The second is how SVG spells it.
  return element.getAttribute('href') ?? element.getAttribute('xlink:href');
}

/** Origin and path of a link to the web. */
export function webAddress(href: string, base: string): string | undefined {
  const target = URL.parse(href, base);
  // The origin stays whole: a cut one could look like another.
  return target === null || !/^https?:$/.test(target.protocol)
    ? undefined
    : target.origin + fold(target.pathname, 200);
}
