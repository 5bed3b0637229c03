import { ariaName, contentText, fold, svgTitle } from './content.ts';
import type { DomElement } from './dom.ts';
import type { Kit } from './kit.ts';

/** Roles that are named by what is inside them (WAI-ARIA, name from content), and our own plain text. */
export function namedByContent(role: string): boolean {
  return /^(button|link|heading|tab|option|menuitem|menuitemcheckbox|menuitemradio|checkbox|radio|switch|treeitem|disclosure|clickable|draggable|cell|gridcell|columnheader|rowheader|text|tooltip|row|listitem)$/.test(
    role,
  );
}

/** The text of the labels of a form control. */
export function labelText(kit: Kit, element: DomElement): string {
  const texts: string[] = [];
  for (let i = 0; i < (element.labels?.length ?? 0); i++) {
    const label = element.labels?.[i];
    if (label === undefined) continue;
    const given = (label.getAttribute('aria-label') ?? '').trim();
    const text = given === '' ? contentText(kit, label, 400, { spoken: true, without: element }) : given;
    texts.push(text.trim() === '' ? (label.getAttribute('title') ?? '') : text);
  }
  return texts.join(' ').trim();
}

/** The name that HTML itself gives: labels, captions, alternatives. */
export function hostName(kit: Kit, element: DomElement): string {
  const tag = element.localName;
  if (tag === 'input' && /^(submit|reset|button|image)$/.test(element.type ?? '')) {
    const text = element.type === 'image' ? element.alt : element.value;
    if (text !== undefined && text !== '') return text;
    return element.type === 'reset' ? 'Reset' : element.type === 'button' ? '' : 'Submit';
  }
  if (element.labels !== undefined && element.labels !== null) {
    const text = labelText(kit, element);
    if (text !== '') return text;
  }
  if (tag === 'img' || tag === 'area') return element.alt ?? '';
  if (element.ownerSVGElement !== undefined) {
    const title = svgTitle(element);
    if (title !== '') return title;
  }
  const captions: Record<string, string> = {
    fieldset: 'legend',
    table: 'caption',
    figure: 'figcaption',
  };
  const caption = captions[tag] === undefined ? null : element.querySelector(captions[tag]);
  return caption === null ? '' : (caption.textContent ?? '');
}

/** The accessible name, after the Accessible Name and Description Computation (W3C accname 1.2). */
export function nameOf(kit: Kit, element: DomElement, role: string): string {
  const limit = 200;
  const given = ariaName(kit, element);
  if (given !== '') return fold(given, limit);
  const host = fold(hostName(kit, element), limit);
  if (host !== '') return host;
  if (namedByContent(role)) {
    const spoken = role !== 'text' && !role.endsWith('cell');
    const content = contentText(kit, element, 4 * limit, { spoken, ownRow: role === 'treeitem' });
    if (content.trim() !== '') return fold(content, limit);
  }
  const title = element.getAttribute('title') ?? '';
  if (title.trim() !== '') return fold(title, limit);
  return fold(element.getAttribute('placeholder') ?? element.getAttribute('aria-placeholder') ?? '', limit);
}
