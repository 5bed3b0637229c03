import { over } from '../actions/control.ts';
import type { ControlLease, Handover, Holder } from '../actions/control.ts';
import { InputTally } from './vnc/input-tally.ts';

/** How long a person who holds control may be without a connection before the agent gets it back, in ms. */
export const ABSENCE_MS = 30_000;

/**
 * Which person holds the desktop while a human does. The lease says that one does; this says who, so that other
 * viewers stay view-only, counts what that person does, and gives the desktop back when they have gone away.
 */
export class ControlHolder {
  readonly #lease: ControlLease;
  readonly #released: () => Promise<void>;
  readonly #absenceMs: number;
  readonly #viewers = new Map<string, number>();
  #person: string | undefined;
  #absence: NodeJS.Timeout | undefined;
  #tally = new InputTally();
  #turn = new AbortController();
  readonly #plays = new Set<Promise<void>>();
  #isTakenByInput = false;

  /** `released` is called whenever a person's input ends, to let go of keys that they held. */
  constructor(lease: ControlLease, released: () => Promise<void>, absenceMs = ABSENCE_MS) {
    this.#lease = lease;
    this.#released = released;
    this.#absenceMs = absenceMs;
    lease.onChange((holder) => {
      if (holder === 'human') return;
      this.#person = undefined;
      this.#isTakenByInput = false;
      clearTimeout(this.#absence);
      this.#release();
    });
  }

  get holder(): Holder {
    return this.#lease.holder;
  }

  /** The last time that a person held the desktop; undefined when none has yet. */
  get lastHandover(): Handover | undefined {
    return this.#lease.handoversSince(this.#lease.handovers - 1)[0];
  }

  /** Whether this person's input is to be let through. */
  holds(id: string): boolean {
    return this.#lease.holder === 'human' && this.#person === id;
  }

  /** Hands the desktop to a person (the last one who asks has it) or back to the agent. */
  set(holder: Holder, id: string): void {
    if (holder === 'agent') return this.#give();
    if (this.#person !== undefined && this.#person !== id) this.#release();
    this.#take(id);
    this.#watchAbsence(id);
  }

  /**
   * For a client that has no button to take over with: its first press of a key or button takes the desktop from the agent,
   * never from another person, and 30 s without input, or the playing of it, give it back. What the agent held down is let go ({@link ready}).
   */
  takeByInput(id: string): void {
    if (this.#lease.holder === 'human') return;
    this.#take(id);
    this.#isTakenByInput = true;
    this.#giveWhenIdle();
    this.#release();
  }

  /** Fires when the desktop changes hands next, or the viewer of whoever holds it is gone. */
  get turn(): AbortSignal {
    return this.#turn.signal;
  }

  /**
   * Resolves once whatever had the desktop before has ended what it was doing, and everything is let go that it held down:
   * input must wait for it. An action that ignores its end is waited for 6 s at most (`HAND_OVER_MS`).
   */
  ready(): Promise<void> {
    return this.#lease.ready();
  }

  /** Runs what plays a person's input, which ends when {@link turn} fires: whoever comes next waits for it. */
  async during(play: () => Promise<void>): Promise<void> {
    const playing = play();
    this.#plays.add(playing);
    try {
      await playing;
    } finally {
      this.#plays.delete(playing);
      // While it is being played nothing more is read, so that no input could say that the person is there.
      if (this.#isTakenByInput) this.#absence?.refresh();
    }
  }

  /** Counts one message of input that was let through. */
  note(message: Buffer): void {
    this.#tally.add(message);
  }

  /** Notes input of a client that has taken over by it: its time without input begins anew. */
  noteByInput(message: Buffer): void {
    this.#tally.add(message);
    this.#absence?.refresh();
  }

  /** Gives the desktop back if this client holds it: it has gone for good. */
  left(id: string): void {
    if (this.holds(id)) this.#give();
  }

  /** Notes that a viewer of this person has connected; call the result once when it is gone. */
  connected(id: string): () => void {
    this.#viewers.set(id, (this.#viewers.get(id) ?? 0) + 1);
    if (this.#person === id) clearTimeout(this.#absence);
    return () => {
      const left = (this.#viewers.get(id) ?? 1) - 1;
      if (left > 0) this.#viewers.set(id, left);
      else this.#viewers.delete(id);
      // In another tab the same person goes on.
      if (left > 0 || !this.holds(id)) return;
      this.#release();
      this.#watchAbsence(id);
    };
  }

  #take(id: string): void {
    clearTimeout(this.#absence);
    this.#isTakenByInput = false;
    // From one person to the next the agent never had it: what both did counts as one handover.
    if (this.#lease.holder === 'agent') this.#tally = new InputTally();
    this.#person = id;
    this.#lease.take();
  }

  /** Ends the turn: what is still to be played of it is dropped, and what is down is let go. */
  #release(): void {
    this.#turn.abort();
    this.#turn = new AbortController();
    // What is being played may still press something before it ends.
    const plays = [...this.#plays];
    this.#lease.holdOff(plays.length === 0 ? this.#released() : over(plays).then(this.#released));
  }

  #give(): void {
    this.#lease.give(this.#tally.input);
  }

  #giveWhenIdle(): void {
    this.#absence = setTimeout(() => {
      if (this.#plays.size > 0) this.#giveWhenIdle();
      else this.#give();
    }, this.#absenceMs).unref();
  }

  #watchAbsence(id: string): void {
    clearTimeout(this.#absence);
    // A program that took control over HTTP has no connection to lose: it gives back itself.
    if (this.#viewers.has(id) || id === 'token') return;
    this.#absence = setTimeout(() => this.#give(), this.#absenceMs).unref();
  }
}
