import { cancelled, throwIfAborted } from './abort.ts';
import { coalesce } from './boxes.ts';
import type { DamageHistory } from './damage-history.ts';
import type { SettleOptions, Settled } from './desktop.ts';
import type { Fence } from './fence.ts';
import type { Verdict } from './quiet.ts';
import { quietVerdict } from './quiet.ts';
import type { Connection } from './x11/connection.ts';

const CHANGED_BOXES = 6;
// What the decision looks at before the action, for animation that was there already.
const LOOK_BACK_MS = 500;
// So long before the screen will count as settled the activities are probed and the caller may begin to look: page
// elements take 15–30 ms, in which nothing else is done.
const NEARLY_MS = 40;

/** Waits until the screen is quiet and the activities are over, or for the cap (see quiet.ts for the rule). */
export async function settle(
  connection: Connection,
  history: DamageHistory,
  fence: Fence,
  options: SettleOptions,
): Promise<Settled> {
  const { since, actedAt, capMs, signal, activities } = options;
  throwIfAborted(signal);
  const screenArea = connection.width * connection.height;
  let idleSince: number | undefined;
  let wasBusy = false;
  let readAt: number | undefined;
  const verdict = (): Verdict => {
    const busy = activities.some((activity) => activity.busy(since));
    if (wasBusy && !busy) idleSince = performance.now();
    wasBusy = busy;
    const damage = history.after(since - LOOK_BACK_MS);
    const asides = activities.flatMap((activity) => activity.asides?.() ?? []);
    const told = activities.some((activity) => activity.tellsAll?.(since) === true);
    return quietVerdict({ since, actedAt, capMs, damage, busy, idleSince, readAt, screenArea, asides, told });
  };
  const alarm = newAlarm(signal);
  // On a busy machine a program may read a click only after the quiet time: ask it, without waiting here.
  fence.pass(capMs).then(
    (result) => {
      readAt = result === 'unsupported' ? actedAt : performance.now();
      alarm.ring();
    },
    () => {}, // the end of the connection is reported by the waits below
  );
  const stops = activities.map((activity) => activity.onChange(alarm.ring));
  const preparation = newPreparation(options, alarm.ring);
  try {
    for (;;) {
      const { due, capped, restSince } = verdict();
      const nearly = due - NEARLY_MS;
      if (performance.now() < nearly) {
        await connection.orEnd(alarm.next(nearly));
        throwIfAborted(signal);
        continue;
      }
      if (!capped) preparation.begin(restSince);
      if (due > performance.now()) await connection.orEnd(alarm.next(due));
      // What the server has drawn but not told us yet counts: ask again after a round trip.
      await connection.sync();
      throwIfAborted(signal);
      const final = verdict();
      const now = performance.now();
      if (now < final.due) continue;
      if (!final.capped && preparation.isUnderWay) {
        // A page that does not answer is at work: it rings once it does, and no later than the probe's own limit.
        await connection.orEnd(alarm.next(actedAt + capMs));
        continue;
      }
      const changed = coalesce(
        final.changes.map((d) => d.box),
        CHANGED_BOXES,
      );
      return { settled: !final.capped, settleMs: now - actedAt, changed, restSince: final.restSince };
    }
  } finally {
    alarm.close();
    for (const stop of stops) stop();
  }
}

/** The probes, and the caller's own beginning, once for each rest of the screen. */
function newPreparation({ since, activities, onNearly }: SettleOptions, ring: () => void) {
  let begunAt = -Infinity;
  let underWay = 0;
  return {
    get isUnderWay() {
      return underWay > 0;
    },
    begin(restSince: number): void {
      if (begunAt > restSince || underWay > 0) return;
      begunAt = performance.now();
      for (const activity of activities) {
        if (activity.probe === undefined) continue;
        underWay++;
        void activity.probe(since).finally(() => {
          underWay--;
          ring();
        });
      }
      onNearly?.();
    },
  };
}

/** A timer that also goes off when rung or when the signal is aborted. */
function newAlarm(signal: AbortSignal) {
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.withResolvers<void>();
  current.promise.catch(() => {}); // an abort may come before the first wait
  const ring = () => current.resolve();
  const abort = () => current.reject(cancelled(signal));
  signal.addEventListener('abort', abort, { once: true });
  return {
    ring,
    next(due: number): Promise<void> {
      clearTimeout(timer);
      current = Promise.withResolvers<void>();
      current.promise.catch(() => {}); // an abort may come between two waits
      timer = setTimeout(ring, Math.max(1, due - performance.now()));
      return current.promise;
    },
    close() {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}
