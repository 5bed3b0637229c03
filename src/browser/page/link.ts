import { fold } from './content.ts';
import type { DomElement } from './dom.ts';

/**
 * Where a click on this element leads by the link that it is or lies in: origin and path, without the query, the path cut to 200
 * characters: the page chooses it. Undefined for what is no link, and for links that stay in the page (`javascript:`, `mailto:`).
 */
export function linkTarget(element: DomElement): string | undefined {
  const link = element.closest('a, area');
  // The second is how SVG spells it.
  const href = link?.getAttribute('href') ?? link?.getAttribute('xlink:href') ?? null;
  if (link === null || href === null) return undefined;
  const target = URL.parse(href, link.baseURI);
  // The origin stays whole: a cut one could look like another.
  return target === null || !/^https?:$/.test(target.protocol)
    ? undefined
    : target.origin + fold(target.pathname, 200);
}
