import { steadyNow } from '../../base/clock.ts';
import { randomToken } from './token.ts';

/** How long a session lasts, in ms. */
export const SESSION_MS = 12 * 60 * 60 * 1000;

const MOST = 1000;

/** Sessions of people's browsers. A session's value is random and has nothing of the token in it. */
export class Sessions {
  readonly #expiry = new Map<string, number>();
  readonly #now: () => number;

  /** `now` in ms since the epoch. */
  constructor(now: () => number = steadyNow) {
    this.#now = now;
  }

  /** Opens a session and gives its value for the cookie. */
  open(): string {
    for (const [id, expires] of this.#expiry) if (expires <= this.#now()) this.#expiry.delete(id);
    const oldest = this.#expiry.keys().next().value;
    if (this.#expiry.size >= MOST && oldest !== undefined) this.#expiry.delete(oldest);
    const id = randomToken();
    this.#expiry.set(id, this.#now() + SESSION_MS);
    return id;
  }

  /** Whether a cookie's value is a session that lasts. */
  has(id: string): boolean {
    return (this.#expiry.get(id) ?? 0) > this.#now();
  }
}
