import { createHmac } from 'node:crypto';
import { steadyNow } from '../../base/clock.ts';
import { DeskhandError } from '../../base/errors.ts';
import { readCookie, sessionCookieName } from './cookies.ts';
import { FailureLimit } from './failure-limit.ts';
import { Sessions } from './sessions.ts';
import { Tickets } from './tickets.ts';
import { bearerToken, randomToken, sameSecret } from './token.ts';

/** Who calls: a program with the token, or a person's browser with a session. `id` tells callers apart; a session's is its cookie's value and must not be logged. */
export interface Principal {
  readonly kind: 'token' | 'session';
  readonly id: string;
  /** When a session ends, in ms since the epoch. */
  readonly expires?: number;
}

// A session's holder could try out shorter tokens on its signature, and the token opens more than a session.
const LONG_ENOUGH = 32;

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
  /** Wrong passwords of raw VNC, by address. */
  readonly vncFailures: FailureLimit;
  readonly #token: string;
  readonly #limit: FailureLimit;
  readonly #now: () => number;

  /** `now` in ms since the epoch. With a token of 32 characters or more, viewer sessions outlive a restart that keeps the token. */
  constructor(token: string, now: () => number = steadyNow) {
    this.#token = token;
    this.#now = now;
    this.tickets = new Tickets(now);
    this.sessions = new Sessions(now, token.length < LONG_ENOUGH ? randomToken() : sessionKey(token));
    this.demoSessions = new Sessions(now);
    this.#limit = new FailureLimit(now);
    this.vncFailures = new FailureLimit(now);
  }

  /** The caller. Throws `unauthorized` without valid credentials, `rate_limited` after too many wrong ones from this address. */
  authenticate(credentials: Credentials): Principal {
    const session = readCookie(credentials.cookie, sessionCookieName(credentials.host));
    const token = bearerToken(credentials.authorization);
    if (token !== undefined) return this.#checkToken(token, credentials.address);
    // A session cannot be guessed, and an old cookie is no attack: neither counts as a failure.
    const expires = session === undefined ? undefined : this.sessions.expiry(session);
    if (session !== undefined && expires !== undefined) return { kind: 'session', id: session, expires };
    throw new DeskhandError('unauthorized', 'This needs the token.', {
      hint: 'Send "Authorization: Bearer TOKEN"; the token is DESKHAND_TOKEN, or stands in the first log lines.',
    });
  }

  /** Calls `end` when the caller's session ends; with the token, never. Returns what calls it off. */
  onExpiry({ expires }: Principal, end: () => void): () => void {
    if (expires === undefined) return () => {};
    const timer = setTimeout(end, Math.max(0, expires - this.#now())).unref();
    return () => clearTimeout(timer);
  }

  #checkToken(token: string, address: string): Principal {
    // The right token always opens: behind Docker's proxy all clients share one address. Guessing is hopeless by its length alone.
    if (sameSecret(token, this.#token)) return { kind: 'token', id: 'token' };
    const wait = this.#limit.waitSeconds(address);
    if (wait > 0) {
      throw new DeskhandError('rate_limited', 'Too many wrong tokens from this address.', {
        hint: `Try again in ${wait} s with the right one.`,
        retryAfterS: wait,
      });
    }
    this.#limit.fail(address);
    throw new DeskhandError('unauthorized', 'The token is wrong.', {
      hint: 'The token is DESKHAND_TOKEN, or stands in the first log lines of this container.',
    });
  }
}

function sessionKey(token: string): string {
  return createHmac('sha256', token).update('deskhand viewer sessions').digest('base64url');
}
