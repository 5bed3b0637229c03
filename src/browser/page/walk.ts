import type { DomElement, DomStyle, DomText, DomWindow } from './dom.ts';
import { clipTo, rectOf, viewportEdges } from './hit.ts';
import type { Edges } from './hit.ts';
import { frameOf } from './frame-place.ts';
import { flatChildren } from './kit.ts';
import type { Kit } from './kit.ts';
import type { RawFrame } from './collect.ts';

declare const window: DomWindow;

/** What an element inherits from the ones around it. */
export interface Surroundings {
  /** What clips it when it is in the flow. */
  readonly clip: Edges;
  /** What clips it when it is absolutely positioned. */
  readonly absoluteClip: Edges;
  /** The cursor of its parent. */
  readonly cursor: string;
  /** Transparent or hidden from the accessibility tree: only controls count. */
  readonly faint: boolean;
  /** Its text is already part of an element that is listed. */
  readonly told: boolean;
}

/** One element on the way, with what has been measured of it. */
export interface Visit {
  readonly element: DomElement;
  readonly style: DomStyle;
  readonly rect: Edges;
  /** The part of it that nothing clips away. */
  readonly part: Edges | undefined;
  readonly around: Surroundings;
}

/** The state of one walk. */
export interface Walk {
  readonly kit: Kit;
  /** Decides about an element; returns whether its text is told by that. */
  readonly enter: (visit: Visit) => boolean;
  readonly frames: RawFrame[];
  readonly seen: WeakSet<DomElement>;
  /** Hosts that may have a closed shadow root. */
  readonly suspects: DomElement[];
  /** Something out of view was passed over whole. */
  pruned: boolean;
}

/** An element at the top of a walk. */
export function topSurroundings(): Surroundings {
  const clip = viewportEdges();
  return { clip, absoluteClip: clip, cursor: 'auto', faint: false, told: false };
}

/** Whether the element and all in it lie out of view: out of the clip, and nothing hangs over its edges. */
export function isFarOut(element: DomElement, rect: Edges, clip: Edges): boolean {
  if (rect.right - rect.left <= 0 || rect.bottom - rect.top <= 0) return false;
  const outside =
    rect.bottom <= clip.top || rect.top >= clip.bottom || rect.right <= clip.left || rect.left >= clip.right;
  if (!outside) return false;
  // Asking for scroll sizes is the dear part: a table's row grows with what is in it, and long tables have thousands.
  if (element.localName === 'tr') return true;
  if (element.children.length === 0 && element.shadowRoot === null) return true;
  return element.scrollHeight <= element.clientHeight + 1 && element.scrollWidth <= element.clientWidth + 1;
}

/** Goes through an element and what it renders, top down, passing over what is out of view. */
export function walkElement(walk: Walk, element: DomElement, around: Surroundings): void {
  if (/^(script|style|head|noscript|template|meta|link|br|wbr|source|track|param)$/.test(element.localName))
    return;
  const rect: Edges = rectOf(element);
  if (isFarOut(element, rect, around.clip)) {
    walk.pruned = true;
    return;
  }
  const style = window.getComputedStyle(element);
  if (style.display === 'none') return;
  walk.seen.add(element);
  const fixed = style.position === 'fixed';
  const clip = fixed ? viewportEdges() : style.position === 'absolute' ? around.absoluteClip : around.clip;
  const shown = style.visibility === 'visible';
  const part = shown ? clipTo(rect, clip, 2) : undefined;
  const faint = around.faint || style.opacity === '0' || element.getAttribute('aria-hidden') === 'true';
  const here: Surroundings = { ...around, faint };
  const told = walk.enter({ element, style, rect, part, around: here });
  if (!hasInside(walk, element, part)) return;
  const inner = clipInside(element, style, rect, clip);
  const positioned = style.position !== 'static' || style.transform !== 'none';
  const next: Surroundings = {
    clip: inner,
    absoluteClip: positioned ? inner : fixed ? viewportEdges() : around.absoluteClip,
    cursor: style.cursor,
    faint,
    told: around.told || told,
  };
  walkChildren(walk, element, next);
}

/** Goes through what an element renders inside it. */
export function walkChildren(walk: Walk, element: DomElement, around: Surroundings): void {
  const children = flatChildren(walk.kit, element);
  if (children.length === 0 || element.localName.includes('-')) suspect(walk, element);
  for (let i = 0; i < children.length; i++) {
    const child = children[i];
    if (child?.nodeType === 1) walkElement(walk, child as DomElement, around);
  }
}

/** Notes a host that may have a closed shadow root, once. */
export function suspect(walk: Walk, element: DomElement): void {
  if (element.shadowRoot !== null || walk.kit.closedRoots.has(element) || walk.kit.asked.has(element)) return;
  if (
    !/-|^(article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/.test(
      element.localName,
    )
  ) {
    return;
  }
  const style = element.offsetWidth ?? 0;
  if (style < 4 || walk.suspects.length >= 40) return;
  walk.suspects.push(element);
}

/** Whether to look inside; an iframe is noted for a walk of its own. */
export function hasInside(walk: Walk, element: DomElement, part: Edges | undefined): boolean {
  const tag = element.localName;
  if (tag === 'iframe' || tag === 'frame') {
    if (part !== undefined) walk.frames.push(frameOf(walk.kit, element, part));
    return false;
  }
  if (tag === 'select') return element.multiple === true || (element.size ?? 0) > 1;
  // Most graphics are icons; those that can be used in parts (maps, charts) are looked into.
  if (tag === 'svg') return element.querySelector('a, [role], [tabindex], [onclick], foreignObject') !== null;
  return !/^(canvas|video|audio|img|input|textarea|object|embed|math)$/.test(tag);
}

/** What clips the children of an element. */
export function clipInside(element: DomElement, style: DomStyle, rect: Edges, clip: Edges): Edges {
  const root = element.localName === 'html' || element.localName === 'body';
  if (root || (style.overflowX === 'visible' && style.overflowY === 'visible')) return clip;
  // Percent by percent of a pixel: an empty clip must stay empty and must not turn inside out.
  const none: Edges = { left: rect.left, top: rect.top, right: rect.left, bottom: rect.top };
  return clipTo(rect, clip, 0) ?? none;
}

/** Whether text stands directly in the element, not only in elements inside it. */
export function hasOwnText(kit: Kit, element: DomElement): boolean {
  const children = flatChildren(kit, element);
  for (let i = 0; i < children.length; i++) {
    const child = children[i];
    if (child?.nodeType === 3 && /\S/.test((child as DomText).data)) return true;
  }
  return false;
}
