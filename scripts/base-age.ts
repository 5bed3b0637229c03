/** How old a base image may get before it is made or pulled anew: Debian mends what is dangerous within days. */
export const RENEW_AFTER_DAYS = 7;

/** How long after an attempt to renew them the next one is made: upstream's newest image may itself be old. */
const ATTEMPT_EVERY_MS = 86_400_000;

/** What {@link judgeAge} says. */
export interface Age {
  /** Whole days since the older of the images was made. */
  readonly days: number;
  readonly renew: boolean;
  /** As a person says it: `made today`, `3 days old`. */
  readonly words: string;
}

/**
 * Whether base images that were made at these times are to be renewed, `attempted` being when that was last tried: at most
 * once a day. One that is asked for is; an age in the future, as a wrong clock gives, counts as today, and such an attempt
 * as none.
 */
export function judgeAge(
  created: readonly Date[],
  now: Date,
  { fresh = false, attempted }: { readonly fresh?: boolean; readonly attempted?: Date | undefined } = {},
): Age {
  const oldest = Math.min(...created.map((date) => date.getTime()));
  const days = Math.max(0, Math.floor((now.getTime() - oldest) / 86_400_000));
  const words = days === 0 ? 'made today' : days === 1 ? '1 day old' : `${days} days old`;
  const since = attempted === undefined ? Infinity : now.getTime() - attempted.getTime();
  const isTried = since >= 0 && since < ATTEMPT_EVERY_MS;
  return { days, renew: fresh || (days >= RENEW_AFTER_DAYS && !isTried), words };
}
