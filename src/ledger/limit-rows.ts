import type { DatabaseSync } from 'node:sqlite';
import type { LearnedLimits } from '../models/rate-headers.ts';
import { WINDOW_MS, earliestStart } from './schedule.ts';
import type { MinuteLimits, Slot } from './schedule.ts';

/** A call's place in its bucket: all calls of one key to one model of one host. */
export interface Place {
  readonly bucket: string;
  readonly id: string;
  readonly tokens: number;
  /** Limits that hold until a server has told better ones. */
  readonly assumed: { readonly rpm: number; readonly tpm: number } | undefined;
}

/**
 * Takes the earliest start that the limits allow, or keeps the one taken before if it has come and still fits. Returns it, in
 * ms since 1970: up to `now` the call may be made. First come, first served. To be called inside a transaction.
 */
export function takePlace(db: DatabaseSync, place: Place, now: number): number {
  db.prepare('DELETE FROM slots WHERE at <= ?').run(now - WINDOW_MS);
  const limits = limitsOf(db, place);
  const own = db.prepare('SELECT seq, at FROM slots WHERE id = ?').get(place.id);
  // On the day a place was waited for, only those before it count; a new place queues up behind everyone.
  const before =
    own === undefined
      ? slotsOf(db, place)
      : slotsOf(db, place, Math.min(now, Number(own['at'])), Number(own['seq']));
  const start = Math.max(earliestStart(before, limits, place.tokens, now), limits.pausedUntil);
  if (own !== undefined && start <= now) {
    db.prepare('UPDATE slots SET at = ? WHERE id = ?').run(now, place.id);
    return now;
  }
  const at =
    own === undefined
      ? start
      : Math.max(earliestStart(slotsOf(db, place), limits, place.tokens, now), limits.pausedUntil);
  db.prepare('DELETE FROM slots WHERE id = ?').run(place.id);
  db.prepare('INSERT INTO slots (id, bucket, at, requests, tokens) VALUES (?, ?, ?, 1, ?)').run(
    place.id,
    place.bucket,
    at,
    place.tokens,
  );
  return at;
}

/** Leaves the queue: nothing was sent. */
export function leavePlace(db: DatabaseSync, id: string): void {
  db.prepare('DELETE FROM slots WHERE id = ?').run(id);
}

/** Puts what a call really took in the place of its estimate. The request itself counts in any case. */
export function correctPlace(db: DatabaseSync, id: string, tokens: number): void {
  db.prepare('UPDATE slots SET tokens = ? WHERE id = ?').run(tokens, id);
}

/** Keeps what a server told of its limits, and of use of the same key elsewhere once that makes them scarce. */
export function learnLimits(db: DatabaseSync, bucket: string, learned: LearnedLimits, now: number): void {
  db.prepare(
    `INSERT INTO limits (bucket, rpm, tpm) VALUES (?, ?, ?)
     ON CONFLICT (bucket) DO UPDATE SET rpm = COALESCE(excluded.rpm, rpm), tpm = COALESCE(excluded.tpm, tpm)`,
  ).run(bucket, learned.rpm ?? null, learned.tpm ?? null);
  learnForeign(db, bucket, learned, now);
}

/** Lets nobody start before then. */
export function pauseUntil(db: DatabaseSync, bucket: string, until: number): void {
  db.prepare(
    `INSERT INTO limits (bucket, paused_until) VALUES (?, ?)
     ON CONFLICT (bucket) DO UPDATE SET paused_until = MAX(paused_until, excluded.paused_until)`,
  ).run(bucket, until);
}

/** Below this share of a limit, what others use of it is worth keeping account of; above, the servers' counts are too vague. */
const SCARCE = 0.5;

function learnForeign(db: DatabaseSync, bucket: string, learned: LearnedLimits, now: number): void {
  const { rpm, tpm, remainingRequests, remainingTokens } = learned;
  const id = `elsewhere:${bucket}`;
  const ours = slotsOf(db, { bucket, id }, now);
  const requests = foreign(
    rpm,
    remainingRequests,
    ours.reduce((sum, slot) => sum + slot.requests, 0),
  );
  const tokens = foreign(
    tpm,
    remainingTokens,
    ours.reduce((sum, slot) => sum + slot.tokens, 0),
  );
  if (requests === 0 && tokens === 0) return;
  db.prepare('DELETE FROM slots WHERE id = ?').run(id);
  db.prepare('INSERT INTO slots (id, bucket, at, requests, tokens) VALUES (?, ?, ?, ?, ?)').run(
    id,
    bucket,
    now,
    requests,
    tokens,
  );
}

function foreign(limit: number | undefined, left: number | undefined, ours: number): number {
  if (limit === undefined || left === undefined || left > limit * SCARCE) return 0;
  return Math.max(0, limit - left - ours);
}

function limitsOf(db: DatabaseSync, place: Place): MinuteLimits & { readonly pausedUntil: number } {
  const row = db.prepare('SELECT rpm, tpm, paused_until FROM limits WHERE bucket = ?').get(place.bucket);
  return {
    rpm: Number(row?.['rpm'] ?? place.assumed?.rpm ?? Infinity),
    tpm: Number(row?.['tpm'] ?? place.assumed?.tpm ?? Infinity),
    pausedUntil: Number(row?.['paused_until'] ?? 0),
  };
}

/** The other slots of a bucket: all, those that start up to a moment, or those before a place in the queue. */
function slotsOf(
  db: DatabaseSync,
  { bucket, id }: Pick<Place, 'bucket' | 'id'>,
  upTo: number = Number.MAX_SAFE_INTEGER,
  seq: number = Number.MAX_SAFE_INTEGER,
): readonly Slot[] {
  const rows = db
    .prepare(
      'SELECT at, requests, tokens FROM slots WHERE bucket = ? AND id <> ? AND (at < ? OR (at = ? AND seq < ?))',
    )
    .all(bucket, id, upTo, upTo, seq);
  return rows.map((row) => ({
    at: Number(row['at']),
    requests: Number(row['requests']),
    tokens: Number(row['tokens']),
  }));
}
