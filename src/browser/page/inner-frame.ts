import type { RawFrame } from './collect.ts';
import { frameOf } from './frame-place.ts';
import { clipTo, deepHit } from './hit.ts';
import type { CssPoint } from './hit.ts';
import { elementOf } from './kit.ts';
import type { Kit } from './kit.ts';
import { clipOf } from './locate.ts';

/** Where an iframe's content lies in its parent frame now; null when the iframe is gone or does not show. */
export function framePlace(kit: Kit, id: number): RawFrame | null {
  const element = elementOf(kit, id);
  if (element === undefined) return null;
  const part = clipTo(element.getBoundingClientRect(), clipOf(element), 1);
  return part === undefined ? null : frameOf(kit, element, part);
}

/** For each point (of the parent frame) whether the iframe is what lies there, and nothing over it. */
export function showsThrough(kit: Kit, id: number, points: readonly CssPoint[]): boolean[] {
  const element = elementOf(kit, id);
  return points.map(({ x, y }) => element !== undefined && deepHit(kit, x, y) === element);
}
