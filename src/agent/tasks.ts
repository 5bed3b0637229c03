import type { Executor } from '../actions/executor.ts';
import { DeskhandError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Gate } from '../models/gate.ts';
import type { Registry } from '../models/registry.ts';
import type { OpenedFile, RunFile, RunStore } from '../runs/record.ts';
import type { Limits, RunEvent, RunHead } from './events.ts';
import { ActiveRun } from './active-run.ts';
import { EarlierRuns, runsElsewhere } from './earlier-runs.ts';
import { FinishedRuns } from './finished-runs.ts';
import { planRun } from './plan-run.ts';
import { loadPrior } from './prior-run.ts';
import { parseTaskSpec } from './task-spec.ts';
import type { Workspace } from './tools/notes.ts';

/** Settings of the runner that a task may override. */
export interface TaskDefaults {
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly limits?: Partial<Limits>;
  readonly strictModel?: boolean;
}

/** What a task service needs. */
export interface TaskDeps {
  readonly executor: Executor;
  readonly runs: RunStore;
  readonly registry: Registry;
  readonly defaults: TaskDefaults;
  /** The gate that all calls with a key go through: limits, budgets, ledger. Without it they just go. */
  readonly gateFor?: (run: {
    readonly apiKey: string;
    readonly run: string;
    readonly task: string | undefined;
    /** Another process's gate, which the task named: limits and budgets are shared with other desktops there. */
    readonly gate?: { readonly url: string; readonly token: string } | undefined;
  }) => Gate;
  /** Where the model's notes are kept between runs; without it they live as long as the run. */
  readonly workspace?: Workspace;
  /** Puts a file where the upload action finds it by its name. */
  readonly saveUpload: (name: string, data: Buffer) => Promise<void>;
  readonly log: Log;
  /** Time in ms, steadily rising; the real one when absent. */
  readonly now?: () => number;
}

/** Runs tasks on one desktop, one at a time, each with a record and a stream of events. */
export interface TaskService {
  /**
   * Starts a task (see TaskSpec) and resolves once it runs. Throws `bad_input` for a misfit, `no_key` without a key, `not_found` for an
   * unknown model, `busy` while another task runs.
   */
  submit(spec: unknown): Promise<RunHead>;
  /** A run's head as it is now; throws `not_found`. */
  get(id: string): Promise<RunHead>;
  /** As {@link get}, for a run that has ended or is this desktop's own; throws `busy` for one that another desktop is running. */
  getOwn(id: string): Promise<RunHead>;
  /** The runs of this desktop, oldest first; the newest thousand of them. */
  list(): Promise<readonly RunHead[]>;
  /**
   * A run's events with an index above `after` (default: all), those to come included; ends after `ended`. Throws `not_found` when
   * read, and `busy` for a run that another desktop is running: what that one tells is not heard here.
   */
  events(id: string, after?: number): AsyncIterable<RunEvent>;
  /** Ends a run with outcome `cancelled` and resolves once it has ended; one that has ended is left as it is. Throws as {@link getOwn}. */
  cancel(id: string): Promise<RunHead>;
  /** Lets a run stop before its next step; its time stands still. Throws as {@link getOwn}, `bad_input` for one that has ended. */
  pause(id: string): Promise<RunHead>;
  /** Lets a paused run go on. */
  resume(id: string): Promise<RunHead>;
  /** Answers the question that a run waits with; throws `bad_input` when it asks nothing. */
  answer(id: string, answer: string): Promise<RunHead>;
  /** Allows or refuses the act that a run waits with; with a number, only that one. Throws `bad_input` when it asks for nothing such. */
  confirm(id: string, allow: boolean, number?: number): Promise<RunHead>;
  files(id: string): Promise<readonly RunFile[]>;
  /** Throws `not_found`. The caller must read or destroy the stream. */
  openFile(id: string, path: string): Promise<OpenedFile>;
  /** Cancels what runs, waits for its record, and takes nothing more. */
  close(): Promise<void>;
}

/** Makes the task service of a desktop. Runs that an earlier process left unfinished are marked as failed. */
export function createTaskService(deps: TaskDeps): TaskService {
  return new Tasks(deps);
}

class Tasks implements TaskService {
  readonly #deps: TaskDeps;
  #current: ActiveRun | 'starting' | undefined;
  #closed = false;
  readonly #earlier: EarlierRuns;
  readonly #finished: Promise<FinishedRuns>;

  constructor(deps: TaskDeps) {
    this.#deps = deps;
    this.#earlier = new EarlierRuns(deps.runs, deps.log);
    this.#finished = this.#earlier.ended().then((heads) => new FinishedRuns(heads));
  }

