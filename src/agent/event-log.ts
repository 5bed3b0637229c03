import type { RunEvent } from './events.ts';

/** The events of one run: kept, and handed to any number of readers, each from where it wants to begin. */
export class EventLog {
  readonly #events: RunEvent[] = [];
  readonly #wakers = new Set<() => void>();
  #ended = false;

  /** Adds an event; nothing follows `ended`. */
  add(event: RunEvent): void {
    if (this.#ended) return;
    this.#events.push(event);
    this.#ended = event.type === 'ended';
    for (const wake of this.#wakers) wake();
    this.#wakers.clear();
  }

  /** Index of the newest event; -1 when there is none. */
  get last(): number {
    return this.#events.length - 1;
  }

  /** All events with an index above `after`, those to come included; ends after `ended`, or when the signal is aborted. */
  async *read(after = -1, signal?: AbortSignal): AsyncGenerator<RunEvent> {
    for (let index = after + 1; ; index++) {
      const event = this.#events[index] ?? (await this.#next(index, signal));
      if (event === undefined) return;
      yield event;
      if (event.type === 'ended') return;
    }
  }

  async #next(index: number, signal: AbortSignal | undefined): Promise<RunEvent | undefined> {
    while (this.#events[index] === undefined) {
      if (this.#ended || signal?.aborted === true) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wakers.add(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      this.#wakers.delete(resolve);
    }
    return this.#events[index];
  }
}
