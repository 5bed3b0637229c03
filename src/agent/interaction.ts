import { DeskhandError, toDeskhandError } from '../base/errors.ts';

/** Told when something changes that whoever watches should know. */
export interface InteractionListener {
  /** A question waits for its answer, or no longer does. */
  asked(question: string | undefined): void;
  paused(isPaused: boolean): void;
}

/** What a person may do to a run while it goes on: answer its question, pause it, let it go on. */
export class Interaction {
  readonly #listener: InteractionListener;
  #question: { readonly text: string; readonly answered: PromiseWithResolvers<string> } | undefined;
  #pause: PromiseWithResolvers<void> | undefined;

  constructor(listener: InteractionListener) {
    this.#listener = listener;
  }

  /** Whether the run is to stand still. */
  get isPaused(): boolean {
    return this.#pause !== undefined;
  }

  /** Puts a question and resolves with its answer; rejects with the signal's reason when aborted. */
  async ask(text: string, signal: AbortSignal): Promise<string> {
    const answered = Promise.withResolvers<string>();
    this.#question = { text, answered };
    this.#listener.asked(text);
    try {
      return await orAborted(answered.promise, signal);
    } finally {
      this.#question = undefined;
      this.#listener.asked(undefined);
    }
  }

  /** Answers the open question; throws `bad_input` when nothing is asked. */
  answer(text: string): void {
    if (this.#question !== undefined) return this.#question.answered.resolve(text);
    throw new DeskhandError('bad_input', 'answer: the run asks nothing at the moment.', {
      hint: 'Its state shows the question while there is one: GET /v1/tasks/{id}.',
    });
  }

  /** Lets the run stop before its next step; does nothing when it is paused already. */
  pause(): void {
    if (this.#pause !== undefined) return;
    this.#pause = Promise.withResolvers<void>();
    this.#listener.paused(true);
  }

  /** Lets a paused run go on; does nothing when it is not paused. */
  resume(): void {
    if (this.#pause === undefined) return;
    this.#pause.resolve();
    this.#pause = undefined;
    this.#listener.paused(false);
  }

  /** Resolves once the run may go on: true when it had to wait. Rejects with the signal's reason when aborted. */
  async untilResumed(signal: AbortSignal): Promise<boolean> {
    let waited = false;
    for (let pause = this.#pause; pause !== undefined; pause = this.#pause) {
      waited = true;
      await orAborted(pause.promise, signal);
    }
    return waited;
  }
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(toDeskhandError(signal.reason));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
