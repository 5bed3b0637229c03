import type { DomElement, DomRoot } from './dom.ts';
import { contentText, optionTexts, fold } from './content.ts';
import type { Kit } from './kit.ts';

/** The element's own or its ARIA value of a boolean state. */
export function flag(own: boolean | undefined, aria: string | null): boolean {
  return own === true || aria === 'true';
}

/** A heading's level: what ARIA says, the tag's own, or the 2 that WAI-ARIA assumes. */
export function headingLevel(element: DomElement): number {
  const told = Number(element.getAttribute('aria-level') ?? 0);
  if (Number.isInteger(told) && told > 0) return told;
  return /^h[1-6]$/.test(element.localName) ? Number(element.localName.slice(1)) : 2;
}

/** Short states, in a fixed order. */
export function statesOf(element: DomElement, role: string): string[] {
  const aria = (name: string): string | null => element.getAttribute(`aria-${name}`);
  const states: string[] = [];
  const add = (state: string, on: boolean): void => {
    if (on) states.push(state);
  };
  if (role === 'heading') states.push(`level ${headingLevel(element)}`);
  // Plain text has no other states, and there is much of it.
  if (/^(text|heading|cell|columnheader|rowheader|image)$/.test(role) && !element.hasAttribute('tabindex')) {
    return states;
  }
  const root: DomRoot = element.getRootNode();
  add('focused', root.activeElement === element && element.localName !== 'body');
  if (/^(checkbox|radio|switch|menuitemcheckbox|menuitemradio|option|treeitem)$/.test(role)) {
    // What a native box shows is its own state, whatever ARIA says beside it.
    const native = element.localName === 'input';
    add('mixed', native ? element.indeterminate === true : aria('checked') === 'mixed');
    add(
      'checked',
      native ? element.checked === true && element.indeterminate !== true : aria('checked') === 'true',
    );
  }
  add('mixed', aria('pressed') === 'mixed');
  add('pressed', aria('pressed') === 'true');
  add('selected', element.localName === 'option' ? element.selected === true : aria('selected') === 'true');
  add('current', aria('current') !== null && aria('current') !== 'false');
  const details = element.localName === 'summary' ? element.parentElement?.open : undefined;
  const open = details ?? element.popoverTargetElement?.matches(':popover-open');
  const popup = element.localName === 'select' && element.matches(':open');
  add('expanded', popup || open === true || aria('expanded') === 'true');
  add('collapsed', open === false || aria('expanded') === 'false');
  add('disabled', element.matches(':disabled') || aria('disabled') === 'true');
  add('readonly', flag(element.readOnly, aria('readonly')));
  add('required', flag(element.required, aria('required')));
  add('invalid', !/^(|false)$/.test(aria('invalid') ?? '') || element.matches(':user-invalid'));
  add('draggable', element.getAttribute('draggable') === 'true' && role !== 'draggable');
  add('password', element.type === 'password');
  add('filled', element.type === 'password' && (element.value ?? '') !== '');
  if (element.localName === 'select' && role === 'combobox') {
    const count = element.options?.length ?? 0;
    const more = count > 30 ? `, … ${count - 30} more` : '';
    states.push(`options: ${optionTexts(element.options, 30).join(', ')}${more}`);
  }
  return states;
}

/** The current value, or undefined where there is none; never a password's. */
export function valueOf(kit: Kit, element: DomElement, role: string, name: string): string | undefined {
  const tag = element.localName;
  const limit = 500;
  if (tag === 'select') return optionTexts(element.selectedOptions, 20).join(', ');
  if (tag === 'textarea') return fold(element.value ?? '', limit);
  if (tag === 'input') {
    if (element.type === 'password' || /^(checkbox|radio|button|text)$/.test(role) || role === 'switch')
      return undefined;
    if (element.type !== 'file') return fold(element.value ?? '', limit);
    const names: string[] = [];
    for (let i = 0; i < (element.files?.length ?? 0); i++) names.push(element.files?.[i]?.name ?? '');
    return names.join(', ');
  }
  if (/^(textbox|searchbox)$/.test(role) || (role === 'combobox' && element.isContentEditable === true)) {
    return fold(contentText(kit, element, limit, { spoken: true }), limit);
  }
  if (role === 'text' || role === 'cell' || role === 'heading' || role === 'link') return undefined;
  const ranged = element.getAttribute('aria-valuetext') ?? element.getAttribute('aria-valuenow');
  if (ranged !== null) return ranged;
  if (tag === 'progress' || tag === 'meter') return element.getAttribute('value') ?? undefined;
  if (/^(status|alert|log|timer|combobox)$/.test(role)) {
    const text = fold(contentText(kit, element, limit, { spoken: true }), limit);
    return text === name ? undefined : text;
  }
  return undefined;
}
