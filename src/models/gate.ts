import type { LearnedLimits } from './rate-headers.ts';
import type { Usage } from './model.ts';

/** A call before it is made. */
export interface PlannedCall {
  /** The model's id, for its limits and for the book. */
  readonly model: string;
  /** Host id, or its name and port where it is not in the registry. */
  readonly host: string;
  /** Estimated prompt and output tokens. */
  readonly tokens: number;
  /** Estimated price. */
  readonly ticks: number;
  /** Limits that hold until a server tells better ones. */
  readonly limits?: { readonly rpm: number; readonly tpm: number } | undefined;
}

/** What a call really took. */
export interface PaidCall {
  /** The model that answered. */
  readonly model: string;
  readonly dialect: 'chat' | 'responses';
  readonly usage: Usage;
  readonly ticks: number;
  readonly source: 'provider' | 'registry';
}

/** Leave to make one call. Exactly one of its methods is to be called. */
export interface Pass {
  /** The call was answered and paid for. */
  answered(call: PaidCall, learned: LearnedLimits): Promise<void>;
  /** The call failed; with `pauseMs` nobody may call before so many ms are over. */
  failed(learned: LearnedLimits, pauseMs?: number): Promise<void>;
}

/** Stands before every request: keeps limits and budgets for all who share a key, and books what was paid. */
export interface Gate {
  /**
   * Resolves when the call may be made, after waiting for its turn; `onWait` is told once how long. Throws `limit_reached`
   * when a budget would be passed, and the signal's reason when aborted.
   */
  enter(call: PlannedCall, signal: AbortSignal, onWait: (reason: string, ms: number) => void): Promise<Pass>;
}

/** A gate that is always open and keeps no book. */
export const openGate: Gate = {
  enter: () => Promise.resolve({ answered: () => Promise.resolve(), failed: () => Promise.resolve() }),
};
