import type { DomDocument, DomElement, DomWindow, Rect } from './dom.ts';
import { flatContains, rootOf } from './kit.ts';
import type { Kit } from './kit.ts';

declare const document: DomDocument;
declare const window: DomWindow;

/** A rectangle by its edges, in CSS pixels of the frame's viewport. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A plane map: x, y comes to `a·x + c·y + e`, `b·x + d·y + f`. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** A point in CSS pixels of the frame's viewport. */
export interface CssPoint {
  readonly x: number;
  readonly y: number;
}

/** The frame's own viewport. */
export function viewportEdges(): Edges {
  return { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
}

/** What two rectangles share, or undefined when that is less than `least` pixels wide or high. */
export function clipTo(rect: Edges, clip: Edges, least: number): Edges | undefined {
  const left = Math.max(rect.left, clip.left);
  const top = Math.max(rect.top, clip.top);
  const right = Math.min(rect.right, clip.right);
  const bottom = Math.min(rect.bottom, clip.bottom);
  return right - left >= least && bottom - top >= least ? { left, top, right, bottom } : undefined;
}

/**
 * An element's box. One that has none of its own (`display: contents`) has that of what is in it.
 */
export function rectOf(element: DomElement): Rect {
  const rect = element.getBoundingClientRect();
  if (rect.width > 0 || rect.height > 0 || element.childNodes.length === 0) return rect;
  if (window.getComputedStyle(element).display !== 'contents') return rect;
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect();
}

/** The innermost element at a point, through open and known closed shadow roots. */
export function deepHit(kit: Kit, x: number, y: number): DomElement | null {
  let hit = document.elementFromPoint(x, y);
  for (let depth = 0; hit !== null && depth < 32; depth++) {
    const inner = rootOf(kit, hit)?.elementFromPoint(x, y) ?? null;
    if (inner === null || inner === hit) return hit;
    hit = inner;
  }
  return hit;
}

/** The points to try in a visible part: the middle first, then towards the corners and edges. */
export function tryPoints(part: Edges): CssPoint[] {
  const points: CssPoint[] = [];
  const width = part.right - part.left;
  const height = part.bottom - part.top;
  const at = (fx: number, fy: number) => ({ x: part.left + width * fx, y: part.top + height * fy });
  points.push(at(0.5, 0.5), at(0.25, 0.5), at(0.75, 0.5), at(0.5, 0.25), at(0.5, 0.75));
  points.push(at(0.12, 0.2), at(0.88, 0.2), at(0.12, 0.8), at(0.88, 0.8));
  return points;
}

/** Whether something that lies at a point passes a click there on to `element`. */
export function reaches(element: DomElement, hit: DomElement | null): boolean {
  if (hit === null) return false;
  if (hit === element || flatContains(element, hit)) return true;
  // A label stands for its control: a click on it is a click on the control.
  const label = hit.closest('label');
  return label !== null && label.control === element;
}

/** The rectangles to aim at: each line of a wrapped inline element, otherwise its one box. */
export function aimRects(element: DomElement): ArrayLike<Rect> {
  const rects = element.getClientRects();
  return rects.length > 1 && rects.length <= 8 ? rects : [rectOf(element)];
}

/** A point inside the visible part of `element` where a click reaches it, and what covers it otherwise. */
export function hitPoint(
  kit: Kit,
  element: DomElement,
  part: Edges,
): { point?: CssPoint; cover?: DomElement | null } {
  let cover: DomElement | null = null;
  const rects = aimRects(element);
  for (let i = 0; i < rects.length; i++) {
    const rect = rects[i];
    const visible = rect === undefined ? undefined : clipTo(rect, part, 1);
    if (visible === undefined) continue;
    for (const point of tryPoints(visible)) {
      const hit = deepHit(kit, point.x, point.y);
      if (reaches(element, hit)) return { point };
      cover ??= hit;
    }
  }
  return { cover };
}