  async submit(value: unknown): Promise<RunHead> {
    const spec = parseTaskSpec(value);
    if (this.#closed) throw new DeskhandError('not_ready', 'The desktop is shutting down.');
    if (this.#current !== undefined) {
      const id = this.#current === 'starting' ? '' : ` (${this.#current.head.id})`;
      throw new DeskhandError('busy', `Another task is running on this desktop${id}.`, {
        hint: 'Wait for it, cancel it, or start another desktop with deskhand up.',
      });
    }
    this.#current = 'starting';
    try {
      const prior = spec.resume === undefined ? undefined : await loadPrior(spec.resume, this.#deps.runs);
      const finished = await this.#finished;
      const run = await ActiveRun.start(this.#deps, planRun(this.#deps, spec, prior));
      this.#current = run;
      void run.ended.then((head) => {
        // The run itself goes, with its uploads, its conversation and its model.
        finished.add(head, run.log);
        this.#current = undefined;
      });
      return run.head;
    } catch (error) {
      this.#current = undefined;
      throw error;
    }
  }

  async get(id: string): Promise<RunHead> {
    const head = this.#active(id)?.head ?? (await this.#finished).head(id) ?? (await this.#earlier.read(id));
    if (head !== undefined) return head;
    throw notFound(id);
  }

  async getOwn(id: string): Promise<RunHead> {
    const own = this.#active(id);
    if (own !== undefined) return own.head;
    const head = await this.get(id);
    if (head.state !== 'ended') throw runsElsewhere(id);
    return head;
  }

  async list(): Promise<readonly RunHead[]> {
    const ended = await this.#finished;
    const others = await this.#earlier.others();
    // Both at one moment: a run that ends goes from the one to the other.
    const current = this.#current;
    const finished = [...ended.heads(), ...others];
    return current === undefined || current === 'starting' ? finished : [...finished, current.head];
  }

  async *events(id: string, after = -1): AsyncGenerator<RunEvent> {
    const log = this.#active(id)?.log ?? (await this.#finished).log(id);
    if (log !== undefined) yield* log.read(after);
    else yield* pastEvents(await this.getOwn(id), await this.#deps.runs.steps(id), after);
  }

  async cancel(id: string): Promise<RunHead> {
    const run = this.#active(id);
    if (run === undefined) return this.getOwn(id);
    run.cancel(new DeskhandError('cancelled', 'The run was cancelled.'));
    return run.ended;
  }

  async pause(id: string): Promise<RunHead> {
    return (await this.#running(id)).steer((interaction) => interaction.pause());
  }

  async resume(id: string): Promise<RunHead> {
    return (await this.#running(id)).steer((interaction) => interaction.resume());
  }

  async answer(id: string, answer: string): Promise<RunHead> {
    return (await this.#running(id)).steer((interaction) => interaction.answer(answer));
  }

  async confirm(id: string, allow: boolean, number?: number): Promise<RunHead> {
    return (await this.#running(id)).steer((interaction) => interaction.decide(allow, number));
  }

  async files(id: string): Promise<readonly RunFile[]> {
    await this.get(id);
    return this.#deps.runs.files(id);
  }

  async openFile(id: string, path: string): Promise<OpenedFile> {
    await this.get(id);
    return this.#deps.runs.open(id, path);
  }

  async #running(id: string): Promise<ActiveRun> {
    const run = this.#active(id);
    if (run !== undefined && run.head.state !== 'ended') return run;
    await this.getOwn(id);
    throw new DeskhandError('bad_input', `Run ${id} has ended.`);
  }

  #active(id: string): ActiveRun | undefined {
    const current = this.#current;
    return current !== undefined && current !== 'starting' && current.head.id === id ? current : undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const current = this.#current;
    if (current === undefined || current === 'starting') return;
    current.cancel(new DeskhandError('cancelled', 'The desktop is shutting down.'), { isHurried: true });
    await current.ended;
  }
}

function notFound(id: string): DeskhandError {
  return new DeskhandError('not_found', `There is no task "${id}".`, { hint: 'GET /v1/tasks lists them.' });
}

/** The events of a run of an earlier process, told again from its record. */
function* pastEvents(
  head: RunHead,
  steps: Awaited<ReturnType<RunStore['steps']>>,
  after: number,
): Generator<RunEvent> {
  const events: RunEvent[] = [
    { type: 'started', run: head },
    ...steps.map((step): RunEvent => ({ type: 'step', step, totals: head.totals })),
    { type: 'ended', run: head },
  ];
  const rest = events.slice(after + 1);
  // The record leaves out what was only told, such as progress: whoever has counted that too still gets the end.
  yield* rest.length > 0 ? rest : events.slice(-1);
}
