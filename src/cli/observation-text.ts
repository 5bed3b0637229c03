import { onOneLine } from '../base/control-characters.ts';
import type { WireObservation } from '../client/wire.ts';

/** How many elements are worth printing; `--json` has them all. */
const SHOWN = 20;

/** What could be seen, in a few lines: page, whether the screen was quiet, and the first elements with their refs. */
export function describeObservation(seen: WireObservation): string {
  const { page, elements, settled, settle_ms: ms } = seen;
  const more = elements.length - SHOWN + seen.elements_omitted;
  return [
    page === null
      ? undefined
      : `page: ${onOneLine(page.title) || '(no title)'} – ${onOneLine(page.url)}${page.loading ? ' (loading)' : ''}`,
    settled ? `screen: settled after ${ms} ms` : `screen: still changing after ${ms} ms`,
    ...seen.dialogs.map((dialog) => `dialog: ${JSON.stringify(dialog)}`),
    ...elements.slice(0, SHOWN).map(describeElement),
    more > 0 ? `  … and ${more} more` : undefined,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function describeElement({ ref, role, name, value, states }: WireObservation['elements'][number]): string {
  const shown = value === undefined ? '' : ` = ${JSON.stringify(value)}`;
  const is = states.length === 0 ? '' : ` (${states.join(', ')})`;
  return `  ${ref} ${role} ${JSON.stringify(name)}${shown}${is}`;
}
