import type { Tab } from './tab.ts';

type Lookable = Pick<Tab, 'facts' | 'frontAt'>;

/** A tab and what it has said of itself just now; undefined where it did not answer. */
interface Looked<T> {
  readonly tab: T;
  readonly facts: { readonly visible: boolean; readonly focused: boolean } | undefined;
}

/** More than a tab that shows without the focus, less than one that has it. */
const SILENT_FRONT = 2.5;

/**
 * Asks every tab whether it shows, for `lookMs` at most, and gives the one in front; undefined where none shows.
 * `windowOf` tells the window of a tab.
 */
export async function findFrontTab<T extends Lookable>(
  tabs: readonly T[],
  lookMs: number,
  windowOf: (tab: T) => Promise<number>,
): Promise<T | undefined> {
  const looked = await Promise.all(
    tabs.map(async (tab) => ({ tab, facts: await tab.facts(lookMs).catch(() => undefined) })),
  );
  const silent = await silentFront(looked, windowOf);
  const ranked = looked.map(({ tab, facts }) => ({
    tab,
    rank: facts === undefined ? (tab === silent ? SILENT_FRONT : 0) : frontRank(facts),
  }));
  ranked.sort((a, b) => b.rank - a.rank || b.tab.frontAt - a.tab.frontAt);
  const front = ranked[0];
  return front !== undefined && front.rank > 0 ? front.tab : undefined;
}

/**
 * The tab that cannot answer and yet may be the one in front: the last that came there, unless another tab shows in its window.
 * That one in another window shows says nothing: each window shows one.
 */
async function silentFront<T extends Lookable>(
  looked: readonly Looked<T>[],
  windowOf: (tab: T) => Promise<number>,
): Promise<T | undefined> {
  const last = looked.toSorted((a, b) => b.tab.frontAt - a.tab.frontAt)[0];
  if (last === undefined || last.facts !== undefined) return undefined;
  const showing = looked.filter(({ facts }) => facts?.visible === true);
  const [own, ...others] = await Promise.all(
    [last, ...showing].map(({ tab }) => windowOf(tab).catch(() => undefined)),
  );
  return own !== undefined && others.includes(own) ? undefined : last.tab;
}

function frontRank(facts: { readonly visible: boolean; readonly focused: boolean }): number {
  if (!facts.visible) return 0;
  return facts.focused ? 3 : 2;
}
