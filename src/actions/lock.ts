import { DeskhandError } from '../base/errors.ts';

/**
 * A first-come, first-served lock. One of them serialises all input of a desktop, so that two clients' key strokes
 * cannot mix. A caller that gives up while it waits never gets its turn and holds up nobody.
 */
export class Lock {
  #tail: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all earlier work is over. Throws `cancelled`, without running it, when `signal` fires first. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const previous = this.#tail;
    const turn = Promise.withResolvers<void>();
    this.#tail = previous.then(() => turn.promise);
    try {
      await waitFor(previous, signal);
      return await work();
    } finally {
      turn.resolve();
    }
  }
}

/** Waits for earlier work. Throws `cancelled` when `signal` has fired or fires first. */
export async function waitFor(previous: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const abort = Promise.withResolvers<never>();
  const onAbort = () =>
    abort.reject(new DeskhandError('cancelled', 'The call was cancelled while it waited for its turn.'));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([previous, abort.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
