import { DeskhandError, isErrorCode } from './errors.ts';

/** How a run ended, as far as its exit code goes: part of its head. */
export interface EndedRun {
  readonly outcome?: 'done' | 'failed' | 'limit' | 'cancelled' | 'needs_user' | undefined;
  readonly error?: { readonly code: string } | undefined;
}

/** Codes that stand for a fault in what was typed; in a finished run they are a single action's, and the run's own failure. */
const OF_ACTIONS = 2;

/**
 * The exit code for how a run ended, on the host and in the image alike: 0 done, 4 limit, 130 cancelled; a failure that lay
 * outside the task (no key, refused key, time-out) has that error's own code; everything else is 1.
 */
export function exitCodeOf({ outcome, error }: EndedRun): number {
  if (outcome === 'done') return 0;
  if (outcome === 'limit') return 4;
  if (outcome === 'cancelled') return 130;
  if (outcome !== 'failed' || error === undefined || !isErrorCode(error.code)) return 1;
  const { exitCode } = new DeskhandError(error.code, '');
  return exitCode === OF_ACTIONS ? 1 : exitCode;
}
