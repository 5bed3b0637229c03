import { clipTo } from './hit.ts';
import { idOf, rootOf } from './kit.ts';
import type { Kit } from './kit.ts';
import { clipOf } from './locate.ts';
import type { DomDocument, DomElement, DomWindow } from './dom.ts';

declare const document: DomDocument;
declare const window: DomWindow;

/** The field of text that has the focus, or the frame in which it is; a field's print changes with its text, its caret and what the page consists of. */
export type RawField =
  | { readonly kind: 'none' }
  | { readonly kind: 'frame'; readonly id: number }
  | { readonly kind: 'field'; readonly print: string };

/** The field that has the focus now. If it is as it was `before`, it is given a moment: some pages insert text a little later. */
export async function focusedField(kit: Kit, before: string | null): Promise<RawField> {
  for (let left = 10; ; left--) {
    const field = fieldNow(kit);
    if (left === 0 || field.kind !== 'field' || field.print !== before) return field;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * A page that takes a text elsewhere, such as into an attachment, leaves the field as it is and adds something to itself, so the
 * number of its elements counts as well. Only of a field that shows: editors that draw their text themselves take input through a hidden one, which tells nothing.
 */
export function fieldNow(kit: Kit): RawField {
  if (!document.hasFocus()) return { kind: 'none' };
  let element = document.activeElement;
  for (let inner = element; inner !== null;) {
    element = inner;
    inner = rootOf(kit, inner)?.activeElement ?? null;
  }
  if (element === null) return { kind: 'none' };
  if (/^i?frame$/.test(element.localName)) return { kind: 'frame', id: idOf(kit, element) };
  const own = element.localName === 'textarea' || element.localName === 'input';
  if (!own && element.isContentEditable !== true) return { kind: 'none' };
  const shows = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  if (!shows || clipTo(element.getBoundingClientRect(), clipOf(element), 6) === undefined)
    return { kind: 'none' };
  const text = (own ? element.value : element.textContent) ?? '';
  const elements = document.getElementsByTagName('*').length;
  return { kind: 'field', print: `${text.length} ${hash(text)} ${caretOf(element, own)} ${elements}` };
}

/** Where the caret or selection is. */
export function caretOf(element: DomElement, own: boolean): string {
  if (own) return `${element.selectionStart} ${element.selectionEnd}`;
  const selection = window.getSelection();
  return `${selection?.anchorOffset} ${selection?.focusOffset} ${selection?.isCollapsed}`;
}

/** 32 bits of a text (FNV-1a). */
export function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}
