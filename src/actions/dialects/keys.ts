import { DeskhandError } from '../../base/errors.ts';
import { quoted } from '../../base/shorten.ts';
import type { ActionCall } from '../action.ts';
import { chordNames } from '../key-names.ts';

/** Keys that are pressed together as the table's chord: `['CTRL', '+']` is `CTRL+plus`. Throws `bad_input` for none. */
export function chordOf(keys: readonly string[], field: string): string {
  const names = keys.map((key) => key.trim() || (key === '' ? '' : 'space'));
  if (names.length === 0 || names.includes('')) {
    const given = keys.length === 0 ? 'none' : quoted(keys.join('+'));
    throw new DeskhandError('bad_input', `${field}: must name keys, such as "Enter", got ${given}.`);
  }
  return names.map((name) => (name === '+' ? 'plus' : name)).join('+');
}

/** Keys to hold during a pointer action as the table's modifiers. Throws `bad_input` for a key that is none. */
export function modifiersOf(keys: readonly string[] | null | undefined, field: string): string[] {
  const found = (keys ?? []).map((key) => {
    const modifier = modifierOf(key);
    if (modifier !== undefined) return modifier;
    throw new DeskhandError('bad_input', `${field}: ${quoted(key)} is no key to hold during this.`, {
      hint: 'Hold ctrl, shift, alt or super.',
    });
  });
  return [...new Set(found)];
}

/** The table's name for a modifier by any of its names, whichever side it is on. */
function modifierOf(key: string): string | undefined {
  const either = key
    .trim()
    .toLowerCase()
    .replace(/[_-][lr]$|[_-]?(left|right)$/, '');
  const [name = '', ...others] = chordNames(either);
  const modifier = /^(Control|Shift|Alt|Super)_[LR]$/.exec(name)?.[1];
  if (modifier === undefined || others.length > 0) return undefined;
  return modifier === 'Control' ? 'ctrl' : modifier.toLowerCase();
}

/** Calls with keys held around them; they are released in the reverse order. */
export function withKeysDown(modifiers: readonly string[], calls: readonly ActionCall[]): ActionCall[] {
  return [
    ...modifiers.map((key) => ({ action: 'key_down', key })),
    ...calls,
    ...modifiers.toReversed().map((key) => ({ action: 'key_up', key })),
  ];
}

/** An object without its undefined fields and empty modifiers, so that calls are as short as they can be. */
export function call(action: string, params: object = {}): ActionCall {
  const given = Object.entries<unknown>({ ...params }).filter(
    ([name, value]) =>
      value !== undefined && !(name === 'modifiers' && Array.isArray(value) && value.length === 0),
  );
  return { action, ...Object.fromEntries(given) };
}
