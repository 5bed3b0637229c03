import type { DomDocument, DomElement, DomNode, DomRange, DomText, DomWindow } from './dom.ts';
import { clipTo, viewportEdges } from './hit.ts';
import type { Edges } from './hit.ts';
import { flatChildren, idOf } from './kit.ts';
import type { Kit } from './kit.ts';
import { clipOf } from './locate.ts';

declare const document: DomDocument;
declare const window: DomWindow;

/** One character run of the page's visible text and the node it comes from. */
export interface TextRun {
  readonly node: DomText;
  /** Where the run begins in the whole text. */
  readonly start: number;
  /** For each character of the run, its offset in the node. */
  readonly offsets: readonly number[];
}

/** The page's visible text with white space folded, and where each piece of it comes from. */
export interface PageText {
  text: string;
  readonly runs: TextRun[];
}

/** The places of a text. */
export interface RawPlaces {
  readonly count: number;
  readonly boxes: readonly Edges[];
}

/** Reads the visible text of a frame, out of view included. Blocks are set apart by one space. */
export function pageText(kit: Kit): PageText {
  const page: PageText = { text: '', runs: [] };
  if (document.body !== null) readText(kit, page, document.body);
  return page;
}

/** Adds the text of what a node renders. */
export function readText(kit: Kit, page: PageText, node: DomNode): void {
  const children = flatChildren(kit, node);
  for (let i = 0; i < children.length; i++) {
    const child = children[i];
    if (child?.nodeType === 3) addRun(page, child as DomText);
    if (child?.nodeType !== 1) continue;
    const element = child as DomElement;
    if (/^(script|style|noscript|template|svg|select|textarea)$/.test(element.localName)) continue;
    const { display, contentVisibility } = window.getComputedStyle(element);
    if (display === 'none' || contentVisibility === 'hidden') continue;
    if (node.nodeType === 1 && (node as DomElement).localName === 'details') {
      if ((node as DomElement).open !== true && element.localName !== 'summary') continue;
    }
    const apart = !display.startsWith('inline') && display !== 'contents';
    if (apart) addSpace(page);
    readText(kit, page, element);
    if (apart || element.localName === 'br') addSpace(page);
  }
}

/** One space, unless there is one already. */
export function addSpace(page: PageText): void {
  if (page.text !== '' && !page.text.endsWith(' ')) page.text += ' ';
}

/** Adds a text node with its white space folded. */
export function addRun(page: PageText, node: DomText): void {
  const parent = node.parentNode;
  if (parent?.nodeType === 1 && window.getComputedStyle(parent as DomElement).visibility !== 'visible')
    return;
  const data = node.data;
  const offsets: number[] = [];
  let text = '';
  for (let i = 0; i < data.length; i++) {
    const space = /\s/.test(data.charAt(i));
    if (space && (text === '' ? page.text === '' || page.text.endsWith(' ') : text.endsWith(' '))) continue;
    text += space ? ' ' : data.charAt(i);
    offsets.push(i);
  }
  if (text === '') return;
  page.runs.push({ node, start: page.text.length, offsets });
  page.text += text;
}

/** Whether the visible text holds `wanted`, white space folded, case as given. */
export function hasText(kit: Kit, wanted: string): boolean {
  return pageText(kit).text.includes(wanted.replace(/\s+/g, ' ').trim());
}

/** Finds a text whatever its case, scrolls its first place into view, and gives the boxes of those that show then. */
export function findText(kit: Kit, wanted: string, scroll: boolean): RawPlaces {
  const needle = wanted.replace(/\s+/g, ' ').trim().toLowerCase();
  const page = pageText(kit);
  const haystack = page.text.toLowerCase();
  const ranges: { range: DomRange; node: DomText }[] = [];
  let count = 0;
  if (needle === '') return { count, boxes: [] };
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) {
    const place = ranges.length < 50 ? rangeAt(page, at, at + needle.length) : undefined;
    if (place !== undefined) ranges.push(place);
    count++;
  }
  const first = ranges[0];
  if (scroll && first !== undefined && visibleBox(first) === undefined) {
    const parent = first.node.parentNode;
    if (parent?.nodeType === 1) {
      (parent as DomElement).scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    }
  }
  return { count, boxes: ranges.map(visibleBox).filter((box) => box !== undefined) };
}

/** The ids of all iframes of this frame, also those out of view. */
export function frameIds(kit: Kit): number[] {
  const frames = document.querySelectorAll('iframe, frame');
  const ids: number[] = [];
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i];
    if (frame !== undefined) ids.push(idOf(kit, frame));
  }
  return ids;
}

/** The stretch of the document between two offsets of the whole text. */
export function rangeAt(
  page: PageText,
  from: number,
  to: number,
): { range: DomRange; node: DomText } | undefined {
  const runAt = (offset: number): TextRun | undefined => {
    let low = 0;
    let high = page.runs.length - 1;
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if ((page.runs[half]?.start ?? 0) <= offset) low = half;
      else high = half - 1;
    }
    return page.runs[low];
  };
  const first = runAt(from);
  const last = runAt(to - 1);
  if (first === undefined || last === undefined) return undefined;
  const range = document.createRange();
  range.setStart(first.node, first.offsets[from - first.start] ?? first.node.data.length);
  range.setEnd(last.node, (last.offsets[to - 1 - last.start] ?? last.node.data.length - 1) + 1);
  return { range, node: first.node };
}

/** The part of a place that shows. */
export function visibleBox(place: { range: DomRange; node: DomText }): Edges | undefined {
  const parent = place.node.parentNode;
  const clip = parent?.nodeType === 1 ? clipOf(parent as DomElement) : viewportEdges();
  return clipTo(place.range.getBoundingClientRect(), clip, 1);
}
