import type { Observation } from '../actions/observation.ts';
import { centre } from '../base/geometry.ts';
import type { PageElement } from '../browser/browser.ts';

const MAX_NAME = 100;
const MAX_VALUE = 160;
const MAX_URL = 300;

/**
 * An observation as compact text for a model: page, state, and a line for each element in view, such as
 * `e12 button "Save" 640,400`, with the middle of its visible part in pixels of the frame.
 * Everything that a page can choose stands in JSON quotes, so that it cannot pass for a line of ours.
 */
export function observationText(o: Observation): string {
  return [
    pageLine(o),
    scrollLine(o),
    ...stateLines(o),
    ...o.dialogs.map(
      (d) => `Open ${d.type} dialog: ${quote(d.message, 500)} (Enter accepts, Escape dismisses)`,
    ),
    ...downloadLines(o),
    ...windowLines(o),
    ...elementLines(o),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** One line that stays in the conversation when the observation itself is dropped. */
export function observationBrief(o: Observation): string {
  return o.page === undefined ? 'no page' : `${quote(o.page.title, MAX_NAME)} ${clip(o.page.url, MAX_URL)}`;
}

/** What can be told apart of a screen without its pixels: for noticing that nothing changes. */
export function observationSignature(o: Observation): string {
  const elements = o.elements.map((e) => `${e.role}|${e.name}|${e.value ?? ''}|${e.states.join(',')}`);
  const scroll = o.page === undefined ? '' : `${o.page.scroll.x},${o.page.scroll.y}`;
  return [
    o.page?.url ?? '',
    o.page?.title ?? '',
    scroll,
    ...o.dialogs.map((d) => d.message),
    ...elements,
  ].join('\n');
}

function pageLine({ page }: Observation): string {
  if (page === undefined) return 'Page: none; the browser is starting.';
  return `Page: ${quote(page.title, MAX_NAME)} ${clip(page.url, MAX_URL)}${page.loading ? ' (still loading)' : ''}${page.hung === true ? ' (does not respond: a script of it hangs)' : ''}`;
}

function scrollLine({ page }: Observation): string {
  if (page === undefined || (page.scroll.maxY <= 0 && page.scroll.maxX <= 0)) return '';
  const { x, y, maxX, maxY } = page.scroll;
  const across = maxX > 0 ? `, ${Math.round(x)} of ${Math.round(maxX)} px right` : '';
  return `Scrolled: ${Math.round(y)} of ${Math.round(maxY)} px down${across}`;
}

function stateLines(o: Observation): string[] {
  const lines = o.settled ? [] : ['The screen was still changing when this was taken.'];
  const { part, frame } = o;
  const refer = `coordinates still refer to the whole ${o.width}x${o.height} frame`;
  if (part !== undefined) {
    const shown = `${part.width}x${part.height} pixels from ${part.x},${part.y}`;
    lines.push(`The picture shows only ${shown}; ${refer}.`);
  } else if (frame !== undefined && isPart(o)) {
    lines.push(`The picture is scaled to ${frame.width}x${frame.height} pixels; ${refer}.`);
  }
  return lines;
}

/** True when the picture is not the whole frame in its own size (the actions zoom and screenshot). */
export function isPart({ frame, part, width, height }: Observation): boolean {
  return frame !== undefined && (part !== undefined || frame.width !== width || frame.height !== height);
}

function downloadLines({ downloads }: Observation): string[] {
  return downloads.slice(-5).map((d) => `Download: ${quote(d.name, MAX_NAME)} ${d.state}, ${d.bytes} bytes`);
}

function windowLines({ windows }: Observation): string[] {
  if (windows.length < 2) return [];
  return [`Windows, topmost first: ${windows.map((w) => `${w.id} ${quote(w.title, MAX_NAME)}`).join('; ')}`];
}

function elementLines(o: Observation): string[] {
  if (o.elements.length === 0) return [];
  const more = o.elementsOmitted > 0 ? `, ${o.elementsOmitted} more in view not listed` : '';
  return [`Elements in view (ref role name x,y${more}):`, ...o.elements.map(elementLine)];
}

function elementLine(element: PageElement): string {
  const at = centre(element.box);
  return [
    element.ref,
    plain(element.role),
    quote(element.name, MAX_NAME),
    ...(element.value === undefined ? [] : [`value ${quote(element.value, MAX_VALUE)}`]),
    ...element.states.map(plain),
    `${at.x},${at.y}`,
  ].join(' ');
}

/** States and roles are words of ours but for those that a page has put into them, such as a list's options. */
function plain(word: string): string {
  return /^[a-z][a-z_-]*( \d+)?$/.test(word) ? word : quote(word, MAX_VALUE * 2);
}

function quote(text: string, max: number): string {
  return JSON.stringify(clip(text.replaceAll(/\s+/g, ' '), max));
}

function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
