import type { Executor } from '../../actions/executor.ts';
import type { Observation } from '../../actions/observation.ts';
import { DeskhandError, toDeskhandError } from '../../base/errors.ts';
import type { Model, ModelReply, ToolCall } from '../../models/model.ts';
import type { StepAction } from '../events.ts';
import type { Watcher } from '../loop-options.ts';
import { Eyes } from './eyes.ts';
import type { Healer } from './healer.ts';
import { placeOfTarget, withTarget } from './repairs.ts';
import type { Repair } from './repairs.ts';
import type { Playbook, PlaybookStep, Target } from '../../playbook/schema.ts';
import { planStep } from './steps.ts';
import type { PlannedCall, StepMemory, StepPlan } from './steps.ts';
import { TargetMissing } from './target-missing.ts';
import { fillIn, fillInAll } from '../../playbook/template.ts';

/** What a planner needs. */
export interface PlannerDeps {
  readonly executor: Executor;
  readonly signal: AbortSignal;
  /** Time in ms, steadily rising. */
  readonly now: () => number;
  /** Finds targets that have moved; without it a lost target ends the run. */
  readonly healer?: Pick<Healer, 'find'> | undefined;
  /** Told of each repair. */
  readonly repaired?: (repair: Repair) => void;
}

/**
 * A model that follows a playbook: for each step it finds the target on the newest screen and makes the calls a person would.
 * It costs nothing. Its replies throw `action_failed` that names step and line when a step cannot be done.
 */
export function createPlanner(playbook: Playbook, deps: PlannerDeps): Model & Watcher {
  return new Planner(playbook, new Eyes(deps.executor, deps.signal, deps.now), deps);
}

class Planner implements Model, Watcher {
  readonly id = 'playbook';
  readonly #playbook: Playbook;
  readonly #steps: PlaybookStep[];
  readonly #eyes: Eyes;
  readonly #deps: Pick<PlannerDeps, 'healer' | 'repaired'>;
  readonly #variables = new Map<string, string>();
  #index = 0;
  #memory: StepMemory = {};
  /** The plan whose calls are under way. */
  #pending: StepPlan | undefined;
  #failure: StepAction | undefined;
  #calls = 0;

  constructor(playbook: Playbook, eyes: Eyes, deps: Pick<PlannerDeps, 'healer' | 'repaired'>) {
    this.#playbook = playbook;
    this.#steps = [...playbook.steps];
    this.#deps = deps;
    this.#eyes = eyes;
  }

  saw(observation: Observation): void {
    this.#eyes.saw(observation);
  }

  did(actions: readonly StepAction[]): void {
    this.#failure = actions.find((action) => !action.ok);
  }

  async reply(): Promise<ModelReply> {
    const started = performance.now();
    const notes: string[] = [];
    await this.#inStep(() => this.#settlePending());
    for (;;) {
      const step = this.#steps[this.#index];
      if (step === undefined) return this.#say([this.#done()], notes, started);
      const plan = await this.#inStep(() => this.#planOrHeal(step));
      if (plan.note !== undefined) notes.push(`${this.#index + 1}. ${plan.note}`);
      if (plan.calls.length > 0) {
        this.#pending = plan;
        notes.push(`${this.#index + 1}. ${titleOf(step)}`);
        return this.#say(plan.calls, notes, started);
      }
      this.#advance();
    }
  }

