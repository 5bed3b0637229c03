import type { PlannedCall } from '../../../../src/models/gate.ts';
import type { Pace } from '../../../../src/models/retry.ts';

/** Time that passes only when everyone waits for it: sleepers wake in the order of their times. */
export class FakeTime implements Pace {
  #now = Date.parse('2026-11-22T12:00:00Z');
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sleepers.push({ at: this.#now + ms, wake: resolve });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }

  /** Lets time pass until `work` is over. */
  async run<T>(work: Promise<T>): Promise<T> {
    const state = { over: false };
    const watched = work.finally(() => {
      state.over = true;
    });
    watched.catch(() => undefined);
    while (!state.over) {
      // Everything that can go on without time goes on first.
      for (let i = 0; i < 50; i++) await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = this.#sleepers.toSorted((a, b) => a.at - b.at);
      if (state.over || next === undefined) continue;
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    return watched;
  }
}

/** A call to plan. */
export const planned = (more: Partial<PlannedCall> = {}): PlannedCall => ({
  model: 'grok-4-1-fast',
  host: 'xai',
  tokens: 1000,
  ticks: 1_000_000,
  ...more,
});

/** An answer of so many ticks and tokens. */
export const paid = (ticks = 1_000_000, tokens = 1000) =>
  ({
    model: 'grok-4-1-fast-reasoning',
    dialect: 'chat',
    usage: { input: tokens, cached: 0, output: 0, reasoning: 0 },
    ticks,
    source: 'provider',
  }) as const;

/** Nobody listens, nothing ends it. */
export const quiet = [new AbortController().signal, () => undefined] as const;
