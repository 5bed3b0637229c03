import type { Book } from './book.ts';
import { release, remaining, reserve } from './budgets.ts';
import type { Budgets } from './budgets.ts';
import { insertEntry } from './entries.ts';
import type { LedgerEntry } from './entries.ts';

/** A run whose calls are made elsewhere, in a desktop, and are told step by step. */
export interface RunAccount {
  /** What the run may spend in ticks: what it asked for, or what the budgets leave if that is less. */
  readonly granted: number;
  /** Books one step of a run; a step that was booked before is not counted again. */
  book(entry: Omit<LedgerEntry, 'key'>): void;
  /** Gives back what was not spent. */
  close(): void;
}

/** What an account is opened for. */
export interface RunAccountOptions {
  readonly id: string;
  readonly key: string;
  readonly budgets: Budgets;
  /** The run's own limit in ticks. */
  readonly wanted: number;
  /** When the reservation ends if nobody closes the account, in ms since 1970. */
  readonly expires: number;
  readonly now: number;
}

/**
 * Reserves what a run may spend, so that runs at the same time cannot pass a budget together. Throws `limit_reached` when
 * nothing is left.
 */
export function openRunAccount(book: Book, options: RunAccountOptions): RunAccount {
  const { id, key, budgets, now, expires } = options;
  const granted = book.transact((db) => {
    const left = remaining(db, budgets, key, now).ticks;
    // With nothing left the whole wish is asked for, which is refused with the right sentence.
    const ticks = left > 0 ? Math.min(options.wanted, left) : options.wanted;
    reserve(db, budgets, { id, key, ticks, expires }, now);
    return ticks;
  });
  return {
    granted,
    book: (entry) =>
      book.transact((db) => {
        if (!insertEntry(db, { ...entry, key })) return;
        db.prepare('UPDATE holds SET ticks = MAX(0, ticks - ?) WHERE id = ?').run(entry.ticks, id);
      }),
    close: () => book.transact((db) => release(db, id)),
  };
}
