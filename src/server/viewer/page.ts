/** The element with this id; the page is wrong when there is none. */
export function element(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`#${id}`);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** Shows a panel instead of the screen. */
export function showNotice(title: string, text: string): void {
  element('notice-title').textContent = title;
  element('notice-text').textContent = text;
  element('notice').hidden = false;
  element('buttons').hidden = true;
  element('screen').hidden = true;
}

/** The state line: what holds now, and its colour. */
export function showStatus(text: string, state: 'waiting' | 'live' | 'human' | 'bad'): void {
  element('status').textContent = text;
  element('dot').dataset['state'] = state;
}

/** What the agent is doing, as one line. */
export function showActivity(text: string): void {
  element('activity').textContent = text;
  element('activity').title = text;
}