  /** What became of the calls of the last reply. */
  async #settlePending(): Promise<void> {
    const plan = this.#pending;
    const failure = this.#failure;
    this.#pending = undefined;
    this.#failure = undefined;
    if (plan === undefined) return;
    if (failure?.error !== undefined) {
      // Somebody used the desktop meanwhile: the same step again, on the screen as it is now.
      if (failure.error.code === 'human_in_control') return;
      const { message, hint } = failure.error;
      throw new DeskhandError('action_failed', message, hint === undefined ? {} : { hint });
    }
    await plan.verify?.();
    if (plan.again !== true) this.#advance();
  }

  async #planOrHeal(step: PlaybookStep, repairs = 0): Promise<StepPlan> {
    try {
      return await this.#plan(step);
    } catch (error) {
      const { healer } = this.#deps;
      // A step has two targets at most.
      if (!(error instanceof TargetMissing) || healer === undefined || repairs >= 2) throw error;
      return this.#planOrHeal(await this.#healed(step, error, healer), repairs + 1);
    }
  }

  async #healed(
    step: PlaybookStep,
    error: TargetMissing,
    healer: Pick<Healer, 'find'>,
  ): Promise<PlaybookStep> {
    const title = (of: PlaybookStep | undefined): string | undefined => (of === undefined ? of : titleOf(of));
    const path = placeOfTarget(this.#filled(step), error.target);
    if (path === undefined) throw error;
    const target = await healer.find({
      playbook: this.#playbook.name,
      step: `${titleOf(step)} ${JSON.stringify(step.value)}`,
      before: title(this.#steps[this.#index - 1]),
      after: title(this.#steps[this.#index + 1]),
      target: error.target,
      problem: error.message,
      observation: await this.#eyes.look(),
    });
    if (target === undefined) throw error;
    const next = withTarget(step, path, target);
    this.#steps[this.#index] = next;
    this.#deps.repaired?.({ index: this.#index, kind: step.kind, path, target });
    return next;
  }

  #filled(step: PlaybookStep): PlaybookStep {
    return { ...step, value: fillInAll(step.value, this.#variables) } as PlaybookStep;
  }

  async #plan(step: PlaybookStep): Promise<StepPlan> {
    const plan = await planStep(this.#filled(step), this.#eyes, this.#memory);
    if (plan.read !== undefined) this.#variables.set(plan.read.name, plan.read.value);
    return plan;
  }

  #advance(): void {
    this.#index++;
    this.#memory = {};
  }

  #done(): PlannedCall {
    const template =
      this.#playbook.result ?? `${this.#playbook.name}: all ${this.#playbook.steps.length} steps done.`;
    return { name: 'done', params: { result: fillIn(template, this.#variables), success: true } };
  }

  #say(calls: readonly PlannedCall[], notes: readonly string[], started: number): ModelReply {
    const totalMs = performance.now() - started;
    return {
      text: notes.join('\n'),
      reasoning: '',
      calls: calls.map(({ name, params }): ToolCall => {
        this.#calls++;
        return { id: `step_${this.#calls}`, name, arguments: JSON.stringify(params) };
      }),
      usage: { input: 0, cached: 0, output: 0, reasoning: 0 },
      model: this.id,
      costUsd: 0,
      timings: { firstMs: totalMs, totalMs },
    };
  }

  async #inStep<T>(work: () => Promise<T>): Promise<T> {
    const step = this.#steps[this.#index];
    try {
      return await work();
    } catch (error) {
      const { code, message, hint } = toDeskhandError(error);
      if (step === undefined || code === 'cancelled' || code === 'limit_reached') throw error;
      const where = `Step ${this.#index + 1} of ${this.#playbook.steps.length} (${titleOf(step)}, line ${step.line})`;
      const options = hint === undefined ? { cause: error } : { cause: error, hint };
      throw new DeskhandError(code === 'timeout' ? 'action_failed' : code, `${where}: ${message}`, options);
    }
  }
}

function titleOf({ kind, value }: PlaybookStep): string {
  if (typeof value === 'string') return `${kind} ${value}`;
  const fields = value as { into?: Target; from?: Target; to?: Target } & Target;
  const target = fields.into ?? fields.from ?? fields.to ?? fields;
  const named = target.name ?? target.text ?? target.ref ?? target.at?.join(',');
  return named === undefined ? kind : `${kind} ${JSON.stringify(named)}`;
}
