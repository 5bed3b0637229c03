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
  #letGo: Promise<void> = Promise.resolve();

  /** `released` is called whenever a person's input ends, to let go of keys that they held. */
  constructor(lease: ControlLease, released: () => Promise<void>, absenceMs = ABSENCE_MS) {
    this.#lease = lease;
    this.#released = released;
    this.#absenceMs = absenceMs;
    lease.onChange((holder) => {
      if (holder === 'human') return;
      this.#person = undefined;
      clearTimeout(this.#absence);
      void this.#release();
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
    if (this.#person !== undefined && this.#person !== id) void this.#release();
    this.#take(id);
    this.#watchAbsence(id);
  }

  /**
   * For a client that has no button to take over with: its first press of a key or button takes the desktop from the agent,
   * never from another person, and 30 s without input give it back. What the agent held down is let go ({@link ready}).
   */
  takeByInput(id: string): void {
    if (this.#lease.holder === 'human') return;
    this.#take(id);
    this.#absence = setTimeout(() => this.#give(), this.#absenceMs).unref();
    void this.#release();
  }

  /** Fires when the desktop changes hands next, or the viewer of whoever holds it is gone. */
  get turn(): AbortSignal {
    return this.#turn.signal;
  }

  /** Resolves once everything is let go that was held down by whoever had the desktop before: input must wait for it. */
  ready(): Promise<void> {
    return this.#letGo;
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
      if (!this.holds(id)) return;
      void this.#release();
      this.#watchAbsence(id);
    };
  }

  #take(id: string): void {
    clearTimeout(this.#absence);
    // From one person to the next the agent never had it: what both did counts as one handover.
    if (this.#lease.holder === 'agent') this.#tally = new InputTally();
    this.#person = id;
    this.#lease.take();
  }

  /** Ends the turn: what is still to be played of it is dropped, and what is down is let go. */
  #release(): Promise<void> {
    this.#turn.abort();
    this.#turn = new AbortController();
    this.#letGo = this.#released();
    return this.#letGo;
  }

  #give(): void {
    this.#lease.give(this.#tally.input);
  }

  #watchAbsence(id: string): void {
    clearTimeout(this.#absence);
    // A program that took control over HTTP has no connection to lose: it gives back itself.
    if (this.#viewers.has(id) || id === 'token') return;
    this.#absence = setTimeout(() => this.#give(), this.#absenceMs).unref();
  }
}
