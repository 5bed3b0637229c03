import { intersect } from '../base/geometry.ts';
import type { Box, Point, Size } from '../base/geometry.ts';
import type { RawFacts } from './page/facts.ts';
import type { CssPoint, Edges } from './page/hit.ts';

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
export function outOfFrame(point: CssPoint, frame: { left: number; top: number; scale: number }): CssPoint {
  return { x: frame.left + point.x * frame.scale, y: frame.top + point.y * frame.scale };
}

/** A rectangle of a frame as one of its parent, clipped to what of the frame shows; undefined when nothing does. */
export function edgesOutOfFrame(
  edges: Edges,
  frame: { left: number; top: number; scale: number; part: Edges },
): Edges | undefined {
  const left = Math.max(frame.left + edges.left * frame.scale, frame.part.left);
  const top = Math.max(frame.top + edges.top * frame.scale, frame.part.top);
  const right = Math.min(frame.left + edges.right * frame.scale, frame.part.right);
  const bottom = Math.min(frame.top + edges.bottom * frame.scale, frame.part.bottom);
  return right - left >= 1 && bottom - top >= 1 ? { left, top, right, bottom } : undefined;
}
