import type { PageReceiver } from './browser.ts';
import type { CdpConnection } from './cdp/connection.ts';
import { watchField } from './field.ts';
import type { Tab } from './tab.ts';

/** A tab as what takes in keys, for as long as it lives. See `Browser.receiver`. */
export function receiverOf(tab: Tab, connection: Pick<CdpConnection, 'isOpen'>): PageReceiver {
  const hasGone = () => tab.session.closed.aborted || !connection.isOpen;
  return {
    // It may go while it is asked.
    takenIn: async (timeoutMs) => hasGone() || (await worksOff(tab, timeoutMs)) || hasGone(),
    watchField: () => watchField(tab),
  };
}

/** Resolves true once a tab's pages have worked off the input that reached them. */
async function worksOff(tab: Tab, timeoutMs: number): Promise<boolean> {
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
