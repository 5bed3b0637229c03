import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeskhandError } from './errors.ts';

/** Lets go of a lock. */
export type Unlock = () => void;

/** How often a lock that another one has is tried again, in ms. */
const RETRY_MS = 20;

/** SQLite's result code for a file that somebody else has locked. */
const SQLITE_BUSY = 5;

/**
 * Locks a file, which is made when there is none, or gives undefined while another connection, of this process or another one, has
 * it locked. The kernel unlocks it when this process ends, however it does. Of all locks that Node has, only SQLite's is one of the
 * kernel's on every system; nothing is ever written to the file. Throws `not_ready` where there can be no such file.
 */
export function tryLock(path: string): Unlock | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 0 });
    // No second file beside it.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    db?.close();
    if (isBusy(cause)) return undefined;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DeskhandError('not_ready', `${path} cannot be locked: ${why}`, { cause });
  }
  const locked = db;
  return () => locked.close();
}

/** Locks a file as {@link tryLock} does, once nobody else has it locked; throws the signal's reason when that fires first. */
export async function lock(path: string, signal?: AbortSignal): Promise<Unlock> {
  for (;;) {
    signal?.throwIfAborted();
    const unlock = tryLock(path);
    if (unlock !== undefined) return unlock;
    // The kernel tells nobody that a lock is free.
    await sleep(RETRY_MS);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
