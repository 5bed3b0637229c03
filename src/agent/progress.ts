/** What to do about a turn. */
export type ProgressVerdict = 'go_on' | 'nudge' | 'stop';

/** The same turn on the same screen so many times. */
const NUDGE_AT = 3;
const STOP_AT = 6;
/** So many turns in a row that were to act and changed nothing. */
const STILL_NUDGE = 8;
const STILL_STOP = 16;
/** Waiting for something slow is no loop yet. */
const WAIT_FACTOR = 3;
/** Turns that are looked back on; a longer circle is not found. */
const WINDOW = 24;

/**
 * Notices a model that goes in circles (the same calls leading to the same screen, also with others in between) or that gets
 * nowhere (whatever it does, the screen stays as it is).
 */
export class ProgressWatch {
  readonly #seen: string[] = [];
  #still = 0;

  /** Judges a turn by its calls, by the screen it led to (`signature` without pixels), and whether it was to act but no pixel changed. */
  judge(
    calls: readonly { readonly name: string; readonly arguments: string }[],
    signature: string,
    isStill = false,
  ): ProgressVerdict {
    const key = JSON.stringify([calls.map((call) => [call.name, call.arguments]), signature]);
    this.#seen.push(key);
    if (this.#seen.length > WINDOW) this.#seen.shift();
    const times = this.#seen.filter((each) => each === key).length;
    const factor = calls.every((call) => call.name === 'wait') ? WAIT_FACTOR : 1;
    this.#still = isStill ? this.#still + 1 : 0;
    if (times >= STOP_AT * factor || this.#still >= STILL_STOP) return 'stop';
    if (this.#still === STILL_NUDGE) return 'nudge';
    return times % (NUDGE_AT * factor) === 0 ? 'nudge' : 'go_on';
  }
}
