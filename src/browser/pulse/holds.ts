/** The longest that one thing is waited for, whatever a page says, in ms. */
const LONGEST_MS = 2000;
const MOST = 500;

interface Hold {
  readonly at: number;
  readonly until: number;
}

/** What a page has still to do, by a key each, until it says that it is done or its time is over. Pure but for the clock. */
export class Holds {
  readonly #now: () => number;
  readonly #live = new Map<string, Hold>();

  /** `now` is in ms, on the clock that `busy` is asked on. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Something goes on for at most `ms`. What `counts: 'always'` matters also to those who ask about later moments. */
  hold(key: string, ms: number, counts: 'since' | 'always' = 'since'): void {
    if (!(ms > 0) || this.#live.size >= MOST) return;
    const now = this.#now();
    this.#live.set(key, { at: counts === 'always' ? Infinity : now, until: now + Math.min(ms, LONGEST_MS) });
  }

  /** It is over. */
  release(key: string): void {
    this.#live.delete(key);
  }

  /** All is over: another document, or a crash. */
  clear(): void {
    this.#live.clear();
  }

  /** Whether something goes on that began at or after `since`. */
  busy(since: number): boolean {
    const now = this.#now();
    for (const [key, { at, until }] of this.#live) {
      if (until <= now) this.#live.delete(key);
      else if (at >= since) return true;
    }
    return false;
  }

  /** When the next one is over by its time, if any goes on. */
  get nextExpiry(): number | undefined {
    let first: number | undefined;
    for (const { until } of this.#live.values()) first = Math.min(first ?? Infinity, until);
    return first;
  }
}
