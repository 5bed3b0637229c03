import { randomUUID } from 'node:crypto';
import { DeskhandError } from '../base/errors.ts';
import type { Gate, PaidCall, Pass, PlannedCall } from '../models/gate.ts';
import type { LearnedLimits } from '../models/rate-headers.ts';
import { realPace } from '../models/retry.ts';
import type { Pace } from '../models/retry.ts';
import type { Book } from './book.ts';
import { release, reserve } from './budgets.ts';
import type { Budgets } from './budgets.ts';
import { insertEntry } from './entries.ts';
import { correctPlace, leavePlace, learnLimits, pauseUntil, takePlace } from './limit-rows.ts';

/** How a gate is made. */
export interface SharedGateOptions {
  readonly book: Book;
  /** The key's name (`keyName`), by which limits and budgets are shared. */
  readonly key: string;
  readonly budgets?: Budgets;
  /** What the calls are for, for the ledger. */
  readonly run?: string | undefined;
  readonly task?: string | undefined;
  readonly pace?: Pace;
}

/** How long a reservation outlives a process that died with it, in ms. */
const HOLD_MS = 30 * 60_000;

/** An estimate may be so much too low before answers have calibrated it: exact ones would pass a limit on tokens together. Corrected by each answer, so it costs little. */
const ESTIMATE_MARGIN = 1.2;

/**
 * A gate over a book: everyone who opens the same file keeps one set of limits and budgets and writes one ledger, whether in
 * one process or in many.
 */
export class SharedGate implements Gate {
  readonly #options: SharedGateOptions;
  readonly #pace: Pace;

  constructor(options: SharedGateOptions) {
    this.#options = options;
    this.#pace = options.pace ?? realPace;
  }

  async enter(
    call: PlannedCall,
    signal: AbortSignal,
    onWait: (reason: string, ms: number) => void,
  ): Promise<Pass> {
    const id = randomUUID();
    let told = false;
    for (;;) {
      signal.throwIfAborted();
      const ms = this.#take(id, call) - this.#pace.now();
      if (ms <= 0) break;
      if (!told) onWait(`${call.host}: waiting for the rate limit`, ms);
      told = true;
      await this.#wait(id, ms, signal);
    }
    return this.#pass(id, call);
  }

  /** Reserves place and money at once, so that a call that will not be made holds neither. */
  #take(id: string, call: PlannedCall): number {
    const { key, budgets = {} } = this.#options;
    const now = this.#pace.now();
    return this.#change((db) => {
      const bucket = bucketOf(key, call);
      const start = takePlace(
        db,
        { bucket, id, tokens: Math.ceil(call.tokens * ESTIMATE_MARGIN), assumed: call.limits },
        now,
      );
      reserve(db, budgets, { id, key, ticks: call.ticks, expires: start + HOLD_MS }, now);
      return start;
    });
  }

  async #wait(id: string, ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#pace.sleep(ms, signal);
    } catch (error) {
      this.#change((db) => {
        leavePlace(db, id);
        release(db, id);
      });
      throw error;
    }
  }

  #pass(id: string, call: PlannedCall): Pass {
    const bucket = bucketOf(this.#options.key, call);
    let open = true;
    const close = (learned: LearnedLimits, work: (db: Book['db']) => void): Promise<void> => {
      if (!open) return Promise.resolve();
      open = false;
      this.#change((db) => {
        release(db, id);
        learnLimits(db, bucket, learned, this.#pace.now());
        work(db);
      });
      return Promise.resolve();
    };
    return {
      answered: async (paid, learned) =>
        close(learned, (db) => {
          correctPlace(db, id, paid.usage.input + paid.usage.output);
          insertEntry(db, this.#entry(id, call, paid));
        }),
      failed: async (learned, pauseMs) =>
        close(learned, (db) => {
          correctPlace(db, id, 0);
          if (pauseMs !== undefined) pauseUntil(db, bucket, this.#pace.now() + pauseMs);
        }),
    };
  }

  #entry(id: string, call: PlannedCall, { model, usage, ticks, source }: PaidCall) {
    const { key, run, task } = this.#options;
    const at = this.#pace.now();
    return { id, at, run, task, asked: call.model, model, host: call.host, key, usage, ticks, source };
  }

  /** A book that fails must not look like a network that does: the call would be made, and paid, again. */
  #change<T>(work: (db: Book['db']) => T): T {
    try {
      return this.#options.book.transact(work);
    } catch (error) {
      if (error instanceof DeskhandError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new DeskhandError('not_ready', `The ledger cannot be written: ${why}`, {
        hint: 'Check that the disk is not full and that the ledger is not locked by another program.',
        cause: error,
      });
    }
  }
}

/** Limits hold for one model of one host under one key. */
function bucketOf(key: string, { host, model }: PlannedCall): string {
  return `${key}/${host}/${model}`;
}
