import type { DomElement, DomNode, DomRoot, DomText, DomWindow } from './dom.ts';
import { flatChildren } from './kit.ts';
import type { Kit } from './kit.ts';

declare const window: DomWindow;

/** Roles that are named by what is inside them (WAI-ARIA, name from content), and our own plain text. */
export function namedByContent(role: string): boolean {
  return /^(button|link|heading|tab|option|menuitem|menuitemcheckbox|menuitemradio|checkbox|radio|switch|treeitem|disclosure|clickable|draggable|cell|gridcell|columnheader|rowheader|text|tooltip|row|listitem)$/.test(
    role,
  );
}

/** White space folded to single spaces, cut to `limit` characters. */
export function fold(text: string, limit: number): string {
  const folded = text.replace(/\s+/g, ' ').trim();
  return folded.length > limit ? `${folded.slice(0, limit - 1)}…` : folded;
}

/**
 * The text that an element shows: what is hidden is left out, images give their alternative, controls their value. Names
 * are as they are `spoken`, with `aria-label` in place of what it labels; text is as it is seen.
 */
export function contentText(kit: Kit, node: DomNode, budget: number, spoken = true): string {
  let text = '';
  const children = flatChildren(kit, node);
  for (let i = 0; i < children.length && text.length < budget; i++) {
    const child = children[i];
    if (child === undefined) continue;
    if (child.nodeType === 3) text += (child as DomText).data;
    else if (child.nodeType === 1)
      text += elementText(kit, child as DomElement, budget - text.length, spoken);
  }
  return text;
}

/** What one element adds to the text of the element around it. */
export function elementText(kit: Kit, element: DomElement, budget: number, spoken = true): string {
  const tag = element.localName;
  if (tag === 'br') return ' ';
  if (tag === 'script' || tag === 'style' || tag === 'noscript' || tag === 'template' || tag === 'svg') {
    return element.getAttribute('aria-label') ?? '';
  }
  if (element.getAttribute('aria-hidden') === 'true') return '';
  const display = window.getComputedStyle(element).display;
  if (display !== 'contents' && !element.checkVisibility({ visibilityProperty: true })) return '';
  const label = spoken ? element.getAttribute('aria-label') : null;
  let text: string;
  if (label !== null && label.trim() !== '') text = label;
  else if (tag === 'img') text = element.alt ?? '';
  else if (tag === 'select') text = optionTexts(element.selectedOptions, 3).join(', ');
  else if (tag === 'input')
    text = /^(text|search|email|number|tel|url|)$/.test(element.type ?? '') ? (element.value ?? '') : '';
  else text = contentText(kit, element, budget, spoken);
  return display.startsWith('inline') || display === 'contents' ? text : ` ${text} `;
}

/** The texts of options, at most `limit` of them. */
export function optionTexts(options: ArrayLike<DomElement> | undefined, limit: number): string[] {
  const texts: string[] = [];
  for (let i = 0; i < (options?.length ?? 0) && texts.length < limit; i++) {
    texts.push(fold(options?.[i]?.label ?? options?.[i]?.text ?? '', 60));
  }
  return texts;
}

/** The name that `aria-labelledby` and `aria-label` give, `''` for none. */
export function ariaName(kit: Kit, element: DomElement): string {
  const ids = element.getAttribute('aria-labelledby');
  if (ids !== null && ids.trim() !== '') {
    const root: DomRoot = element.getRootNode();
    const texts = ids
      .trim()
      .split(/\s+/)
      .map((id) => {
        const label = root.getElementById(id);
        if (label === null) return '';
        return label.getAttribute('aria-label') ?? contentText(kit, label, 400);
      });
    const joined = texts.join(' ').trim();
    if (joined !== '') return joined;
  }
  return (element.getAttribute('aria-label') ?? '').trim();
}

/** The text of the labels of a form control. */
export function labelText(kit: Kit, element: DomElement): string {
  const texts: string[] = [];
  for (let i = 0; i < (element.labels?.length ?? 0); i++) {
    const label = element.labels?.[i];
    if (label === undefined) continue;
    const whole = contentText(kit, label, 400);
    // A control inside its label is not part of its own name.
    const own = label.contains(element) ? elementText(kit, element, 400).trim() : '';
    texts.push(own === '' ? whole : whole.replace(own, ''));
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
  const captions: Record<string, string> = {
    fieldset: 'legend',
    table: 'caption',
    figure: 'figcaption',
    svg: 'title',
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
    const content = fold(
      contentText(kit, element, 4 * limit, role !== 'text' && !role.endsWith('cell')),
      limit,
    );
    if (content !== '') return content;
  }
  const title = element.getAttribute('title') ?? '';
  if (title.trim() !== '') return fold(title, limit);
  return fold(element.getAttribute('placeholder') ?? element.getAttribute('aria-placeholder') ?? '', limit);
}
