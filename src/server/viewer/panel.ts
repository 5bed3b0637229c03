import type { RunHead } from '../../agent/events.ts';

/** A part of the page by which the run asks something of a person. */
export interface Panel {
  /** Shows what the run wants now, or nothing; called whenever something may have changed. */
  show(run: RunHead | undefined): void;
}
