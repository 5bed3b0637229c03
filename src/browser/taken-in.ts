import type { Tab } from './tab.ts';

/** Resolves true once a tab's pages have worked off the input that reached them. See `Browser.takenIn`. */
export async function tabTakesIn(tab: Tab, timeoutMs: number): Promise<boolean> {
  if (tab.crashed || tab.dialog !== undefined) return false;
  // Each process has a thread of its own, and the focus may be in any of them.
  const options = { timeoutMs, signal: tab.interrupted };
  const asked = tab.worlds.sessions.map((session) =>
    session.send('Runtime.evaluate', { expression: '0', silent: true }, options),
  );
  return Promise.all(asked).then(
    () => true,
    () => false,
  );
}
