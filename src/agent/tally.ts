import { ticksToUsd, usdToTicks } from '../models/pricing.ts';
import type { ModelReply } from '../models/model.ts';
import type { Step, Totals } from './events.ts';

/** Adds up a run. Money is summed in whole ticks. */
export class Tally {
  readonly #started: number;
  readonly #now: () => number;
  readonly #answeredBy = new Set<string>();
  #steps = 0;
  #actions = 0;
  #input = 0;
  #cached = 0;
  #output = 0;
  #reasoning = 0;
  #ticks = 0;

  /** `now` in ms, steadily rising. */
  constructor(now: () => number) {
    this.#now = now;
    this.#started = now();
  }

  /** Counts the steps of the run that this one goes on from: they are paid for, and its limits hold for both together. */
  addEarlier(steps: readonly Step[]): void {
    for (const step of steps) {
      this.#count(step.usage, step.costUsd, step.model);
      this.addStep(step.actions.length);
    }
  }

  /** Counts an answer, at the moment it came: it is billed whatever happens next. */
  addReply(reply: ModelReply): void {
    this.#count(reply.usage, reply.costUsd, reply.model);
  }

  #count(usage: Step['usage'], costUsd: number, model: string): void {
    this.#input += usage.input;
    this.#cached += usage.cached;
    this.#output += usage.output;
    this.#reasoning += usage.reasoning;
    this.#ticks += usdToTicks(costUsd);
    this.#answeredBy.add(model);
  }

  /** Counts a finished step. */
  addStep(actions: number): void {
    this.#steps++;
    this.#actions += actions;
  }

  get ticks(): number {
    return this.#ticks;
  }

  get steps(): number {
    return this.#steps;
  }

  get answeredBy(): readonly string[] {
    return [...this.#answeredBy];
  }

  get elapsedMs(): number {
    return this.#now() - this.#started;
  }

  /** The sums so far. */
  totals(): Totals {
    return {
      steps: this.#steps,
      actions: this.#actions,
      inputTokens: this.#input,
      cachedTokens: this.#cached,
      outputTokens: this.#output,
      reasoningTokens: this.#reasoning,
      costUsd: ticksToUsd(this.#ticks),
      durationMs: Math.round(this.elapsedMs),
    };
  }
}
