import type { DatabaseSync } from 'node:sqlite';
import { DeskhandError } from '../base/errors.ts';
import { exactUsd } from '../models/pricing.ts';
import { dayOf } from './entries.ts';

/** Most that may be spent, in ticks; absent where there is no bound. */
export interface Budgets {
  /** By everything on this machine in one day (UTC). */
  readonly day?: number | undefined;
  /** By one key, in all the time that the ledger knows of. */
  readonly key?: number | undefined;
}

/** What a key wants to spend. */
export interface Claim {
  /** The reservation's id; what it has reserved already does not count against it. */
  readonly id: string;
  readonly key: string;
  readonly ticks: number;
  /** When a reservation that nobody gives back ends, in ms since 1970: its process has died. */
  readonly expires: number;
}

/**
 * Reserves money, or throws `limit_reached` when what is spent, what others have reserved and this claim together would pass
 * a budget. To be called inside a transaction.
 */
export function reserve(db: DatabaseSync, budgets: Budgets, claim: Claim, now: number): void {
  const left = remaining(db, budgets, claim.key, now, claim.id);
  if (claim.ticks > left.ticks) {
    const of = `$${exactUsd(left.budget)}`;
    const what = left.which === 'day' ? `budget of ${of} a day` : `budget of ${of} for this key`;
    const free = `$${exactUsd(Math.max(0, left.ticks))}`;
    throw new DeskhandError(
      'limit_reached',
      `The ${what} has ${free} left and the next call would cost about $${exactUsd(claim.ticks)}.`,
      { hint: 'Raise the budget, wait for the next day (UTC), or use another key.' },
    );
  }
  db.prepare('INSERT OR REPLACE INTO holds VALUES (?, ?, ?, ?, ?)').run(
    claim.id,
    claim.key,
    dayOf(now),
    claim.expires,
    claim.ticks,
  );
}

/** Gives a reservation back. */
export function release(db: DatabaseSync, id: string): void {
  db.prepare('DELETE FROM holds WHERE id = ?').run(id);
}

/** What is left of the tightest budget. */
export interface Remaining {
  /** Infinity without a budget. */
  readonly ticks: number;
  readonly budget: number;
  readonly which: keyof Budgets | undefined;
}

/** What a key may still reserve, its own reservation `except` left out. */
export function remaining(
  db: DatabaseSync,
  budgets: Budgets,
  key: string,
  now: number,
  except = '',
): Remaining {
  db.prepare('DELETE FROM holds WHERE expires <= ?').run(now);
  const day = dayOf(now);
  const all: Remaining[] = [{ ticks: Infinity, budget: Infinity, which: undefined }];
  if (budgets.day !== undefined)
    all.push({ ticks: budgets.day - taken(db, 'day', day, except), budget: budgets.day, which: 'day' });
  if (budgets.key !== undefined)
    all.push({ ticks: budgets.key - taken(db, 'key', key, except), budget: budgets.key, which: 'key' });
  return all.reduce((least, each) => (each.ticks < least.ticks ? each : least));
}

function taken(db: DatabaseSync, column: 'day' | 'key', value: string, except: string): number {
  const spent = db.prepare(`SELECT COALESCE(SUM(ticks), 0) AS sum FROM calls WHERE ${column} = ?`).get(value);
  const held = db
    .prepare(`SELECT COALESCE(SUM(ticks), 0) AS sum FROM holds WHERE ${column} = ? AND id <> ?`)
    .get(value, except);
  return Number(spent?.['sum'] ?? 0) + Number(held?.['sum'] ?? 0);
}
