import type { DomElement, DomRoot } from './dom.ts';
import { contentText, fold, optionTexts } from './name.ts';
import type { Kit } from './kit.ts';

/** The element's own or its ARIA value of a boolean state. */
export function flag(own: boolean | undefined, aria: string | null): boolean {
  return own === true || aria === 'true';
}

/** Short states, in a fixed order. */
export function statesOf(element: DomElement, role: string): string[] {
  const aria = (name: string): string | null => element.getAttribute(`aria-${name}`);
  const states: string[] = [];
  const add = (state: string, on: boolean): void => {
    if (on) states.push(state);
  };
  if (role === 'heading') add(`level ${element.localName.slice(1)}`, /^h[1-6]$/.test(element.localName));
  // Plain text has no other states, and there is much of it.
  if (/^(text|heading|cell|columnheader|rowheader|image)$/.test(role) && !element.hasAttribute('tabindex')) {
    return states;
  }
  const root: DomRoot = element.getRootNode();
  add('focused', root.activeElement === element && element.localName !== 'body');
  if (/^(checkbox|radio|switch|menuitemcheckbox|menuitemradio)$/.test(role)) {
    add('mixed', flag(element.indeterminate, aria('checked') === 'mixed' ? 'true' : null));
    add('checked', flag(element.checked, aria('checked')));
  }
  add('pressed', aria('pressed') === 'true');
  add('selected', role === 'option' ? flag(element.selected, aria('selected')) : aria('selected') === 'true');
  add('current', aria('current') !== null && aria('current') !== 'false');
  const open = role === 'disclosure' ? element.parentElement?.open : undefined;
  const popup = element.localName === 'select' && element.matches(':open');
  add('expanded', popup || open === true || aria('expanded') === 'true');
  add('collapsed', open === false || aria('expanded') === 'false');
  add('disabled', element.matches(':disabled') || aria('disabled') === 'true');
  add('readonly', flag(element.readOnly, aria('readonly')));
  add('required', flag(element.required, aria('required')));
  add('invalid', aria('invalid') === 'true' || element.matches(':user-invalid'));
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
  if (/^(textbox|searchbox|combobox)$/.test(role) && element.isContentEditable === true) {
    return fold(contentText(kit, element, limit), limit);
  }
  if (role === 'text' || role === 'cell' || role === 'heading' || role === 'link') return undefined;
  const ranged = element.getAttribute('aria-valuetext') ?? element.getAttribute('aria-valuenow');
  if (ranged !== null) return ranged;
  if (tag === 'progress' || tag === 'meter') return element.getAttribute('value') ?? undefined;
  if (/^(status|alert|log|timer|combobox)$/.test(role)) {
    const text = fold(contentText(kit, element, limit), limit);
    return text === name ? undefined : text;
  }
  return undefined;
}
