import type { DomElement, DomRoot, DomNode, DomText, DomWindow } from './dom.ts';
import { flatChildren } from './kit.ts';
import type { Kit } from './kit.ts';
import { inputRole } from './role.ts';

declare const window: DomWindow;

/** What of an element's content is read. */
export interface Reading {
  /** As names are spoken, with `aria-label` in place of what it labels; otherwise as it is seen. */
  readonly spoken: boolean;
  /** Also what does not show: a label that is referred to may be hidden. */
  readonly hidden?: boolean;
  /** By a reference already; references in there are not followed. */
  readonly referred?: boolean;
  /** An element that is left out: a control is no part of its own label. */
  readonly without?: DomElement;
  /** Without the groups inside: the rows below a row of a tree are not its name. */
  readonly ownRow?: boolean;
}

/**
 * The text that an element shows, generated content included: what is hidden is left out, images give their alternative,
 * controls their value. Cut at about `budget` characters.
 */
export function contentText(kit: Kit, node: DomNode, budget: number, reading: Reading): string {
  const element = node.nodeType === 1 ? (node as DomElement) : undefined;
  let text = element === undefined ? '' : generatedText(element, '::before');
  const children = flatChildren(kit, node);
  for (let i = 0; i < children.length && text.length < budget; i++) {
    const child = children[i];
    if (child === undefined) continue;
    if (child.nodeType === 3) text += renderedText(child as DomText);
    else if (child.nodeType === 1)
      text += elementText(kit, child as DomElement, budget - text.length, reading);
  }
  return element === undefined ? text : text + generatedText(element, '::after');
}

/** What one element adds to the text of the element around it. */
export function elementText(kit: Kit, element: DomElement, budget: number, reading: Reading): string {
  const tag = element.localName;
  if (tag === 'br') return ' ';
  if (/^(script|style|noscript|template|rt|rp|defs|desc|metadata|symbol|datalist)$/.test(tag)) return '';
  if (element === reading.without || element.getAttribute('aria-hidden') === 'true') return '';
  if (reading.ownRow === true && /^(group|tree|list)$/.test(element.getAttribute('role') ?? '')) return '';
  const display = window.getComputedStyle(element).display;
  const shows = display === 'contents' || element.checkVisibility({ visibilityProperty: true });
  // What is not displayed may hold nothing that shows; what is only invisible may.
  if (!shows && reading.hidden !== true && !hasVisibleInside(element, display)) return '';
  const text = ownText(kit, element, budget, shows || reading.hidden === true, reading);
  return flowsInText(tag, display) ? text : ` ${text} `;
}

/** Whether an element's text goes on in the text around it without a gap, as Chromium sees it. */
export function flowsInText(tag: string, display: string): boolean {
  if (/^(img|svg|canvas|video|audio|iframe|input|select|textarea|button|meter|progress)$/.test(tag))
    return false;
  return /^(inline|contents|ruby)$/.test(display);
}

/** Whether an invisible element may have visible ones in it. */
export function hasVisibleInside(element: DomElement, display: string): boolean {
  return (
    display !== 'none' &&
    element.children.length > 0 &&
    element.checkVisibility({ visibilityProperty: false })
  );
}

/** The text of one element by its kind, without the space around it. */
export function ownText(
  kit: Kit,
  element: DomElement,
  budget: number,
  shows: boolean,
  reading: Reading,
): string {
  const tag = element.localName;
  const inside = (): string => contentText(kit, element, budget, reading);
  if (!shows) return elementsText(kit, element, budget, reading);
  const embedded = controlText(element);
  if (embedded !== undefined) return embedded;
  const label = reading.spoken ? ariaName(kit, element, reading.referred === true) : '';
  if (label !== '') return label;
  const title = (): string => element.getAttribute('title') ?? '';
  if (tag === 'img') return element.alt !== undefined && element.alt !== '' ? element.alt : title();
  if (tag === 'iframe' || tag === 'input') return title();
  if (tag === 'svg') return svgTitle(element) || inside();
  const text = inside();
  return reading.spoken && text.trim() === '' ? title() : text;
}

/** The text of the elements in an element, without its own. */
export function elementsText(kit: Kit, element: DomElement, budget: number, reading: Reading): string {
  let text = '';
  const children = flatChildren(kit, element);
  for (let i = 0; i < children.length && text.length < budget; i++) {
    const child = children[i];
    if (child?.nodeType === 1) text += elementText(kit, child as DomElement, budget - text.length, reading);
  }
  return text;
}

