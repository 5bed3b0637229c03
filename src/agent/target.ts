import type { Observation } from '../actions/observation.ts';
import type { Box, Point } from '../base/geometry.ts';
import { centre } from '../base/geometry.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';
import type { PageElement } from '../browser/browser.ts';

/** Where a call acts and on what, as far as the screen before it tells. */
export interface Aim {
  readonly point?: Point;
  readonly element?: PageElement;
}

/** Where an action's parameters point on the screen that the model saw. */
export function aimOf(params: JsonObject, seen: Observation | undefined): Aim {
  const ref = params['ref'] ?? params['from_ref'];
  return typeof ref === 'string'
    ? aimAtRef(ref, seen)
    : aimAtPoint(pointOf(params) ?? endOfPath(params['path'], 0), seen);
}

/** Where a drag's parameters say that it ends; nothing for other actions. */
export function dragEnd(params: JsonObject, seen: Observation | undefined): Aim {
  const ref = params['to_ref'];
  return typeof ref === 'string' ? aimAtRef(ref, seen) : aimAtPoint(endOfPath(params['path'], -1), seen);
}

/** The innermost element that holds both ends of a drag: what is pressed and released on it is a click. */
export function commonOf(params: JsonObject, seen: Observation | undefined): PageElement | undefined {
  const start = aimOf(params, seen);
  const end = dragEnd(params, seen);
  if (start.point === undefined || end.point === undefined) return undefined;
  const [from, to] = [start.point, end.point];
  return smallest((seen?.elements ?? []).filter(({ box }) => holds(box, from) && holds(box, to)));
}

function aimAtRef(ref: string, seen: Observation | undefined): Aim {
  const element = seen?.elements.find((each) => each.ref === ref);
  return element === undefined ? {} : { point: centre(element.box), element };
}

function aimAtPoint(point: Point | undefined, seen: Observation | undefined): Aim {
  if (point === undefined) return {};
  const element = smallestAt(point, seen?.elements ?? []);
  return { point, ...(element === undefined ? {} : { element }) };
}

function pointOf(value: JsonObject): Point | undefined {
  const { x, y } = value;
  return typeof x === 'number' && typeof y === 'number' ? { x, y } : undefined;
}

function endOfPath(path: JsonValue | undefined, index: 0 | -1): Point | undefined {
  const end: unknown = Array.isArray(path) ? path.at(index) : undefined;
  return typeof end === 'object' && end !== null ? pointOf(end as JsonObject) : undefined;
}

/** The innermost element under a point: the one with the smallest box. */
function smallestAt(point: Point, elements: readonly PageElement[]): PageElement | undefined {
  return smallest(elements.filter(({ box }) => holds(box, point)));
}

function smallest(elements: readonly PageElement[]): PageElement | undefined {
  return elements.toSorted((a, b) => areaOf(a.box) - areaOf(b.box))[0];
}

/** A box's area in square pixels. */
export function areaOf({ width, height }: Box): number {
  return width * height;
}

/** Whether a box lies in another, or is the same. */
export function contains(outer: Box, { x, y, width, height }: Box): boolean {
  const right = outer.x + outer.width;
  const bottom = outer.y + outer.height;
  return x >= outer.x && y >= outer.y && x + width <= right && y + height <= bottom;
}

/** Whether a point lies in a box. */
export function holds(box: Box, { x, y }: Point): boolean {
  return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}
