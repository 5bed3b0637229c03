import type { ControlLease, Holder } from '../actions/control.ts';

/** How long a person who holds control may be without a connection before the agent gets it back, in ms. */
export const ABSENCE_MS = 30_000;

/**
 * Which person holds the desktop while a human does. The lease says that one does; this says who, so that other
 * viewers stay view-only, and gives the desktop back when that person has gone away.
 */
export class ControlHolder {
  readonly #lease: ControlLease;
  readonly #released: () => Promise<void>;
  readonly #absenceMs: number;
  readonly #viewers = new Map<string, number>();
  #person: string | undefined;
  #absence: NodeJS.Timeout | undefined;

  /** `released` is called whenever a person's input ends, to let go of keys that they held. */
  constructor(lease: ControlLease, released: () => Promise<void>, absenceMs = ABSENCE_MS) {
    this.#lease = lease;
    this.#released = released;
    this.#absenceMs = absenceMs;
    lease.onChange((holder) => {
      if (holder === 'human') return;
      this.#person = undefined;
      clearTimeout(this.#absence);
      void this.#released();
    });
  }

  get holder(): Holder {
    return this.#lease.holder;
  }

  /** Whether this person's input is to be let through. */
  holds(id: string): boolean {
    return this.#lease.holder === 'human' && this.#person === id;
  }

  /** Hands the desktop to a person (the last one who asks has it) or back to the agent. */
  set(holder: Holder, id: string): void {
    if (holder === 'agent') return this.#lease.give();
    if (this.#person !== undefined && this.#person !== id) void this.#released();
    this.#person = id;
    this.#lease.take();
    this.#watchAbsence(id);
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
      void this.#released();
      this.#watchAbsence(id);
    };
  }

  #watchAbsence(id: string): void {
    clearTimeout(this.#absence);
    // A program that took control over HTTP has no connection to lose: it gives back itself.
    if (this.#viewers.has(id) || id === 'token') return;
    this.#absence = setTimeout(() => this.#lease.give(), this.#absenceMs).unref();
  }
}
