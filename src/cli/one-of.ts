import { DeskhandError } from '../base/errors.ts';

/** A flag's value that must be one of a few; undefined stays undefined. Throws `bad_input` that lists them. */
export function oneOf<T extends string>(
  flag: string,
  value: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new DeskhandError('bad_input', `${flag} must be one of ${allowed.join(', ')}, not "${value}".`);
}
