import type { Secrets } from '../actions/action.ts';
import type { Executor } from '../actions/executor.ts';
import type { Observation } from '../actions/observation.ts';
import type { CostMeter } from '../models/meter.ts';
import type { Model, ModelReply, ToolSpec } from '../models/model.ts';
import type { Confirm } from './confirm/confirm.ts';
import type { Limits, Outcome, StepAction } from './events.ts';
import type { RunSink } from './run-sink.ts';
import type { Interaction } from './interaction.ts';
import type { PriorRun } from './prior-run.ts';
import type { ExtraTool } from './tools/extra-tool.ts';
import type { Notes } from './tools/notes.ts';
import type { OutputContract } from './tools/output-contract.ts';
import type { Tally } from './tally.ts';

/** A model that wants to see more than the conversation, such as the playbook planner. */
export interface Watcher {
  saw(observation: Observation): void;
  did(actions: readonly StepAction[]): void;
}

/** One run of the loop. */
export interface LoopOptions {
  readonly task: string;
  readonly model: Model;
  readonly executor: Executor;
  readonly tools: readonly ToolSpec[];
  readonly limits: Limits;
  readonly secrets: Secrets;
  readonly fileNames: readonly string[];
  /** Aborted with a DeskhandError as its reason: `cancelled`, or `limit_reached` when the time is over. */
  readonly signal: AbortSignal;
  readonly meter: CostMeter;
  readonly tally: Tally;
  /** Called with each reply once it has been counted; may throw. */
  readonly check: (reply: ModelReply) => void;
  readonly sink: RunSink;
  readonly startUrl?: string | undefined;
  readonly watcher?: Watcher | undefined;
  /** Tools that are no actions; their specs are in `tools` already. */
  readonly extras: readonly ExtraTool[];
  readonly notes: Notes;
  readonly interaction: Interaction;
  /** Whether somebody is there to answer `ask_user`; else a question ends the run. */
  readonly isAttended: boolean;
  /** Asks a person before risky acts. */
  readonly confirm?: Confirm | undefined;
  readonly output: OutputContract | undefined;
  /** The run to go on from. */
  readonly prior: PriorRun | undefined;
  /** Calls of the model cost money; without it neither the budget nor progress is watched. */
  readonly paid: boolean;
}

/** How a run ended. */
export interface LoopEnd {
  readonly outcome: Outcome;
  readonly result?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
}
