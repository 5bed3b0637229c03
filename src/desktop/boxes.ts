import type { Box } from '../base/geometry.ts';

// Boxes nearer than this are one change to the eye: words of a line, rows of a list.
const NEAR = 16;

/** The smallest box that holds both. */
export function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  return { x, y, width, height };
}

/** Whether `outer` holds all of `inner`. */
export function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** Pixels in a box. */
export function area(box: Box): number {
  return box.width * box.height;
}

/** Merges boxes that touch or nearly do, then those whose union wastes least, until at most `limit` are left. Every pixel stays covered. */
export function coalesce(boxes: readonly Box[], limit: number): Box[] {
  const merged: Box[] = [];
  for (const box of boxes) {
    absorb(merged, box);
    // Bounds the work for long histories: no more than twice the limit is ever compared.
    while (merged.length > limit * 2) mergeCheapest(merged);
  }
  while (merged.length > limit) mergeCheapest(merged);
  return merged;
}

/** Adds a box, swallowing all that are near it, and all that are near the result. */
function absorb(merged: Box[], box: Box): void {
  let grown = box;
  for (let i = merged.findIndex((m) => isNear(m, grown)); i >= 0;) {
    const [found] = merged.splice(i, 1);
    if (found !== undefined) grown = union(found, grown);
    i = merged.findIndex((m) => isNear(m, grown));
  }
  merged.push(grown);
}

function isNear(a: Box, b: Box): boolean {
  return (
    a.x - NEAR < b.x + b.width &&
    b.x - NEAR < a.x + a.width &&
    a.y - NEAR < b.y + b.height &&
    b.y - NEAR < a.y + a.height
  );
}

function mergeCheapest(merged: Box[]): void {
  let best: { i: number; j: number; waste: number } | undefined;
  merged.forEach((a, i) => {
    merged.slice(0, i).forEach((b, j) => {
      const waste = area(union(a, b)) - area(a) - area(b);
      if (best === undefined || waste < best.waste) best = { i, j, waste };
    });
  });
  if (best === undefined) return;
  const [a] = merged.splice(best.i, 1);
  const [b] = merged.splice(best.j, 1);
  if (a !== undefined && b !== undefined) absorb(merged, union(a, b));
}
