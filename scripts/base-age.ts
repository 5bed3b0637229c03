/** How old a base image may get before it is made or pulled anew: Debian mends what is dangerous within days. */
export const RENEW_AFTER_DAYS = 7;

/** What {@link judgeAge} says. */
export interface Age {
  /** Whole days since the older of the images was made. */
  readonly days: number;
  readonly renew: boolean;
  /** As a person says it: `made today`, `3 days old`. */
  readonly words: string;
}

/**
 * Whether base images that were made at these times are to be renewed. One that is asked for is; a time in the future,
 * as a wrong clock gives, counts as today.
 */
export function judgeAge(
  created: readonly Date[],
  now: Date,
  { fresh = false }: { readonly fresh?: boolean } = {},
): Age {
  const oldest = Math.min(...created.map((date) => date.getTime()));
  const days = Math.max(0, Math.floor((now.getTime() - oldest) / 86_400_000));
  const words = days === 0 ? 'made today' : days === 1 ? '1 day old' : `${days} days old`;
  return { days, renew: fresh || days >= RENEW_AFTER_DAYS, words };
}
