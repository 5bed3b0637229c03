import type { ActionCall } from '../../actions/action.ts';
import type { Executor } from '../../actions/executor.ts';
import type { Observation } from '../../actions/observation.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { Point } from '../../base/geometry.ts';
import { centre } from '../../base/geometry.ts';
import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { PageElement } from '../../browser/browser.ts';
import { describeElement, describeTarget, matchTarget } from './match.ts';
import type { Match, Purpose } from './match.ts';
import type { Target } from '../../playbook/schema.ts';
import { TargetMissing } from './target-missing.ts';

/** A target that was found: an element with a ref, or only a place. */
export interface Found {
  readonly element?: PageElement;
  readonly point: Point;
}

/** Time that a target has to appear, in ms. */
const FIND_WITHIN_MS = 5000;
/** Pause between two looks, in ms. Each look itself waits until the screen is quiet. */
const LOOK_EVERY_MS = 100;

/** How the planner looks at the desktop. It uses the executor's reading actions only, so it needs no time of its own. */
export class Eyes {
  readonly #executor: Executor;
  readonly #signal: AbortSignal;
  readonly #now: () => number;
  #seen: Observation | undefined;

  /** `now` in ms, steadily rising. */
  constructor(executor: Executor, signal: AbortSignal, now: () => number) {
    this.#executor = executor;
    this.#signal = signal;
    this.#now = now;
  }

  /** Takes the newest screen. */
  saw(observation: Observation): void {
    this.#seen = observation;
  }

  /** The newest screen that is known, or a fresh one. */
  async now(): Promise<Observation> {
    return this.#seen ?? this.look();
  }

  /** Looks again. */
  async look(): Promise<Observation> {
    this.#seen = await this.#executor.observe({ observe: 'settled', signal: this.#signal });
    return this.#seen;
  }

  /** An action that changes nothing but, at most, the scroll position. */
  async read(call: ActionCall): Promise<JsonValue> {
    return (await this.#executor.perform(call, { observe: 'none', signal: this.#signal })).result;
  }

  /** Looks until `test` is true; false when it is not within the time. The first look is the newest screen that is known. */
  async until(withinMs: number, test: (o: Observation) => boolean | Promise<boolean>): Promise<boolean> {
    const end = this.#now() + withinMs;
    for (let o = await this.now(); ; o = await this.look()) {
      if (await test(o)) return true;
      if (this.#now() >= end) return false;
      await this.read({ action: 'wait', ms: LOOK_EVERY_MS });
    }
  }

  /** Whether a text is on the page now: in the list of elements, or anywhere in its visible text. */
  async hasText(text: string, o: Observation): Promise<boolean> {
    if (matchTarget({ text }, o.elements, 'read').found !== undefined) return true;
    try {
      await this.read({ action: 'wait', text, timeout_ms: 0 });
      return true;
    } catch (error) {
      if (error instanceof DeskhandError && error.code === 'timeout') return false;
      throw error;
    }
  }

  /** Finds a target, waiting for it to appear and scrolling to its text if need be. Throws `action_failed` that says what was there instead. */
  async find(target: Target, purpose: Purpose, withinMs = FIND_WITHIN_MS): Promise<Found> {
    if (target.at !== undefined) return { point: { x: target.at[0], y: target.at[1] } };
    const state: { match: Match; place?: Point | undefined; searched: boolean } = {
      match: { problem: 'none', candidates: [] },
      searched: false,
    };
    await this.until(withinMs, async (o) => {
      const match = matchTarget(target, o.elements, purpose);
      state.match = match;
      if (match.found !== undefined) return true;
      if (match.problem === 'several') return false;
      // What a text without an element lies at is known; whatever may be an element must show in the next look.
      if (state.searched) return target.text !== undefined && state.place !== undefined;
      state.searched = true;
      state.place = await this.#scrollTo(target);
      return false;
    });
    const { match, place } = state;
    if (match.found !== undefined) return { element: match.found, point: centre(match.found.box) };
    if (place !== undefined && target.text !== undefined) return { point: place };
    throw missing(target, match);
  }

  async #scrollTo(target: Target): Promise<Point | undefined> {
    const text = target.text ?? target.name;
    if (text === undefined) return undefined;
    const result = (await this.read({ action: 'find', text })) as JsonObject;
    const [box] = (result['boxes'] ?? []) as unknown as readonly PageElement['box'][];
    return box === undefined ? undefined : centre(box);
  }
}

function missing(target: Target, match: Match): DeskhandError {
  const candidates = match.found === undefined ? match.candidates : [match.found];
  const list = closest(target, candidates).map(describeElement).join(', ');
  if (match.found === undefined && match.problem === 'several') {
    return new TargetMissing(
      target,
      `${describeTarget(target)} is ambiguous: ${list}.`,
      'Add a role, use the whole name, or say where with at.',
    );
  }
  const instead = list === '' ? 'No element is in view' : `In view: ${list}`;
  return new TargetMissing(
    target,
    `${describeTarget(target)} was not found. ${instead}.`,
    'Names are those of the accessibility tree; deskhand do elements lists them. --heal lets a model find what has moved.',
  );
}

/** The eight elements whose names are most like the target's, best first. */
function closest(target: Target, elements: readonly PageElement[]): readonly PageElement[] {
  const words = (target.name ?? target.text ?? '').toLowerCase().split(/\W+/);
  const score = ({ name }: PageElement): number => {
    const text = name.toLowerCase();
    return words.filter((word) => word !== '' && text.includes(word)).length;
  };
  return elements
    .filter(({ name }) => name !== '')
    .toSorted((a, b) => score(b) - score(a))
    .slice(0, 8);
}
