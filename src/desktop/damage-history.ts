import type { Damage as DamageExtension, XEvent } from 'x11';
import type { Box } from '../base/geometry.ts';
import type { Damage } from './quiet.ts';
import type { Connection } from './x11/connection.ts';

const RAW_RECTANGLES = 0;
// Longer than any settle's cap plus the look back for ambient animation.
const KEPT_MS = 10_000;
// A full-screen video makes some hundred rectangles a second.
const KEPT_MAX = 8192;

/** What has been drawn lately, always on, so that nothing between an action and its settle is missed. */
export interface DamageHistory {
  /** Drawing at or after `from`, in order of time. */
  after(from: number): readonly Damage[];
  /** How often something has been drawn. */
  readonly count: number;
  /** Calls `listener` with each drawing from now on; returns the unsubscribe function. */
  onDamage(listener: (damage: Damage) => void): () => void;
  close(): void;
}

/** Watches the root window with DAMAGE: one event for each drawing operation in any window (about one a frame in Chromium). */
export function watchDamage(connection: Connection, damage: DamageExtension): DamageHistory {
  const id = connection.X.AllocID();
  damage.Create(id, connection.root, RAW_RECTANGLES);
  let history: Damage[] = [];
  let count = 0;
  const listeners = new Set<(damage: Damage) => void>();
  const stop = connection.onEvent((event) => {
    if (event.name !== 'DamageNotify') return;
    const box = areaOf(event);
    if (box === undefined) return;
    const drawn = { at: performance.now(), box };
    history.push(drawn);
    count++;
    for (const listener of listeners) listener(drawn);
    if (history.length > KEPT_MAX * 2) history = history.slice(-KEPT_MAX);
  });
  return {
    get count() {
      return count;
    },
    after(from) {
      const oldest = performance.now() - KEPT_MS;
      if ((history[0]?.at ?? oldest) < oldest) history = history.filter((d) => d.at >= oldest);
      const first = history.findLastIndex((d) => d.at < from) + 1;
      return history.slice(first);
    },
    onDamage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: stop,
  };
}

function areaOf(event: XEvent): Box | undefined {
  const area = event['area'] as { x: number; y: number; w: number; h: number } | undefined;
  return area === undefined ? undefined : { x: area.x, y: area.y, width: area.w, height: area.h };
}
