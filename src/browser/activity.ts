import type { Box, Size } from '../base/geometry.ts';
import type { PageActivity } from './browser.ts';
import { probePulse } from './pulse/pulse.ts';
import type { Tabs } from './tabs.ts';
import { projectionOf } from './viewport.ts';

/**
 * The pages' part in settling: the active tab, and tabs that were opened since, load or wait for requests. A timer tells
 * when the next request stops counting by its age, so that a listener never waits for an event that does not come.
 */
export function pageActivity(tabs: Tabs, now: () => number, display: Size): PageActivity & Disposable {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let bars: readonly Box[] = [];
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  const arm = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const next = Math.min(...tabs.all.map((tab) => tab.nextExpiry ?? Infinity));
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
    arm();
  });
  return {
    busy: (since) =>
      tabs.all.some((tab) => (tab === tabs.activeOrNone || tab.bornAt >= since) && tab.busy(since)),
    asides() {
      const facts = tabs.activeOrNone?.lastFacts;
      // A new document has not told anything yet; the bars above it are where they were.
      if (facts === undefined) return bars;
      // Only while the browser's window is in front.
      const height = facts.focused ? projectionOf(facts, display).viewport.y : 0;
      bars = height > 0 ? [{ x: 0, y: 0, width: display.width, height }] : [];
      return bars;
    },
    tellsAll(since) {
      const tab = tabs.activeOrNone;
      // Only while the browser's window is in front.
      return tab !== undefined && tab.committedAt < since && tab.lastFacts?.focused === true;
    },
    async probe(since) {
      const tab = tabs.activeOrNone;
      if (tab === undefined || tab.crashed || tab.dialog !== undefined) return;
      await probePulse(tab, now() - since);
      notify();
      arm();
    },
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