/** What a control in the middle of a text adds to it: its value. Undefined for what is no such control. */
export function controlText(element: DomElement): string | undefined {
  const tag = element.localName;
  if (tag === 'select') return optionTexts(element.selectedOptions, 3).join(', ');
  if (tag === 'textarea') return element.value ?? '';
  if (tag === 'meter' || tag === 'progress') return element.getAttribute('value') ?? '';
  if (tag !== 'input' || element.type === 'password') return undefined;
  const role = inputRole(element);
  return /^(textbox|searchbox|combobox|spinbutton|slider)$/.test(role) ? (element.value ?? '') : undefined;
}

/** The texts of options, at most `limit` of them. */
export function optionTexts(options: ArrayLike<DomElement> | undefined, limit: number): string[] {
  const texts: string[] = [];
  for (let i = 0; i < (options?.length ?? 0) && texts.length < limit; i++) {
    texts.push(fold(options?.[i]?.label ?? options?.[i]?.text ?? '', 60));
  }
  return texts;
}

/** The `title` element of an SVG graphic, `''` for none. */
export function svgTitle(element: DomElement): string {
  for (let i = 0; i < element.children.length; i++) {
    const child = element.children[i];
    if (child?.localName === 'title') return child.textContent ?? '';
  }
  return '';
}

/** A text as it is rendered: in the case that its style gives it, without the signs of icon fonts. */
export function renderedText(node: DomText): string {
  const text = node.data.replace(/[\uE000-\uF8FF]/g, '');
  const parent = node.parentNode;
  if (parent?.nodeType !== 1 || !/\S/.test(text)) return text;
  switch (window.getComputedStyle(parent as DomElement).textTransform) {
    case 'uppercase':
      return text.toUpperCase();
    case 'lowercase':
      return text.toLowerCase();
    case 'capitalize':
      return text.replace(/(^|\s)(\S)/g, (_, before: string, first: string) => before + first.toUpperCase());
    default:
      return text;
  }
}

/** The text that a style sheet puts before or after the content, by its alternative where it has one. */
export function generatedText(element: DomElement, where: '::before' | '::after'): string {
  const style = window.getComputedStyle(element, where);
  const content = style.content;
  if (content === 'none' || content === 'normal' || content === '""' || style.display === 'none') return '';
  const parts: string[] =
    content.match(/"(?:[^"\\]|\\.)*"|open-quote|close-quote|\/|url\("(?:[^"\\]|\\.)*"\)|[^\s"/]+/g) ?? [];
  const text = parts
    .slice(parts.indexOf('/') + 1)
    .map((part) => {
      if (part === 'open-quote') return '“';
      if (part === 'close-quote') return '”';
      return part.startsWith('"') ? part.slice(1, -1).replace(/\\(.)/g, '$1') : '';
    })
    .join('')
    .replace(/[\uE000-\uF8FF]/g, '');
  return style.display.startsWith('inline') ? text : ` ${text} `;
}

/** The name that `aria-labelledby` (unless it was come by that way already) and `aria-label` give, `''` for none. */
export function ariaName(kit: Kit, element: DomElement, referred = false): string {
  const ids = referred ? null : element.getAttribute('aria-labelledby');
  if (ids !== null && ids.trim() !== '') {
    const root: DomRoot = element.getRootNode();
    const texts = ids
      .trim()
      .split(/\s+/)
      .map((id) => {
        const label = root.getElementById(id);
        if (label === null) return '';
        const given = label.getAttribute('aria-label') ?? '';
        if (given.trim() !== '') return given;
        const hidden = !label.checkVisibility({ visibilityProperty: true });
        return contentText(kit, label, 400, { spoken: true, hidden, referred: true });
      });
    const joined = texts.join(' ').trim();
    if (joined !== '') return joined;
  }
  return (element.getAttribute('aria-label') ?? '').trim();
}

/** White space folded to single spaces, cut to `limit` characters. */
export function fold(text: string, limit: number): string {
  const folded = text.replace(/\s+/g, ' ').trim();
  return folded.length > limit ? `${folded.slice(0, limit - 1)}…` : folded;
}
