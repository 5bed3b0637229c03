import type { Observation } from '../../actions/observation.ts';
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

const RELOAD = /^(ctrl\+)?(shift\+)?(F5|XF86Refresh)$|^ctrl\+(shift\+)?r$/i;
