/** The time of a run: pauses do not count, and it tells once when the limit is reached. */
export class RunClock {
  readonly #now: () => number;
  readonly #expire: () => void;
  #timer: NodeJS.Timeout | undefined;
  #leftMs: number;
  #startedAt = 0;
  #idleMs = 0;
  #stoppedAt: number | undefined;

  /** `now` in ms, steadily rising. Runs from the first moment; `expire` is called after `limitMs` of real running time. */
  constructor(now: () => number, limitMs: number, expire: () => void) {
    this.#now = now;
    this.#expire = expire;
    this.#leftMs = limitMs;
    this.#arm();
  }

  /** Running time in ms on the clock that was given. */
  readonly now = (): number => (this.#stoppedAt ?? this.#now()) - this.#idleMs;

  /** Stands still until {@link RunClock.go}. */
  pause(): void {
    if (this.#stoppedAt !== undefined) return;
    this.#stoppedAt = this.#now();
    this.#leftMs -= performance.now() - this.#startedAt;
    clearTimeout(this.#timer);
  }

  /** Goes on after a pause. */
  go(): void {
    if (this.#stoppedAt === undefined) return;
    this.#idleMs += this.#now() - this.#stoppedAt;
    this.#stoppedAt = undefined;
    this.#arm();
  }

  /** Never expires from now on. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #arm(): void {
    this.#startedAt = performance.now();
    this.#timer = setTimeout(this.#expire, Math.max(0, this.#leftMs));
  }
}
