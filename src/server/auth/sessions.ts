import { createHmac } from 'node:crypto';
import { steadyNow } from '../../base/clock.ts';
import { randomToken, sameSecret } from './token.ts';

/** How long a session lasts, in ms. */
export const SESSION_MS = 12 * 60 * 60 * 1000;

/**
 * Sessions of people's browsers. A session's value is its end, a random part and a signature: nothing is kept, so that sessions
 * outlive a restart of the desktop where its key does.
 */
export class Sessions {
  readonly #key: string;
  readonly #now: () => number;

  /** `now` in ms since the epoch. `key` signs; whoever has it can make sessions. */
  constructor(now: () => number = steadyNow, key: string = randomToken()) {
    this.#now = now;
    this.#key = key;
  }

  /** Opens a session and gives its value for the cookie. */
  open(): string {
    const text = `${Math.floor(this.#now() + SESSION_MS).toString(36)}.${randomToken()}`;
    return `${text}.${this.#sign(text)}`;
  }

  /** When the session of this cookie's value ends, in ms since the epoch; undefined when it has ended or was never opened. */
  expiry(id: string): number | undefined {
    const [, text = '', end = '', signature = ''] = /^(([\da-z]+)\.[\w-]+)\.([\w-]+)$/.exec(id) ?? [];
    if (text === '' || !sameSecret(signature, this.#sign(text))) return undefined;
    const expires = Number.parseInt(end, 36);
    return expires > this.#now() ? expires : undefined;
  }

  /** Whether a cookie's value is a session that lasts. */
  has(id: string): boolean {
    return this.expiry(id) !== undefined;
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}
