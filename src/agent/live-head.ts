import type { Secrets } from '../actions/action.ts';
import type { OpenConfirmation, RunHead } from './events.ts';
import { maskHead } from './mask-record.ts';
import type { Tally } from './tally.ts';

/** The head of a run that goes on: its state, what waits for a person, and its totals, without any secret's value. */
export class LiveHead {
  readonly #tally: Tally;
  readonly #secrets: Secrets;
  readonly #isJson: boolean;
  #head: RunHead;

  /** With `isJson` the task has a schema for its result. */
  constructor(
    head: RunHead,
    tally: Tally,
    { secrets, isJson }: { readonly secrets: Secrets; readonly isJson: boolean },
  ) {
    this.#head = head;
    this.#tally = tally;
    this.#secrets = secrets;
    this.#isJson = isJson;
  }

  /** The head as it is now. */
  get now(): RunHead {
    return this.#head;
  }

  /** Takes in a change, and with it the totals as they are now. */
  update(change: Partial<RunHead>): void {
    const { totals, answeredBy } = { totals: this.#tally.totals(), answeredBy: this.#tally.answeredBy };
    this.#head = maskHead({ ...this.#head, totals, answeredBy, ...change }, this.#secrets, {
      isJson: this.#isJson,
    });
  }

  /** A question waits for its answer; undefined: it has come. */
  asked(question: string | undefined, isPaused: boolean): void {
    const { question: _, ...head } = this.#head;
    this.#head = head;
    this.update({
      ...(question === undefined ? {} : { question }),
      state: this.#stateWhen(isPaused, question),
    });
  }

  /** An act waits until a person has allowed or refused it; undefined: that has been said. */
  confirming(confirmation: OpenConfirmation | undefined, isPaused: boolean): void {
    const { confirmation: _, ...head } = this.#head;
    this.#head = head;
    const state = this.#stateWhen(isPaused, confirmation);
    this.update({ ...(confirmation === undefined ? {} : { confirmation }), state });
  }

  /** The run stands still before its next step, or goes on. */
  paused(isPaused: boolean): void {
    const { question, confirmation } = this.#head;
    this.update({ state: this.#stateWhen(isPaused, question ?? confirmation) });
  }

  /** Nothing waits for a person any more. */
  end(change: Partial<RunHead>): void {
    const { question: _, confirmation: __, ...head } = this.#head;
    this.#head = head;
    this.update({ ...change, state: 'ended', endedAt: new Date().toISOString() });
  }

  #stateWhen(isPaused: boolean, open: string | OpenConfirmation | undefined): RunHead['state'] {
    if (isPaused) return 'paused';
    return open === undefined ? 'running' : 'waiting';
  }
}
