import type { Secrets } from '../actions/action.ts';
import type { McpServerSpec } from '../base/mcp-server.ts';
import type { CostMeter } from '../models/meter.ts';
import type { Model, ModelReply, ToolSpec } from '../models/model.ts';
import type { ConfirmMode } from './confirm/confirm.ts';
import type { Limits } from './events.ts';
import type { Watcher } from './loop-options.ts';
import type { PriorRun } from './prior-run.ts';
import type { SizedExecutor } from './sized-executor.ts';
import type { Tally } from './tally.ts';
import type { OutputContract } from './tools/output-contract.ts';

/** Everything about a run that is decided before its first step. */
export interface RunPlan {
  /** What the record calls the task. */
  readonly task: string;
  /** Asked-for model id, or `playbook`. */
  readonly modelId: string;
  readonly limits: Limits;
  readonly secrets: Secrets;
  readonly files: readonly { readonly name: string; readonly data: Buffer }[];
  readonly startUrl: string | undefined;
  readonly tools: readonly ToolSpec[];
  readonly output: OutputContract | undefined;
  readonly mcpServers: Readonly<Record<string, McpServerSpec>>;
  /** Notes that came with the task, in place of the desktop's own. */
  readonly memory: string | undefined;
  /** The model may keep notes. */
  readonly hasNotes: boolean;
  /** Somebody answers the model's questions. */
  readonly isAttended: boolean;
  /** When a person is asked before an act, and how long that may take. */
  readonly confirm: { readonly mode: ConfirmMode; readonly seconds: number };
  /** Whether a URL is on one of the task's own sites; undefined when it names none. */
  readonly isHome: ((url: string) => boolean) | undefined;
  readonly prior: PriorRun | undefined;
  /** The playbook that is followed, as it was given. */
  readonly playbook?: string;
  /** The desktop in frames of the size that the run sees. */
  readonly executor: SizedExecutor;
  /** Counts what the run costs, or what it would have cost. */
  readonly meter: CostMeter;
  readonly paid: boolean;
  /** Opens what decides. */
  open(run: RunContext): Decider;
  /** The playbook with the targets that were repaired so far; undefined where none was. */
  readonly healed?: () => string | undefined;
}

/** What the decider of a run is opened for. */
export interface RunContext {
  /** The run's id, for the ledger. */
  readonly id: string;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** Gets sentences for the progress line. */
  readonly warn: (message: string) => void;
}

/** What decides the steps. */
export interface Decider {
  readonly model: Model;
  readonly check: (reply: ModelReply) => void;
  readonly watcher?: Watcher;
}
