import type { Observation } from '../../actions/observation.ts';
import type { DeskhandError } from '../../base/errors.ts';
import type { Act } from './act.ts';
import { changedMeanwhile, notAllowed } from './confirm.ts';
import type { Confirm, Decision } from './confirm.ts';

/** How often a person is asked about one act whose target changes meanwhile. */
const MOST_QUESTIONS = 3;

/** What came of asking for leave. */
export interface Leave {
  /** What the person decided last; absent when there was nothing to ask. */
  readonly decision?: Decision;
  /** Why the act must not be done. */
  readonly refusal?: DeskhandError;
  /** The newer screen, when it is another than the act was made for. */
  readonly seen?: Observation;
}

/**
 * Gets a person's leave for an act where it needs one. An act that goes to wherever the pointer or the keyboard is on the screen is
 * judged on the screen as it is now: the model has taken its time. A person takes time, in which a page may put something else in the same
 * place: once allowed, the act is judged again on the screen as `look` finds it, and asked about again if it would be another.
 * Without `look` the act has nothing to do with the screen.
 */
export async function getLeave(
  confirm: Confirm | undefined,
  act: Act,
  seen: Observation | undefined,
  look: (() => Promise<Observation>) | undefined,
): Promise<Leave> {
  let now: Leave = {};
  if (confirm?.looksFirst(act) === true && look !== undefined) now = { seen: await look() };
  for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
    const before = now.seen ?? seen;
    const decision = await confirm?.ask(act, before);
    if (confirm === undefined || decision === undefined) break;
    now = { ...now, decision };
    if (decision.answer !== 'allowed') return { ...now, refusal: notAllowed(decision) };
    const fresh = await look?.();
    if (fresh === undefined || confirm.isSame(act, before, fresh)) return now;
    now = { ...now, seen: fresh };
  }
  return now.decision === undefined ? now : { ...now, refusal: changedMeanwhile() };
}
