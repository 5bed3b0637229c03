import { steadyNow } from '../../base/clock.ts';
import { randomToken } from './token.ts';

/** What a ticket opens: the viewer, or the demo pages only. */
export type TicketKind = 'viewer' | 'demo';

/** How long a ticket may wait to be used, in ms. */
export const TICKET_MS = 30_000;

// Far above any honest use; keeps a client that only asks for tickets from filling the memory.
const MOST = 1000;

/** One-time tickets: each opens one thing once, within {@link TICKET_MS}. */
export class Tickets {
  readonly #open = new Map<string, { readonly kind: TicketKind; readonly expires: number }>();
  readonly #now: () => number;

  /** `now` in ms since the epoch. */
  constructor(now: () => number = steadyNow) {
    this.#now = now;
  }

  /** A new ticket and when it expires (ms since the epoch). */
  issue(kind: TicketKind): { readonly ticket: string; readonly expires: number } {
    this.#dropExpired();
    const oldest = this.#open.keys().next().value;
    if (this.#open.size >= MOST && oldest !== undefined) this.#open.delete(oldest);
    const ticket = randomToken();
    const expires = this.#now() + TICKET_MS;
    this.#open.set(ticket, { kind, expires });
    return { ticket, expires };
  }

  /** Uses a ticket up. False when it is unknown, used, expired or of another kind. */
  redeem(kind: TicketKind, ticket: string): boolean {
    const found = this.#open.get(ticket);
    if (found === undefined || found.kind !== kind) return false;
    this.#open.delete(ticket);
    return found.expires > this.#now();
  }

  #dropExpired(): void {
    for (const [ticket, { expires }] of this.#open) if (expires <= this.#now()) this.#open.delete(ticket);
  }
}
