import { steadyNow } from '../../base/clock.ts';
import { DeskhandError } from '../../base/errors.ts';
import { readCookie, sessionCookieName } from './cookies.ts';
import { FailureLimit } from './failure-limit.ts';
import { Sessions } from './sessions.ts';
import { Tickets } from './tickets.ts';
import { bearerToken, sameSecret } from './token.ts';

/** Who calls: a program with the token, or a person's browser with a session. `id` tells callers apart; a session's is its cookie's value and must not be logged. */
export interface Principal {
  readonly kind: 'token' | 'session';
  readonly id: string;
}

/** What of a request decides who calls. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly host: string | undefined;
  /** The peer's IP address. */
  readonly address: string;
}

/** Decides who may call. Loopback is no exception: pages inside the desktop are there too. */
export class Access {
  readonly tickets: Tickets;
  readonly sessions: Sessions;
  readonly demoSessions: Sessions;
  readonly #token: string;
  readonly #limit: FailureLimit;

  /** `now` in ms since the epoch. */
  constructor(token: string, now: () => number = steadyNow) {
    this.#token = token;
    this.tickets = new Tickets(now);
    this.sessions = new Sessions(now);
    this.demoSessions = new Sessions(now);
    this.#limit = new FailureLimit(now);
  }

  /** The caller. Throws `unauthorized` without valid credentials, `rate_limited` after too many wrong ones from this address. */
  authenticate(credentials: Credentials): Principal {
    const session = readCookie(credentials.cookie, sessionCookieName(credentials.host));
    const token = bearerToken(credentials.authorization);
    if (token !== undefined) return this.#checkToken(token, credentials.address);
    // A session cannot be guessed, and an old cookie is no attack: neither counts as a failure.
    if (session !== undefined && this.sessions.has(session)) return { kind: 'session', id: session };
    throw new DeskhandError('unauthorized', 'This needs the token.', {
      hint: 'Send "Authorization: Bearer TOKEN"; the token is DESKHAND_TOKEN, or stands in the first log lines.',
    });
  }

  #checkToken(token: string, address: string): Principal {
    // The right token always opens: behind Docker's proxy all clients share one address, and guessing 192 bits is hopeless.
    if (sameSecret(token, this.#token)) return { kind: 'token', id: 'token' };
    const wait = this.#limit.waitSeconds(address);
    if (wait > 0) {
      throw new DeskhandError('rate_limited', 'Too many wrong tokens from this address.', {
        hint: `Try again in ${wait} s with the right one.`,
      });
    }
    this.#limit.fail(address);
    throw new DeskhandError('unauthorized', 'The token is wrong.', {
      hint: 'The token is DESKHAND_TOKEN, or stands in the first log lines of this container.',
    });
  }
}
