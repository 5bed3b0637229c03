import type { DomDocument, DomElement, DomNode, DomText, DomWindow } from './dom.ts';
import { flatChildren, idOf } from './kit.ts';
import type { Kit } from './kit.ts';
import { optionTexts } from './content.ts';
import { nameOf } from './name.ts';
import { inputRole } from './role.ts';

declare const document: DomDocument;
declare const window: DomWindow;

/**
 * A node of the readable outline: a text, or `[kind, attribute, children]`. Kinds: `block`, `h1`…`h6`, `p`, `ul`, `ol`,
 * `li`, `table`, `tr`, `th`, `td`, `pre`, `quote`, `hr`, `br`, `a` (address), `b`, `i`, `code`, `img` (alternative),
 * `field` (its line), `frame` (id of the iframe).
 */
export type Outline = string | readonly [kind: string, attribute: string, children: readonly Outline[]];

/** The outline of this frame's visible text, and how large it may get. */
export function outline(kit: Kit): Outline {
  const budget = { left: 400_000 };
  return ['block', '', document.body === null ? [] : outlineChildren(kit, document.body, budget)];
}

/** The outlines of what a node renders. */
export function outlineChildren(kit: Kit, node: DomNode, budget: { left: number }): Outline[] {
  const parts: Outline[] = [];
  const children = flatChildren(kit, node);
  for (let i = 0; i < children.length && budget.left > 0; i++) {
    const child = children[i];
    if (child?.nodeType === 3) {
      const text = (child as DomText).data;
      budget.left -= text.length;
      parts.push(text);
    } else if (child?.nodeType === 1) {
      const part = outlineElement(kit, child as DomElement, budget);
      if (part !== undefined) parts.push(part);
    }
  }
  return parts;
}

/** The outline of one element, or undefined for what is hidden. */
export function outlineElement(kit: Kit, element: DomElement, budget: { left: number }): Outline | undefined {
  const tag = element.localName;
  if (/^(script|style|noscript|template|svg|canvas|video|audio|link|meta)$/.test(tag)) return undefined;
  const style = window.getComputedStyle(element);
  if (style.display === 'none') return undefined;
  const shown = style.visibility === 'visible';
  if (tag === 'br' || tag === 'hr') return [tag, '', []];
  if (tag === 'iframe' || tag === 'frame')
    return shown ? ['frame', String(idOf(kit, element)), []] : undefined;
  if (tag === 'img') return shown && (element.alt ?? '') !== '' ? ['img', element.alt ?? '', []] : undefined;
  if (tag === 'input' || tag === 'select' || tag === 'textarea') {
    return shown && element.type !== 'hidden' ? ['field', fieldLine(kit, element), []] : undefined;
  }
  if (style.contentVisibility === 'hidden') return undefined;
  if (tag === 'details' && element.open !== true) {
    const summary = element.querySelector('summary');
    return summary === null ? undefined : outlineElement(kit, summary, budget);
  }
  const children = outlineChildren(kit, element, budget);
  const kept = shown ? children : children.filter((child) => typeof child !== 'string');
  return [
    kindOf(element, style.display),
    tag === 'a' && typeof element.href === 'string' ? element.href : '',
    kept,
  ];
}

/** Which kind of outline node a tag makes. */
export function kindOf(element: DomElement, display: string): string {
  const tag = element.localName;
  if (/^(h[1-6]|p|ul|ol|li|table|tr|th|td|pre|code|a)$/.test(tag)) return tag;
  const same: Record<string, string> = {
    menu: 'ul',
    blockquote: 'quote',
    strong: 'b',
    b: 'b',
    em: 'i',
    i: 'i',
    kbd: 'code',
    samp: 'code',
    thead: 'rows',
    tbody: 'rows',
    tfoot: 'rows',
    button: 'button',
    summary: 'p',
    dt: 'p',
    dd: 'p',
    figcaption: 'p',
  };
  if (same[tag] !== undefined) return same[tag];
  const level = element.getAttribute('role') === 'heading' ? (element.getAttribute('aria-level') ?? '2') : '';
  if (/^[1-6]$/.test(level)) return `h${level}`;
  return display.startsWith('inline') || display === 'contents' ? 'span' : 'block';
}

/** A form field in one line: what it is called and what is in it. */
export function fieldLine(kit: Kit, element: DomElement): string {
  const role = element.localName === 'input' ? inputRole(element) : element.localName;
  if (role === 'button') return `[${nameOf(kit, element, 'button')}]`;
  const name = nameOf(kit, element, role);
  if (role === 'checkbox' || role === 'radio' || role === 'switch') {
    return `[${element.checked === true ? 'x' : ' '}] ${name}`;
  }
  const value =
    element.type === 'password'
      ? '•'.repeat(Math.min(8, (element.value ?? '').length))
      : element.localName === 'select'
        ? optionTexts(element.selectedOptions, 20).join(', ')
        : (element.value ?? '');
  return `${name === '' ? role : name}: [${value}]`;
}
