import type { Observation } from '../actions/observation.ts';
import type { JsonObject } from '../base/json.ts';
import type { Place, StepPart } from './events.ts';
import { aimOf, dragEnd } from './target.ts';
import type { Aim } from './target.ts';

/** Where a call acted, for the record: its place, a drag's end, a batch's parts. */
export interface Places extends Place {
  readonly end?: Place;
  readonly parts?: readonly StepPart[];
}

/** Where a call acts on the screen that the model saw, down to the actions inside a batch. */
export function placesOf(name: string, params: JsonObject, seen: Observation | undefined): Places {
  const parts = name === 'batch' ? partsOf(params, seen) : undefined;
  const end = dragEnd(params, seen);
  return {
    ...placeOf(aimOf(params, seen)),
    ...(end.point === undefined ? {} : { end: placeOf(end) }),
    ...(parts === undefined ? {} : { parts }),
  };
}

function partsOf({ actions }: JsonObject, seen: Observation | undefined): readonly StepPart[] | undefined {
  if (!Array.isArray(actions)) return undefined;
  return actions.filter(isObject).map((call) => {
    const { action, ...params } = call;
    const name = typeof action === 'string' ? action : '';
    return { name, params, ...placesOf(name, params, seen) };
  });
}

function placeOf({ point, element }: Aim): Place {
  return {
    ...(point === undefined ? {} : { point }),
    ...(element === undefined ? {} : { target: { role: element.role, name: element.name } }),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
