import { DeskhandError } from '../base/errors.ts';
import type { Teardown } from './supervisor/process-spec.ts';

/** Holds what exists only while its process runs, such as the X connection. */
export class Slot<T> {
  readonly #what: string;
  readonly #waiting = new Set<() => void>();
  #value: T | undefined;

  /** `what` names it in the error, as in "the browser". */
  constructor(what: string) {
    this.#what = what;
  }

  /** The value, or undefined while there is none. */
  get current(): T | undefined {
    return this.#value;
  }

  /** The value. Throws `not_ready` while there is none. */
  get(): T {
    if (this.#value !== undefined) return this.#value;
    throw new DeskhandError('not_ready', `${this.#what} is starting.`, {
      hint: 'Try again in a moment; /healthz tells when.',
    });
  }

  /** Resolves once there is a value; rejects with `not_ready` when the signal is aborted before. */
  async filled(signal: AbortSignal): Promise<void> {
    if (this.#value !== undefined) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () =>
      reject(new DeskhandError('not_ready', `stopped while waiting for ${this.#what.toLowerCase()}`));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    this.#waiting.add(resolve);
    try {
      await promise;
    } finally {
      this.#waiting.delete(resolve);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Fills the slot; the result empties it, unless something else is in it by then, and ends the value. */
  fill(value: T, end: () => Promise<void>): Teardown {
    this.#value = value;
    for (const resolve of this.#waiting) resolve();
    return async () => {
      if (this.#value === value) this.#value = undefined;
      await end();
    };
  }
}
