import type { Tone } from './situation.ts';

/** The element with this id; the page is wrong when there is none. */
export function element(id: string): HTMLElement {
  return elementOf(id, HTMLElement);
}

/** The same for an element of one kind. */
export function elementOf<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.querySelector(`#${id}`);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} #${id}`);
}

/** Shows a panel instead of the screen. */
export function showNotice(title: string, text: string): void {
  element('notice-title').textContent = title;
  element('notice-text').textContent = text;
  element('notice').hidden = false;
  for (const id of ['buttons', 'screen', 'veil', 'mark', 'panels', 'typing', 'problem', 'totals']) {
    element(id).hidden = true;
  }
  element('activity').textContent = '';
}

/** The state line and the tab's title: what holds now, and its colour. */
export function showStatus(text: string, tone: Tone): void {
  // Set only when it changes, so that it is read out once.
  if (element('status').textContent !== text) element('status').textContent = text;
  element('dot').dataset['state'] = tone;
  document.title = `${text} – deskhand`;
}

/** Says what a button could not do; undefined takes it away. */
export function showProblem(text: string | undefined): void {
  element('problem').hidden = text === undefined;
  element('problem').textContent = text ?? '';
}

/** What the agent is doing, as a line or two. */
export function showActivity(text: string): void {
  element('activity').textContent = text;
  element('activity').title = text;
}
