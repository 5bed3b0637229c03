import type { Outcome, RunHead } from '../../agent/events.ts';
import { DeskhandError, isErrorCode } from '../../base/errors.ts';

const EXIT: Readonly<Record<Outcome, number>> = {
  done: 0,
  failed: 1,
  limit: 4,
  cancelled: 130,
  needs_user: 1,
};

/** The exit code for a run: its outcome's, or for a failure that lay outside the task (no key, refused key) that error's own. */
export function exitCodeOf({ outcome, error }: RunHead): number {
  if (outcome === 'failed' && error !== undefined && isErrorCode(error.code)) {
    const { exitCode } = new DeskhandError(error.code, error.message);
    // Only "environment not ready" is told apart: usage codes of single actions are the run's own failures.
    if (exitCode === 3) return exitCode;
  }
  return outcome === undefined ? 1 : EXIT[outcome];
}
