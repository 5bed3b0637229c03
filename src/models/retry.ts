import { DeskhandError } from '../base/errors.ts';
import type { Failure } from './failure.ts';

/** How often and how long to try again. */
export interface RetryPolicy {
  /** Requests in all, the first one included. */
  readonly tries: number;
  /** First pause; doubles each time. */
  readonly baseMs: number;
  /** Longest pause, also for what a server asks for. */
  readonly capMs: number;
}

/** Five requests within about half a minute, unless the server asks for more. */
export const DEFAULT_RETRIES: RetryPolicy = { tries: 5, baseMs: 500, capMs: 60_000 };

/** The effects of waiting, passed in so that tests need no time. */
export interface Pace {
  /** Current time in ms since 1970. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The real clock. */
export const realPace: Pace = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const abort = (): void => {
        clearTimeout(timer);
        reject(abortReason(signal));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      }, ms);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    }),
};

/**
 * The pause before try `attempt + 1`, in ms: what the server asked for, up to a tenth longer so that several clients do not
 * return together; else doubling from the base with half of it random. Never more than the cap.
 */
export function pauseMs(failure: Failure, attempt: number, policy: RetryPolicy, random: number): number {
  if (failure.afterMs !== undefined && failure.afterMs > 0) {
    return Math.min(policy.capMs, Math.round(failure.afterMs * (1 + random / 10)));
  }
  const full = Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/** What an aborted signal carries, as an error of ours. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof DeskhandError ? reason : new DeskhandError('cancelled', 'The run was cancelled.');
}
