import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import type { Confirmation, OpenConfirmation } from './events.ts';

/** Told when something changes that whoever watches should know. */
export interface InteractionListener {
  /** A question waits for its answer, or no longer does. */
  asked(question: string | undefined): void;
  paused(isPaused: boolean): void;
  /** An act waits for a person's leave, or no longer does. */
  confirming(confirmation: OpenConfirmation | undefined): void;
}

/** What became of a confirmation. */
export type Answer = 'allowed' | 'refused' | 'timeout';

/** What a person may do to a run while it goes on: answer its question, pause it, let it go on. */
export class Interaction {
  readonly #listener: InteractionListener;
  #question: { readonly text: string; readonly answered: PromiseWithResolvers<string> } | undefined;
  #pause: PromiseWithResolvers<void> | undefined;
  #confirmation: { readonly number: number; readonly answered: PromiseWithResolvers<Answer> } | undefined;
  #confirmations = 0;

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

  /** Asks a person to allow an act; after its seconds it counts as refused. Rejects with the signal's reason when aborted. */
  async confirm(confirmation: Confirmation, signal: AbortSignal): Promise<Answer> {
    const number = ++this.#confirmations;
    const answered = Promise.withResolvers<Answer>();
    this.#confirmation = { number, answered };
    this.#listener.confirming({ ...confirmation, number });
    const timer = setTimeout(() => answered.resolve('timeout'), confirmation.seconds * 1000);
    try {
      return await orAborted(answered.promise, signal);
    } finally {
      clearTimeout(timer);
      this.#confirmation = undefined;
      this.#listener.confirming(undefined);
    }
  }

  /** Allows or refuses the act that waits; with its number, only that one. Throws `bad_input` when none waits, or another one. */
  decide(allow: boolean, number?: number): void {
    const open = this.#confirmation;
    if (open !== undefined && (number ?? open.number) === open.number) {
      return open.answered.resolve(allow ? 'allowed' : 'refused');
    }
    throw new DeskhandError('bad_input', 'allow: the run does not ask for that at the moment.', {
      hint: 'Its state shows the confirmation while there is one: GET /v1/tasks/{id}.',
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
