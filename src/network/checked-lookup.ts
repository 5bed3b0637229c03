import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import type { Resolve } from './names.ts';
import type { Refusal } from './rules.ts';

/** Why an address must not be connected to, or undefined. */
export type RefuseAddress = (address: string) => Refusal | undefined;

/**
 * A lookup for `net.connect` that gives only addresses which may be connected to, so that what was checked and what is
 * connected to cannot differ (DNS rebinding). Fails with the refusal when none is left. Node asks it for names only:
 * addresses are the caller's to check.
 */
export function checkedLookup(resolve: Resolve, refuse: RefuseAddress): LookupFunction {
  return (name, options, callback) => {
    const answer = (error: Error | null, found: readonly LookupAddress[]): void => {
      const [first] = found;
      if (error !== null || first === undefined) callback(error, '', 0);
      else if (options.all === true) callback(null, [...found]);
      else callback(null, first.address, first.family);
    };
    resolveChecked(name, resolve, refuse).then(
      (found) => answer(null, found),
      (error: unknown) => answer(error instanceof Error ? error : new Error(String(error)), []),
    );
  };
}

/** A name's addresses that may be connected to; throws the refusal when none may, and what `resolve` throws. */
export async function resolveChecked(
  name: string,
  resolve: Resolve,
  refuse: RefuseAddress,
): Promise<readonly LookupAddress[]> {
  const family = isIP(name);
  const found = family === 0 ? await resolve(name) : [{ address: name, family }];
  const open = found.filter(({ address }) => refuse(address) === undefined);
  const [closed] = found;
  const refusal = open.length > 0 || closed === undefined ? undefined : refuse(closed.address);
  if (refusal !== undefined) throw refusal;
  if (open.length === 0) throw Object.assign(new Error(`${name} has no address`), { code: 'ENOTFOUND' });
  return open;
}
