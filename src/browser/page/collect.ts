import type { DomDocument, DomElement } from './dom.ts';
import { contentText } from './content.ts';
import { postTarget, sendsByClick } from './form.ts';
import { deepHit, hitPoint, viewportEdges } from './hit.ts';
import type { Affine, Edges } from './hit.ts';
import { flatParent, idOf } from './kit.ts';
import type { Kit } from './kit.ts';
import { linkTarget, savesFile } from './link.ts';
import { nameOf } from './name.ts';
import { isWidgetRole, roleOf } from './role.ts';
import { statesOf, valueOf } from './state.ts';
import { hasOwnText, topSurroundings, walkElement } from './walk.ts';
import type { Visit, Walk } from './walk.ts';

declare const document: DomDocument;

/** An element as the page function gives it: box in CSS pixels of its frame's viewport. */
export interface RawElement {
  readonly id: number;
  readonly role: string;
  readonly name: string;
  readonly value?: string;
  readonly states: readonly string[];
  /** See `PageElement.posts`. */
  readonly posts?: string;
  /** See `PageElement.submits`. */
  readonly submits?: true;
  /** See `PageElement.href`. */
  readonly href?: string;
  /** See `PageElement.downloads`. */
  readonly downloads?: true;
  readonly part: Edges;
  /** Something to act on; otherwise something to read. */
  readonly widget: boolean;
}

/**
 * An iframe in view. Its content's point x, y lies at `a·x + c·y + e`, `b·x + d·y + f` in CSS pixels of the parent frame: moved,
 * scaled, turned or skewed.
 */
export interface RawFrame extends Affine {
  readonly id: number;
  /** What of it shows, as a box around it. */
  readonly part: Edges;
}

/** What one frame shows. */
export interface RawView {
  readonly elements: readonly RawElement[];
  readonly frames: readonly RawFrame[];
  /** How many more there are, about: those were not tested for being covered. */
  readonly omitted: number;
  /** How many of those can be acted on. */
  readonly omittedControls: number;
  /** Ids of hosts that may have a closed shadow root; each is named once. */
  readonly suspects: readonly number[];
}

/** The role under which a visited element is listed, `''` to leave it out. */
export function listedRole(kit: Kit, visit: Visit): string {
  const { element, style, around } = visit;
  const role = roleOf(element);
  if (isWidgetRole(role)) return role;
  if (element.localName === 'label') return standInRole(element);
  if (element.localName === 'html' || element.localName === 'body') return '';
  if (element.getAttribute('draggable') === 'true') return 'draggable';
  const pointer = /^(pointer|grab|move)$/.test(style.cursor) && style.cursor !== around.cursor;
  if (pointer) return style.cursor === 'pointer' ? 'clickable' : 'draggable';
  // What is mostly read, such as a title, is told from what the page makes something to click.
  const isRead = /^(heading|listitem)$/.test(role);
  if (element.hasAttribute('onclick')) return isRead || role === '' ? 'clickable' : role;
  if (Number(element.getAttribute('tabindex') ?? -1) >= 0) {
    if (role !== '') return isRead ? 'clickable' : role;
    // A custom element keeps its role to itself; a short text is mostly a button's.
    const text = element.localName.includes('-')
      ? contentText(kit, element, 80, { spoken: true }).trim()
      : '';
    // What else takes the focus but has no role is mostly a box that scrolls: it says nothing of the text in it.
    return text !== '' && text.length < 80 ? 'clickable' : 'region';
  }
  if (around.faint) return '';
  if (role === 'heading') return around.told ? '' : role;
  if (/^(status|alert|progressbar|meter|dialog|alertdialog|tooltip|log|timer)$/.test(role)) return role;
  if (around.told) return '';
  if (role === 'image') return nameOf(kit, element, role) === '' ? '' : role;
  if (!hasOwnText(kit, element)) return '';
  return role === 'cell' || role === 'columnheader' || role === 'rowheader' || role === 'gridcell'
    ? role
    : 'text';
}

/** A label whose control cannot be seen stands for it: custom checkboxes and file buttons. */
export function standInRole(label: DomElement): string {
  const control = label.control ?? null;
  if (control === null || control === undefined) return '';
  const rect = control.getBoundingClientRect();
  const seen = rect.width >= 3 && rect.height >= 3 && control.checkVisibility({ visibilityProperty: true });
  return seen ? '' : roleOf(control);
}

