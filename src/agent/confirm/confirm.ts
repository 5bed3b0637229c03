import type { Secrets } from '../../actions/action.ts';
import type { Observation } from '../../actions/observation.ts';
import { hideSecrets } from '../../actions/secrets.ts';
import { onOneLine } from '../../base/control-characters.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { Confirmation } from '../events.ts';
import type { Interaction } from '../interaction.ts';
import { withoutSecrets } from '../screen.ts';
import type { Act } from './act.ts';
import { bearingOf } from './bearing.ts';
import { barAfter, goesAnywhere, heldAfter, risksOf } from './classify.ts';
import type { Surroundings } from './surroundings.ts';
import { short } from './element-risk.ts';
import type { RiskyAct } from './element-risk.ts';
import type { AddressBar } from './focus.ts';

/** When a person is asked before an act. */
export type ConfirmMode = 'never' | 'risky' | 'always';

/** Seconds that a person has to decide, when the task says nothing else. */
export const CONFIRM_SECONDS = 120;

/** What confirming needs. */
export interface ConfirmOptions {
  readonly mode: ConfirmMode;
  readonly seconds: number;
  /** The task's own sites; leaving them is a risk. */
  readonly isHome?: ((url: string) => boolean) | undefined;
  readonly isExternal: Surroundings['isExternal'];
  /** Whether the call only looks. */
  readonly isHarmless: (name: string) => boolean;
  readonly interaction: Interaction;
  /** Told what was decided. */
  readonly told: (sentence: string) => void;
  /** What no question may show. */
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
}

/** What a person decided on a call, for the record. */
export interface Decision extends Confirmation {
  readonly answer: 'allowed' | 'refused' | 'timeout';
}

/** The question that stands before acts. */
export interface Confirm {
  /** Whether an act is to be judged on a screen that was taken just before it: it names no element, and hits what is there by then. */
  looksFirst(act: Act): boolean;
  /** Asks a person before a risky act: resolves with the decision, or undefined when there was nothing to ask. */
  ask(act: Act, seen: Observation | undefined): Promise<Decision | undefined>;
  /** Whether an act would be on the later screen what it was on the one before: the same risks, aimed at the same. */
  isSame(act: Act, before: Observation | undefined, now: Observation): boolean;
  /** Told what was done, or failed half way: the next act is judged by where it leaves the keyboard. */
  did(act: Act, seen: Observation | undefined, ok: boolean): void;
}

/** Makes the question that stands before acts; undefined where nobody wants to be asked. */
export function confirmWith(options: ConfirmOptions): Confirm | undefined {
  const { mode, seconds, interaction, secrets, signal, isHome, isExternal } = options;
  if (mode === 'never') return undefined;
  let bar: AddressBar | undefined;
  let held: readonly string[] = [];
  const around = (seen: Observation | undefined): Surroundings => ({ seen, isHome, isExternal, bar, held });
  return {
    looksFirst: goesAnywhere,
    async ask(act, seen) {
      const found = risksOf(act, around(seen));
      const risky =
        found.length > 0 || mode !== 'always' || options.isHarmless(act.name)
          ? found
          : [anyAct(act, secrets)];
      const [first] = risky;
      if (first === undefined) return undefined;
      const asked: Confirmation = {
        risk: first.risk,
        what: wording(risky, risksOf(act, around(seen && withoutSecrets(seen, secrets))), secrets),
        seconds,
      };
      const answer = await interaction.confirm(asked, signal);
      options.told(`${ANSWERS[answer]}: ${asked.what}`);
      return { ...asked, answer };
    },
    isSame: (act, before, now) => bearingOf(act, around(before)) === bearingOf(act, around(now)),
    did(act, seen, ok) {
      const then = barAfter(act, around(seen));
      // What fails lets go of all keys, or did nothing and leaves them down: then what was down may still be.
      if (ok) held = heldAfter(act, around(seen));
      // Half done, it may have left anything there.
      if (ok || (then ?? bar) === undefined) bar = then;
      else bar = { on: 'bar', text: undefined, isRemembered: true };
    },
  };
}

/**
 * The risky acts as one line of the question, which a page has worded in part: it must show no secret and must not speak to a
 * terminal. `hidden` are the same acts on the screen without secrets, where the same was found there: their words were not cut
 * in the middle of one.
 */
function wording(risky: readonly RiskyAct[], hidden: readonly RiskyAct[], secrets: Secrets): string {
  const isSame = risky.length === hidden.length && risky.every(({ risk }, i) => risk === hidden[i]?.risk);
  const words = (isSame ? hidden : risky).map(({ what }) => what).join('; then ');
  return onOneLine(hideSecrets(words, secrets));
}

const ANSWERS = { allowed: 'Allowed', refused: 'Refused', timeout: 'Nobody allowed it in time' } as const;

/** The error that the model gets for what a person did not allow. */
export function notAllowed({ answer, what }: Decision): DeskhandError {
  const why = answer === 'timeout' ? 'Nobody allowed it in time' : 'A person refused it';
  return new DeskhandError('forbidden', `${why}: ${what}.`, {
    hint: 'It was not done. Do not try to get the same by other means: go on without it, or call done with success false and say what was not allowed.',
  });
}

/** The error that the model gets for what a person allowed on a screen that is gone. */
export function changedMeanwhile(): DeskhandError {
  return new DeskhandError('stale_ref', 'The screen has changed while a person was asked; it was not done.', {
    hint: 'What was to be acted on is not what it was. Look at the new screen, and do it again if it still makes sense.',
  });
}

function anyAct({ name, params }: Act, secrets: Secrets): RiskyAct {
  // Hidden before it is cut: a part of a secret would be left.
  return { risk: 'unknown', what: `${name} ${short(hideSecrets(JSON.stringify(params), secrets))}` };
}
