import { intersect } from '../base/geometry.ts';
import type { Box, Point, Size } from '../base/geometry.ts';
import type { RawFacts } from './page/facts.ts';
import type { Affine, CssPoint, Edges } from './page/hit.ts';

/** How CSS pixels of the main frame's viewport lie on the display. */
export interface Projection {
  /** Display pixels of the viewport. */
  readonly viewport: Box;
  /** Display pixels a CSS pixel: device scale, page zoom and pinch together. */
  readonly scale: number;
  /** The CSS point that lies at the viewport's top left corner (not 0,0 only while pinched). */
  readonly corner: CssPoint;
}

/**
 * The projection from what the document says about its window. The window's frame, tab strip and address bar lie above
 * the page and nothing lies left of it or below it, so its bottom left corner is the window's.
 */
export function projectionOf(facts: RawFacts, display: Size): Projection {
  // `screen` is in device-independent pixels and the display in real ones; page zoom is in devicePixelRatio only.
  const density = facts.screenWidth > 0 ? display.width / facts.screenWidth : 1;
  const width = facts.innerWidth * facts.devicePixelRatio;
  const height = facts.innerHeight * facts.devicePixelRatio;
  const bottom = (facts.screenY + facts.outerHeight) * density;
  const x = Math.round(facts.screenX * density);
  const y = Math.round(bottom - height);
  // Device-independent units are whole numbers: at a broken scale they may add up to a pixel too many.
  const right = Math.min(Math.round(x + width), display.width);
  return {
    viewport: { x, y, width: right - x, height: Math.min(Math.round(bottom), display.height) - y },
    scale: facts.devicePixelRatio * facts.pinchScale,
    corner: { x: facts.pinchX, y: facts.pinchY },
  };
}

/** A CSS rectangle as a box of whole display pixels inside the viewport, or undefined when none of it shows. */
export function toDisplayBox(projection: Projection, part: Edges): Box | undefined {
  const { viewport, scale, corner } = projection;
  const left = Math.round((part.left - corner.x) * scale);
  const top = Math.round((part.top - corner.y) * scale);
  const right = Math.round((part.right - corner.x) * scale);
  const bottom = Math.round((part.bottom - corner.y) * scale);
  const box = { x: viewport.x + left, y: viewport.y + top, width: right - left, height: bottom - top };
  return intersect(box, viewport);
}

/** A CSS point as a whole display pixel. */
export function toDisplayPoint(projection: Projection, point: CssPoint): Point {
  const { viewport, scale, corner } = projection;
  return {
    x: viewport.x + Math.floor((point.x - corner.x) * scale),
    y: viewport.y + Math.floor((point.y - corner.y) * scale),
  };
}

/** From a frame's CSS pixels to its parent's. */
export function outOfFrame({ x, y }: CssPoint, { a, b, c, d, e, f }: Affine): CssPoint {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** The box around a rectangle of a frame in its parent, clipped to what of the frame shows; undefined when nothing does. */
export function edgesOutOfFrame(edges: Edges, frame: Affine & { readonly part: Edges }): Edges | undefined {
  const corners = [edges.left, edges.right].flatMap((x) =>
    [edges.top, edges.bottom].map((y) => outOfFrame({ x, y }, frame)),
  );
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const left = Math.max(Math.min(...xs), frame.part.left);
  const top = Math.max(Math.min(...ys), frame.part.top);
  const right = Math.min(Math.max(...xs), frame.part.right);
  const bottom = Math.min(Math.max(...ys), frame.part.bottom);
  return right - left >= 1 && bottom - top >= 1 ? { left, top, right, bottom } : undefined;
}
