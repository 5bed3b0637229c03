import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { DeskhandError } from '../base/errors.ts';

/** Gives the addresses of a name; rejects as `dns.lookup` does. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

/** Lookups at a time. Each holds a thread of Node's pool (UV_THREADPOOL_SIZE, 12 in the image), which pictures and files need too. */
const AT_A_TIME = 8;
/** A name server that says nothing for so long is given up, in ms. */
const PATIENCE_MS = 10_000;

/**
 * The system's own resolver (hosts file, search domains, name server), with at most 8 lookups at a time: a name server that
 * does not answer must not hold up what else the runner does.
 */
export function systemResolver(resolve: Resolve = (name) => lookup(name, { all: true })): Resolve {
  const waiting: (() => void)[] = [];
  let free = AT_A_TIME;
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return async (name) => {
    if (free > 0) free--;
    else await new Promise<void>((turn) => waiting.push(turn));
    // The thread is held until the lookup ends, whoever still waits for it.
    const found = resolve(name);
    void found.then(leave, leave);
    return withinTime(found, name);
  };
}

async function withinTime<T>(work: Promise<T>, name: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new DeskhandError('timeout', `The name server did not answer for ${name}.`)),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
