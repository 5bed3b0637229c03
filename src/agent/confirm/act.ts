import type { JsonObject } from '../../base/json.ts';

/** An action as the model asks for it. */
export interface Act {
  readonly name: string;
  readonly params: JsonObject;
}

/** The acts that a call comes to: those of a batch one by one, in order, else the call itself. */
export function partsOf(act: Act): readonly Act[] {
  const { actions } = act.params;
  if (act.name !== 'batch') return [act];
  if (!Array.isArray(actions)) return [];
  return actions
    .filter(isObject)
    .flatMap(({ action, ...params }) => partsOf({ name: typeof action === 'string' ? action : '', params }));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
