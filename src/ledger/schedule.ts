/** One call in a limit's window: when it starts or started (ms since 1970), how many requests and tokens it counts for. */
export interface Slot {
  readonly at: number;
  readonly requests: number;
  readonly tokens: number;
}

/** Most requests and tokens in any minute; Infinity where nothing is known. */
export interface MinuteLimits {
  readonly rpm: number;
  readonly tpm: number;
}

/** A minute and a little: a server sees calls a moment after they were sent, and not all equally late. */
export const WINDOW_MS = 60_500;

/**
 * When a call of so many tokens may start at the earliest, not before `now`, such that no window of a minute ending there
 * passes a limit. `slots` are all other calls, in any order, also those that have yet to start. A call that is larger than
 * the token limit itself gets an empty window: refusing it for ever would help nobody.
 */
export function earliestStart(
  slots: readonly Slot[],
  limits: MinuteLimits,
  tokens: number,
  now: number,
): number {
  const newestFirst = slots.toSorted((a, b) => b.at - a.at);
  let requestsInside = 1;
  let tokensInside = tokens;
  for (const slot of newestFirst) {
    requestsInside += slot.requests;
    tokensInside += slot.tokens;
    if (requestsInside > limits.rpm || tokensInside > limits.tpm) return Math.max(now, slot.at + WINDOW_MS);
  }
  return now;
}
