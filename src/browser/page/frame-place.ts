import type { RawFrame } from './collect.ts';
import type { DomElement, DomStyle, DomWindow } from './dom.ts';
import type { Affine, Edges } from './hit.ts';
import { flatParent, idOf } from './kit.ts';
import type { Kit } from './kit.ts';

declare const window: DomWindow;

/** An iframe's place: how its content lies in its parent frame, and what of it shows. */
export function frameOf(kit: Kit, element: DomElement, part: Edges): RawFrame {
  const rect = element.getBoundingClientRect();
  const width = element.offsetWidth ?? 0;
  const height = element.offsetHeight ?? 0;
  const turn = linearPart(element);
  // What the transforms leave unexplained is `zoom`, which is the same both ways.
  const zoom = width > 0 ? rect.width / (Math.abs(turn.a) * width + Math.abs(turn.c) * height) : 1;
  const [a, b, c, d] = [turn.a * zoom, turn.b * zoom, turn.c * zoom, turn.d * zoom];
  const style = window.getComputedStyle(element);
  // From the middle of the box, which stays the middle of the box around it however it is turned.
  const x = element.clientLeft + Number.parseFloat(style.paddingLeft) - width / 2;
  const y = element.clientTop + Number.parseFloat(style.paddingTop) - height / 2;
  return {
    id: idOf(kit, element),
    a,
    b,
    c,
    d,
    e: (rect.left + rect.right) / 2 + a * x + c * y,
    f: (rect.top + rect.bottom) / 2 + b * x + d * y,
    part,
  };
}

/** How the transforms of an element and of all around it scale and turn it, leaving out where they move it. */
export function linearPart(element: DomElement): Affine {
  let map: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
  for (let at: DomElement | undefined = element; at !== undefined; at = flatParent(at)) {
    const style = window.getComputedStyle(at);
    if (style.transform !== 'none') map = times(matrixOf(style.transform), map);
    if (style.scale !== 'none' || style.rotate !== 'none') map = times(ownTurn(style), map);
  }
  return map;
}

/** The linear part of a computed `transform`; depth is left out. */
export function matrixOf(transform: string): Affine {
  const n = (/\(([^)]*)\)/.exec(transform)?.[1] ?? '').split(',').map(Number);
  const deep = transform.startsWith('matrix3d');
  const [a, b, c, d] = deep ? [n[0], n[1], n[4], n[5]] : [n[0], n[1], n[2], n[3]];
  return { a: a ?? 1, b: b ?? 0, c: c ?? 0, d: d ?? 1, e: 0, f: 0 };
}

/** What the properties `scale` and `rotate` do: the rotation comes after the scaling. */
export function ownTurn(style: DomStyle): Affine {
  const [x, y] = style.scale === 'none' ? [1, 1] : style.scale.split(' ').map(Number);
  const degrees = style.rotate === 'none' ? 0 : Number.parseFloat(style.rotate);
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const sx = x ?? 1;
  const sy = y ?? sx;
  return { a: cos * sx, b: sin * sx, c: -sin * sy, d: cos * sy, e: 0, f: 0 };
}

/** The linear part of `outer` after `inner`. */
export function times(outer: Affine, inner: Affine): Affine {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: 0,
    f: 0,
  };
}
