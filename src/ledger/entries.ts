import type { DatabaseSync } from 'node:sqlite';
import type { Usage } from '../models/model.ts';

/** One paid call as the ledger keeps it. */
export interface LedgerEntry {
  /** Unique: an entry that is there already is left as it is, so that writing twice counts once. */
  readonly id: string;
  /** Time in ms since 1970. */
  readonly at: number;
  readonly run?: string | undefined;
  readonly task?: string | undefined;
  /** The model that was asked for, and the one that answered. */
  readonly asked: string;
  readonly model: string;
  readonly host: string;
  /** See `keyName`. */
  readonly key: string;
  readonly usage: Pick<Usage, 'input' | 'cached' | 'output' | 'reasoning'>;
  readonly ticks: number;
  /** Who told the price. */
  readonly source: 'provider' | 'registry' | 'run';
}

const MAX_TASK = 500;

/** The day that a moment belongs to, in UTC as providers count: `2026-11-22`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Writes an entry; false when it was there already. */
export function insertEntry(db: DatabaseSync, entry: LedgerEntry): boolean {
  const { usage } = entry;
  const { changes } = db
    .prepare(`INSERT OR IGNORE INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(
      entry.id,
      entry.at,
      dayOf(entry.at),
      entry.run ?? null,
      entry.task?.slice(0, MAX_TASK) ?? null,
      entry.asked,
      entry.model,
      entry.host,
      entry.key,
      usage.input,
      usage.cached,
      usage.output,
      usage.reasoning,
      entry.ticks,
      entry.source,
    );
  return Number(changes) > 0;
}
