import type { Observation } from '../../actions/observation.ts';
import { isBrowserInFront } from '../../actions/page-recipient.ts';
import type { RiskyAct } from './element-risk.ts';
import { chordOf } from './focus-keys.ts';
import type { Whereabouts } from './whereabouts.ts';

/** Whether a chord loads the page again; `names` are canonical. */
export function isReload(names: readonly string[]): boolean {
  return RELOAD.test(chordOf(names));
}

/** The risk of loading the page again: one that came by POST sends its form again, and a page that was not shown may have. */
export function reloadRisk(
  how: string,
  seen: Observation | undefined,
  { isStale }: Pick<Whereabouts, 'isStale'>,
): RiskyAct | undefined {
  if (seen?.page?.posted === true)
    return { risk: 'submit', what: `${how}, which sends the form again that this page came from` };
  return isStale || seen?.page === undefined
    ? { risk: 'unknown', what: `${how} on a page that the screen did not show before` }
    : undefined;
}

/**
 * The risk of a press where Chromium may be asking whether to send the form again: its own button and key for a reload lead there, and
 * of that window nothing is known but that the keyboard is outside of the page. It hides what the page has at the same place.
 */
export function resendRisk(how: string, seen: Observation | undefined): RiskyAct | undefined {
  if (seen?.page?.posted !== true || seen.page.focus !== 'outside') return undefined;
  return isBrowserInFront(seen.windows)
    ? { risk: 'submit', what: `${how} where the browser may be asking whether to send the form again` }
    : undefined;
}

const RELOAD = /^(ctrl\+)?(shift\+)?(F5|XF86Refresh)$|^ctrl\+(shift\+)?r$/i;
