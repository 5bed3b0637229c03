import { DeskhandError } from '../base/errors.ts';
import type { Gate } from '../models/gate.ts';

/** What keeping limits and budgets has cost a process so far. */
export interface GateCounts {
  /** Calls that were let through. */
  readonly calls: number;
  /** Calls that wait now. */
  readonly waiting: number;
  /** Calls that had to wait, or were told by the provider to. */
  readonly waits: number;
  /** How long they waited, those that wait now included, in ms. */
  readonly waitedMs: number;
  /** Calls that were not made because a budget would have been passed. */
  readonly refused: number;
  /** Calls that the provider turned away for its rate limit all the same. */
  readonly rateLimited: number;
}

/** Counts over all gates that it watches, be they of this process or served by another. `now` in ms, steadily rising. */
export class GateMeter {
  readonly #now: () => number;
  readonly #since = new Map<symbol, number>();
  #calls = 0;
  #waits = 0;
  #waitedMs = 0;
  #refused = 0;
  #rateLimited = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The sums at this moment. */
  get counts(): GateCounts {
    const now = this.#now();
    const open = [...this.#since.values()].reduce((sum, from) => sum + now - from, 0);
    return {
      calls: this.#calls,
      waiting: this.#since.size,
      waits: this.#waits,
      waitedMs: this.#waitedMs + open,
      refused: this.#refused,
      rateLimited: this.#rateLimited,
    };
  }

  /** The same gate, counted. */
  watch(gate: Gate): Gate {
    return {
      enter: async (call, signal, onWait) => {
        const id = Symbol(call.model);
        try {
          const pass = await gate.enter(call, signal, (reason, ms) => {
            if (!this.#since.has(id)) this.#waits++;
            if (!this.#since.has(id)) this.#since.set(id, this.#now());
            onWait(reason, ms);
          });
          this.#calls++;
          return {
            answered: (paid, learned) => pass.answered(paid, learned),
            failed: (learned, pauseMs) => {
              if (pauseMs !== undefined) this.#turnedAway(pauseMs);
              return pass.failed(learned, pauseMs);
            },
          };
        } catch (error) {
          if (error instanceof DeskhandError && error.code === 'limit_reached') this.#refused++;
          throw error;
        } finally {
          const since = this.#since.get(id);
          if (since !== undefined) this.#waitedMs += this.#now() - since;
          this.#since.delete(id);
        }
      },
    };
  }

  /** The client itself waits out what the provider asks for, before it comes to the gate again. */
  #turnedAway(pauseMs: number): void {
    this.#rateLimited++;
    this.#waits++;
    this.#waitedMs += pauseMs;
  }
}