/** The list entry for a visited element, or undefined where it does not belong in the list. */
export function describe(kit: Kit, visit: Visit): RawElement | undefined {
  const { element, part, around } = visit;
  if (part === undefined) return undefined;
  const role = listedRole(kit, visit);
  if (role === '') return undefined;
  const widget = isWidgetRole(role) || element.getAttribute('tabindex') !== null;
  if (around.faint && !widget) return undefined;
  const untouchable = !widget && visit.style.pointerEvents === 'none';
  if (!untouchable && hitPoint(kit, element, part).point === undefined) return undefined;
  const source = element.localName === 'label' && widget ? (element.control ?? element) : element;
  const name = nameOf(kit, source, role);
  const value = valueOf(kit, source, role, name);
  // A dialog is told also where it has no name: it is what the rest of the page waits for.
  if (!widget && name === '' && (value ?? '') === '' && !role.endsWith('dialog')) return undefined;
  if (role === 'clickable' && name === '' && around.told) return undefined;
  const posts = widget ? postTarget(source) : undefined;
  const href = linkTarget(source);
  return {
    id: idOf(kit, element),
    role,
    name,
    ...(value === undefined ? {} : { value }),
    states: statesOf(source, role),
    ...(posts === undefined ? {} : { posts }),
    ...(posts !== undefined && sendsByClick(source) ? { submits: true } : {}),
    ...(href === undefined ? {} : { href }),
    ...(savesFile(source) ? { downloads: true } : {}),
    part,
    widget,
  };
}

/** Whether an element of this role is to be acted on rather than read, by what can be seen of it. */
export function isControl(element: DomElement, role: string): boolean {
  return isWidgetRole(role) || element.getAttribute('tabindex') !== null || element.hasAttribute('onclick');
}

/** Everything in view in this frame that can be acted on or read, in document order, at most so many of each. */
export function collect(kit: Kit, maxControls: number, maxTexts: number): RawView {
  const elements: RawElement[] = [];
  let controls = 0;
  let omitted = 0;
  let omittedControls = 0;
  const walk: Walk = {
    kit,
    frames: [],
    seen: new WeakSet(),
    suspects: [],
    pruned: false,
    enter(visit) {
      if (visit.part === undefined) return false;
      if (controls >= maxControls || elements.length - controls >= maxTexts) {
        const role = listedRole(kit, visit);
        if (role === '') return false;
        const control = isControl(visit.element, role);
        if (controls >= maxControls || !control) {
          omitted++;
          if (control) omittedControls++;
          return isWidgetRole(role);
        }
      }
      const entry = describe(kit, visit);
      if (entry === undefined) return false;
      elements.push(entry);
      if (isControl(visit.element, entry.role)) controls++;
      if (
        /^(dialog|alertdialog|log|listbox|region|group|grid|tree|tablist|menu|menubar|toolbar)$/.test(
          entry.role,
        )
      )
        return false;
      return entry.name !== '' || entry.widget;
    },
  };
  if (document.documentElement !== null) walkElement(walk, document.documentElement, topSurroundings());
  if (walk.pruned) walkStrays(walk);
  for (const host of walk.suspects) kit.asked.add(host);
  const suspects = walk.suspects.map((host) => idOf(kit, host));
  return { elements, frames: walk.frames, omitted, omittedControls, suspects };
}

/** Finds what is seen although an element around it is out of view (fixed boxes), by looking at a grid of points. */
export function walkStrays(walk: Walk): void {
  const { right, bottom } = viewportEdges();
  for (let column = 0; column < 8; column++) {
    for (let row = 0; row < 5; row++) {
      const hit = deepHit(walk.kit, ((column + 0.5) * right) / 8, ((row + 0.5) * bottom) / 5);
      let stray: DomElement | undefined;
      for (let at = hit ?? undefined; at !== undefined && !walk.seen.has(at); at = flatParent(at)) {
        if (at.getBoundingClientRect().bottom > 0) stray = at;
      }
      if (stray !== undefined) walkElement(walk, stray, topSurroundings());
    }
  }
}
