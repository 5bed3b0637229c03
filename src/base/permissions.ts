import { DeskhandError } from './errors.ts';
import { nearest } from './nearest.ts';

/** What a permission is checked against: an action's name and its kind. */
export interface Permissible {
  readonly name: string;
  readonly kind: string;
}

/** The kinds of action that may be granted as a whole; `control` actions only steer a run and need no permission. */
export const PERMISSION_KINDS = ['read', 'input', 'navigate', 'system'] as const;

/** The permission for the Chrome DevTools Protocol, which can do whatever the actions can. */
export const CDP_PERMISSION = 'cdp';

/** Cuts a list of permissions at commas and white space. */
export function splitPermissions(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

/**
 * A predicate for what the list grants: names of actions, whole kinds, or `cdp`. Fails closed: one unknown name, or an
 * empty list, throws `bad_input` and grants nothing. Names of actions are matched exactly.
 */
export function parsePermissions(
  granted: readonly string[],
  actions: readonly Permissible[],
): (action: Permissible) => boolean {
  const known = [...PERMISSION_KINDS, CDP_PERMISSION, ...actions.map(({ name }) => name)];
  if (granted.length === 0) {
    throw new DeskhandError('bad_input', 'permissions: the list is empty, which grants nothing.', {
      hint: `Leave it out to grant everything, or name some of ${PERMISSION_KINDS.join(', ')}, ${CDP_PERMISSION} or actions.`,
    });
  }
  for (const name of granted) {
    if (known.includes(name)) continue;
    const guess = nearest(name, known);
    throw new DeskhandError('bad_input', `permissions: there is no "${name}"; nothing is granted.`, {
      hint: guess === undefined ? `Use ${known.join(', ')}.` : `Did you mean "${guess}"?`,
    });
  }
  const allowed = new Set(granted);
  return ({ name, kind }) => kind === 'control' || allowed.has(kind) || allowed.has(name);
}
