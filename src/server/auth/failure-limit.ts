import { steadyNow } from '../../base/clock.ts';

// Ten wrong tokens at once, then one every six seconds: hopeless for guessing, bearable for a typing error.
const BURST = 10;
const REFILL_MS = 6000;
const MOST_ADDRESSES = 10_000;

/** Counts wrong credentials by address and says when an address has had too many. */
export class FailureLimit {
  readonly #buckets = new Map<string, { failures: number; at: number }>();
  readonly #now: () => number;

  /** `now` in ms. */
  constructor(now: () => number = steadyNow) {
    this.#now = now;
  }

  /** Seconds to wait before this address may try again; 0 when it may now. */
  waitSeconds(address: string): number {
    const failures = this.#level(address);
    // Room for a whole one: part of a failure is forgotten at every moment, and would let an eleventh through.
    return failures <= BURST - 1 ? 0 : Math.ceil(((failures - BURST + 1) * REFILL_MS) / 1000);
  }

  /** Notes one wrong credential. */
  fail(address: string): void {
    const failures = this.#level(address) + 1;
    this.#buckets.delete(address);
    this.#buckets.set(address, { failures, at: this.#now() });
    const oldest = this.#buckets.keys().next().value;
    if (this.#buckets.size > MOST_ADDRESSES && oldest !== undefined) this.#buckets.delete(oldest);
  }

  #level(address: string): number {
    const bucket = this.#buckets.get(address);
    if (bucket === undefined) return 0;
    return Math.max(0, bucket.failures - (this.#now() - bucket.at) / REFILL_MS);
  }
}
