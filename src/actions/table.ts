import { z } from 'zod';
import { DeskhandError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { nearest } from '../base/nearest.ts';
import { parsePermissions } from '../base/permissions.ts';
import { quoted } from '../base/shorten.ts';
import type { Action, ActionFamily, ActionKind } from './action.ts';
import { browserActions } from './families/browser.ts';
import { clipboardActions } from './families/clipboard.ts';
import { controlActions } from './families/control.ts';
import { keyboardActions } from './families/keyboard.ts';
import { pointerActions } from './families/pointer.ts';
import { screenActions } from './families/screen.ts';
import { systemActions } from './families/system.ts';

/** An action as the doors show it: HTTP's `GET /v1/actions`, the model's tools, the docs. */
export interface ActionDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly family: ActionFamily;
  readonly kind: ActionKind;
  /** JSON Schema 2020-12 of the parameters. */
  readonly parameters: JsonObject;
}

/** The actions that are switched on, in the order of the docs. */
export class ActionTable {
  readonly #actions: ReadonlyMap<string, Action>;
  #descriptions: readonly ActionDescription[] | undefined;

  constructor(actions: readonly Action[]) {
    this.#actions = new Map(actions.map((action) => [action.name, action]));
  }

  /** All actions. */
  list(): readonly Action[] {
    return [...this.#actions.values()];
  }

  /** The action of that name; throws `bad_input` with the nearest name. */
  get(name: string): Action {
    const action = this.#actions.get(name);
    if (action !== undefined) return action;
    const guess = nearest(name, this.#actions.keys());
    throw new DeskhandError('bad_input', `action: there is no action ${quoted(name)}.`, {
      hint:
        guess === undefined
          ? `The actions are ${[...this.#actions.keys()].join(', ')}.`
          : `Did you mean "${guess}"? GET /v1/actions lists them all.`,
    });
  }

  /** Throws `forbidden` where permissions leave out looking at the screen by itself, which is the action `screenshot`, at any door. */
  requireSight(): void {
    if (this.#actions.has('screenshot')) return;
    throw new DeskhandError('forbidden', 'Looking at the screen is not permitted on this desktop.', {
      hint: 'Add "read" or "screenshot" to DESKHAND_PERMISSIONS.',
    });
  }

  /** Every action with its JSON Schema, computed once. */
  describe(): readonly ActionDescription[] {
    this.#descriptions ??= this.list().map(({ name, title, description, family, kind, schema }) => ({
      name,
      title,
      description,
      family,
      kind,
      parameters: parameterSchema(schema),
    }));
    return this.#descriptions;
  }

  /** The tools for a model: all actions, or the named ones. Throws `bad_input` for a name that is none. */
  toolSpecs(
    names?: readonly string[],
  ): readonly { name: string; description: string; parameters: JsonObject }[] {
    for (const name of names ?? []) this.get(name);
    return this.describe()
      .filter(({ name }) => names === undefined || names.includes(name))
      .map(({ name, description, parameters }) => ({ name, description, parameters }));
  }
}

/** Every action there is, opt-in ones too, in the order of the docs. */
export const EVERY_ACTION: readonly Action[] = [
  ...pointerActions,
  ...keyboardActions,
  ...screenActions,
  ...clipboardActions,
  ...browserActions,
  ...systemActions,
  ...controlActions,
];

/**
 * The table with every action that is on by default, and the opt-in ones that are named; of these only what `permissions`
 * grants, where they are given. Throws `bad_input` for a permission that is none.
 */
export function createTable(enabled: readonly string[] = [], permissions?: readonly string[]): ActionTable {
  const optIn = EVERY_ACTION.filter((action) => action.optIn === true).map(({ name }) => name);
  const unknown = enabled.find((name) => !optIn.includes(name));
  if (unknown !== undefined) {
    throw new DeskhandError('bad_input', `There is no opt-in action "${unknown}".`, {
      hint: `Those are ${optIn.join(', ')}.`,
    });
  }
  const on = EVERY_ACTION.filter((action) => action.optIn !== true || enabled.includes(action.name));
  return new ActionTable(permissions === undefined ? on : on.filter(parsePermissions(permissions, on)));
}

/** The parameters of an action as JSON Schema 2020-12, as a caller may write them. */
export function parameterSchema(schema: z.ZodObject): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return JSON.parse(JSON.stringify(rest)) as JsonObject;
}
