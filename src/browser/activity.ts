import type { PageActivity } from './browser.ts';
import type { Tabs } from './tabs.ts';

/**
 * The pages' part in settling: the active tab, and tabs that were opened since, load or wait for requests. A timer tells
 * when the next request stops counting by its age, so that a listener never waits for an event that does not come.
 */
export function pageActivity(tabs: Tabs, now: () => number): PageActivity & Disposable {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  const arm = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const next = Math.min(...tabs.all.map((tab) => tab.requests.nextExpiry ?? Infinity));
    if (listeners.size === 0 || next === Infinity) return;
    timer = setTimeout(
      () => {
        notify();
        arm();
      },
      Math.max(1, next - now() + 1),
    );
    timer.unref();
  };
  const stop = tabs.onChange(() => {
    notify();
    if (timer === undefined) arm();
  });
  return {
    busy: (since) =>
      tabs.all.some((tab) => (tab === tabs.activeOrNone || tab.bornAt >= since) && tab.busy(since)),
    onChange(listener) {
      listeners.add(listener);
      arm();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) arm();
      };
    },
    [Symbol.dispose]() {
      stop();
      clearTimeout(timer);
      listeners.clear();
    },
  };
}
