import type { Box } from '../base/geometry.ts';
import { area, contains, union } from './boxes.ts';

/** One drawing operation that reached the screen. */
export interface Damage {
  /** `performance.now()` when we heard of it. */
  readonly at: number;
  readonly box: Box;
}

/** The waits, in ms. */
export interface QuietTimes {
  /** How long a program has for its first reaction. */
  readonly firstMs: number;
  /** How long nothing may be drawn after a change. */
  readonly quietMs: number;
  /** The same after a change to a large part of the screen of which nothing tells: a page or window that appears in several steps. */
  readonly largeQuietMs: number;
  /** After so long, changes that stay small and in place are an animation, not a result. */
  readonly patienceMs: number;
  /** How long a program has for its first reaction once it has read its input; matters when it read late. */
  readonly reactMs: number;
  /** How long a program that does not say that it has read its input is waited for. */
  readonly unreadMs: number;
}

/**
 * By damage alone 80 ms was needed (60 ms was too short for 13 of 30 navigations). With what the page itself tells (loads,
 * requests, timers, animations) 70 ms gives the final frame on the test site (tests/image/settle.test.ts); large changes,
 * which come in steps, get 100.
 */
export const QUIET_TIMES: QuietTimes = {
  firstMs: 70,
  quietMs: 70,
  largeQuietMs: 100,
  patienceMs: 800,
  reactMs: 60,
  unreadMs: 500,
};

/** What the decision rests on. Damage is in order of time and may begin before `since`. */
export interface QuietInput {
  /** Just before the action. */
  readonly since: number;
  /** When its input had been sent: an action may take longer than the cap, and a program reacts to its end. */
  readonly actedAt: number;
  readonly capMs: number;
  readonly damage: readonly Damage[];
  /** Whether an activity is going on now. */
  readonly busy: boolean;
  /** When the last activity ended; undefined when none has been seen. */
  readonly idleSince: number | undefined;
  /** When the focused program confirmed that it had read its input; undefined while it has not. `actedAt` if it cannot confirm. */
  readonly readAt: number | undefined;
  /** Pixels of the display. */
  readonly screenArea: number;
  /** Where small drawing says nothing (see Activity.asides). */
  readonly asides?: readonly Box[];
  /** Whether an activity tells of all further steps (see Activity.tellsAll). */
  readonly told?: boolean;
}

// A text caret: blinks for ever, is 1–2 px wide in all toolkits (measured 1×15 in Chromium).
const CARET = { width: 3, height: 40 };
// A spinner or throbber is up to 64×64; a tab's throbber is 22×22, page spinners 52×52 (measured).
const SMALL_AREA = 64 * 64;
const LARGE_PART = 0.3;
// A video, a canvas or a clock: the same box, not too large, drawn over and over. Fades of a box are over before that.
// A turning square's box grows to twice its area and shrinks again.
const REPEATED = { draws: 10, forMs: 300, part: 0.25, growth: 2.5 };
// What was animating right up to the action goes on without meaning anything: at least five draws in half a second.
const AMBIENT = { windowMs: 500, draws: 5, upToMs: 60, part: 0.25 };

/** When the screen may be called settled if nothing else happens (`performance.now()`), and what was drawn that counts. */
export interface Verdict {
  readonly due: number;
  /** Whether `due` is the cap, so that reaching it means "not settled". */
  readonly capped: boolean;
  readonly changes: readonly Damage[];
  /** When the last thing happened that counts; Infinity while something goes on. */
  readonly restSince: number;
}

/** The pure decision: from the history of drawing and activity to the time at which the screen counts as settled. */
export function quietVerdict(input: QuietInput, times: QuietTimes = QUIET_TIMES): Verdict {
  const { since, actedAt, capMs, busy, idleSince, asides = [] } = input;
  const ambient = ambientBoxes(input);
  const isAside = ({ box }: Damage) =>
    area(box) <= SMALL_AREA && asides.some((aside) => contains(aside, box));
  const changes = input.damage.filter(
    (d) => d.at >= since && !isCaret(d.box) && !ambient.some((box) => contains(box, d.box)) && !isAside(d),
  );
  const cap = actedAt + capMs;
  if (busy) return { due: cap, capped: true, changes, restSince: Infinity };
  const afterActivity = idleSince === undefined || idleSince < since ? 0 : idleSince + times.quietMs;
  const afterRead = input.readAt === undefined ? actedAt + times.unreadMs : input.readAt + times.reactMs;
  const due = Math.max(dueByDamage(changes, input, times), afterActivity, afterRead);
  const restSince = Math.max(changes.at(-1)?.at ?? 0, idleSince ?? 0, input.readAt ?? 0, actedAt);
  return { due: Math.min(due, cap), capped: due > cap, changes, restSince };
}

function dueByDamage(
  changes: readonly Damage[],
  { actedAt, screenArea, told = false }: QuietInput,
  times: QuietTimes,
): number {
  const last = changes.at(-1);
  if (last === undefined) return actedAt + times.firstMs;
  const isLarge = ({ box }: Damage) => !told && area(box) >= screenArea * LARGE_PART;
  const quietAfter = (d: Damage) => d.at + (isLarge(d) ? times.largeQuietMs : times.quietMs);
  const lastLarge = changes.findLast(isLarge);
  const quiet = Math.max(quietAfter(last), lastLarge === undefined ? 0 : quietAfter(lastLarge));
  const repeated = repeatedDraws(changes, screenArea * REPEATED.part);
  const lastBig = changes.findLast((d) => area(d.box) > SMALL_AREA && !repeated.has(d));
  const patience = Math.max(
    (lastBig?.at ?? actedAt) + times.patienceMs,
    lastBig === undefined ? 0 : quietAfter(lastBig),
  );
  return Math.min(quiet, patience);
}

/** The draws that only go on with what the same box has shown for a while. */
function repeatedDraws(changes: readonly Damage[], largest: number): ReadonlySet<Damage> {
  const places: { box: Box; readonly smallest: number; readonly first: number; draws: number }[] = [];
  const repeated = new Set<Damage>();
  for (const change of changes) {
    const { at, box } = change;
    const fits = (place: { box: Box; readonly smallest: number }) =>
      area(union(place.box, box)) <= REPEATED.growth * Math.min(place.smallest, area(box));
    const known = places.find(fits);
    const seen = known ?? { box, smallest: area(box), first: at, draws: 0 };
    if (known === undefined) places.push(seen);
    seen.box = union(seen.box, box);
    seen.draws++;
    const isLong = seen.draws > REPEATED.draws && at - seen.first >= REPEATED.forMs;
    if (isLong && area(box) <= largest) repeated.add(change);
  }
  return repeated;
}

/** Whether a box is what a blinking caret draws. */
export function isCaret({ width, height }: Box): boolean {
  return width <= CARET.width && height <= CARET.height;
}

/** Boxes that were being redrawn again and again until the action began. */
function ambientBoxes({ since, damage, screenArea }: QuietInput): Box[] {
  const before = damage.filter((d) => d.at < since && d.at >= since - AMBIENT.windowMs);
  const recent = before.filter(
    (d) => d.at >= since - AMBIENT.upToMs && area(d.box) <= screenArea * AMBIENT.part,
  );
  return recent
    .map((d) => d.box)
    .filter((box) => before.filter((d) => contains(box, d.box)).length >= AMBIENT.draws);
}
