import type { Handover, PersonInput } from '../actions/control.ts';
import type { Observation } from '../actions/observation.ts';

type Page = Observation['page'];

const MAX_TITLE = 80;
const MAX_URL = 200;

/** The counts of a person's input, in the order in which they are told. */
const COUNTS: readonly (readonly [keyof PersonInput, one: string, many: string])[] = [
  ['clicks', 'click', 'clicks'],
  ['characters', 'character typed (not recorded)', 'characters typed (not recorded)'],
  ['keys', 'other key', 'other keys'],
  ['scrolls', 'notch scrolled', 'notches scrolled'],
  ['pastes', 'text put on the clipboard', 'texts put on the clipboard'],
];

/**
 * What a person did while they held the desktop, in words for the model and the record: how long, how much input, and from
 * which page to which. What they typed is nowhere kept, so it cannot be told.
 */
export function handoverText(handovers: readonly Handover[], before: Page, after: Page): string {
  const seconds = handovers.reduce((sum, handover) => sum + handover.seconds, 0);
  const counts = COUNTS.flatMap(([name, one, many]) => {
    const count = handovers.reduce((sum, { input }) => sum + input[name], 0);
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const did = counts.length === 0 ? 'no clicks and no keys' : counts.join(', ');
  return `A person used the desktop for ${seconds} s: ${did}. ${pageChange(before, after)}`;
}

function pageChange(before: Page, after: Page): string {
  if (before === undefined || after === undefined) return 'What page was open is not known.';
  if (before.url === after.url) return `The page is still ${pageName(after)}.`;
  return `The page went from ${pageName(before)} to ${pageName(after)}.`;
}

/** In JSON quotes, so that nothing a page chooses can pass for words of ours. */
function pageName({ title, url }: Exclude<Page, undefined>): string {
  return `${JSON.stringify(clip(title.replaceAll(/\s+/g, ' '), MAX_TITLE))} ${clip(url, MAX_URL)}`;
}

function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
