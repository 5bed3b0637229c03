import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DeskhandError } from '../base/errors.ts';

/** How long a process waits for another one's transaction, which takes a few milliseconds. */
const BUSY_MS = 15_000;

const VERSION = 1;

const SCHEMA = `
CREATE TABLE calls (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, day TEXT NOT NULL, run TEXT, task TEXT,
  asked TEXT NOT NULL, model TEXT NOT NULL, host TEXT NOT NULL, key TEXT NOT NULL,
  input INTEGER NOT NULL, cached INTEGER NOT NULL, output INTEGER NOT NULL, reasoning INTEGER NOT NULL,
  ticks INTEGER NOT NULL, source TEXT NOT NULL
) STRICT;
CREATE INDEX calls_by_day ON calls (day);
CREATE INDEX calls_by_key ON calls (key);
CREATE TABLE holds (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, day TEXT NOT NULL, expires INTEGER NOT NULL, ticks INTEGER NOT NULL
) STRICT;
CREATE TABLE slots (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, bucket TEXT NOT NULL,
  at INTEGER NOT NULL, requests INTEGER NOT NULL, tokens INTEGER NOT NULL
) STRICT;
CREATE INDEX slots_by_bucket ON slots (bucket, at);
CREATE TABLE limits (
  bucket TEXT PRIMARY KEY, rpm INTEGER, tpm INTEGER, paused_until INTEGER NOT NULL DEFAULT 0
) STRICT;
PRAGMA user_version = ${VERSION};
`;

/** The ledger's database: what calls cost, what is reserved, and the limits that all who share a key keep. */
export interface Book extends Disposable {
  readonly db: DatabaseSync;
  /** Runs `work` while no other process changes anything; all of it is kept or nothing. */
  transact<T>(work: (db: DatabaseSync) => T): T;
}

/**
 * Opens the book, making file and folder when they are not there; `:memory:` is a book of this process alone. Several
 * processes may have it open. What is committed survives a crash and a power cut. Throws `not_ready` that names the file.
 */
export function openBook(path: string): Book {
  try {
    return new OpenBook(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DeskhandError('not_ready', `The ledger ${path} cannot be opened: ${why}`, {
      hint: 'Check its folder and permissions, or name another file with DESKHAND_LEDGER.',
      cause,
    });
  }
}

class OpenBook implements Book {
  readonly db: DatabaseSync;

  constructor(path: string) {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.db = new DatabaseSync(path, { timeout: BUSY_MS });
    // Tasks in words are nobody else's business.
    if (path !== ':memory:') chmodSync(path, 0o600);
    writeAhead(this.db);
    this.db.exec('PRAGMA synchronous = FULL');
    this.transact((db) => migrate(db));
  }

  transact<T>(work: (db: DatabaseSync) => T): T {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work(this.db);
      this.db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  [Symbol.dispose](): void {
    if (this.db.isOpen) this.db.close();
  }
}

/** SQLite's code for what another connection holds. */
const SQLITE_BUSY = 5;
/** Between two tries, in ms; SQLite has no event for it. */
const AGAIN_MS = 5;

/**
 * Has the book written ahead. Of several that make it anew at once, SQLite turns some away without waiting, as each would wait for
 * the other; they try again.
 */
function writeAhead(db: DatabaseSync): void {
  const end = performance.now() + BUSY_MS;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
      if (!isBusy || performance.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
    }
  }
}

function migrate(db: DatabaseSync): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version === 0) db.exec(SCHEMA);
  if (version > VERSION) throw new Error(`it was written by a newer version (${version}, not ${VERSION})`);
}
