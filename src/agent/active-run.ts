import { hideSecrets } from '../actions/secrets.ts';
import { toDeskhandError } from '../base/errors.ts';
import type { DeskhandError } from '../base/errors.ts';
import { ticksToUsd } from '../models/pricing.ts';
import type { RunRecord } from '../runs/record.ts';
import { newRunId } from '../runs/run-id.ts';
import { timeLimit } from './budget.ts';
import { confirmWith } from './confirm/confirm.ts';
import type { Confirm } from './confirm/confirm.ts';
import { EventLog } from './event-log.ts';
import type { OpenConfirmation, RunHead, Step } from './events.ts';
import { Interaction } from './interaction.ts';
import { finishRecord } from './finish-record.ts';
import { keepFiles } from './kept-files.ts';
import { LiveHead } from './live-head.ts';
import { runLoop } from './loop.ts';
import type { LoopEnd, LoopOptions } from './loop-options.ts';
import { monotonic } from './plan-run.ts';
import type { RunPlan } from './run-plan.ts';
import { RunClock } from './run-clock.ts';
import { maskStep } from './mask-record.ts';
import type { RunSink } from './run-sink.ts';
import { Tally } from './tally.ts';
import type { TaskDeps } from './tasks.ts';
import { openRunTools } from './tools/run-tools.ts';
import { Notes } from './tools/notes.ts';

/** A run from its start to its end: loop, record, events and the people who steer it together. */
export class ActiveRun {
  readonly log = new EventLog();
  /** Resolves with the final head; never rejects. */
  readonly ended: Promise<RunHead>;
  readonly #deps: TaskDeps;
  readonly #plan: RunPlan;
  readonly #record: RunRecord;
  readonly #notes: Notes;
  readonly #stop = new AbortController();
  readonly #clock: RunClock;
  readonly #tally: Tally;
  readonly #interaction: Interaction;
  readonly #steps: Step[] = [];
  #kept: readonly string[] = [];
  #isHurried = false;
  readonly #head: LiveHead;

  /** Saves the files, makes the record and starts. Throws before anything has begun. */
  static async start(deps: TaskDeps, plan: RunPlan): Promise<ActiveRun> {
    for (const { name, data } of plan.files) await deps.saveUpload(name, data);
    const memory = plan.memory ?? (await deps.workspace?.readMemory()) ?? '';
    const head: RunHead = {
      id: newRunId(),
      task: hideSecrets(plan.task, plan.secrets),
      model: plan.modelId,
      answeredBy: [],
      limits: plan.limits,
      startedAt: new Date().toISOString(),
      state: 'running',
      ...(plan.prior === undefined ? {} : { resumedFrom: plan.prior.id }),
      totals: new Tally(() => 0).totals(),
    };
    return new ActiveRun(deps, plan, head, await deps.runs.create(head), memory);
  }

  private constructor(deps: TaskDeps, plan: RunPlan, head: RunHead, record: RunRecord, memory: string) {
    this.#deps = deps;
    this.#plan = plan;
    this.#record = record;
    this.#notes = new Notes(hideSecrets(memory, plan.secrets), (text) => this.#saveNotes(text));
    const expire = (): void => this.cancel(timeLimit(plan.limits));
    this.#clock = new RunClock(deps.now ?? monotonic, plan.limits.minutes * 60_000, expire);
    this.#tally = new Tally(this.#clock.now);
    this.#head = new LiveHead(head, this.#tally, {
      secrets: plan.secrets,
      isJson: plan.output !== undefined,
    });
    this.#interaction = new Interaction({
      asked: (question) => this.#asked(question),
      paused: (isPaused) => this.#paused(isPaused),
      confirming: (confirmation) => this.#confirming(confirmation),
    });
    this.log.add({ type: 'started', run: head });
    this.ended = this.#run();
  }

  /** The head as it is now. */
  get head(): RunHead {
    return this.#head.now;
  }

  /** Ends the run with this error as its reason; hurried, with a record that is quick to finish. */
  cancel(reason: DeskhandError, { isHurried = false } = {}): void {
    this.#isHurried ||= isHurried;
    this.#stop.abort(reason);
  }

  /** Lets somebody answer, pause or resume, and gives the head as it is then. */
  steer(how: (interaction: Interaction) => void): RunHead {
    how(this.#interaction);
    return this.head;
  }

  async #run(): Promise<RunHead> {
    const end = await this.#loop();
    this.#clock.end();
    this.#head.end({ ...end, ...this.#estimate() });
    const finished = { head: this.head, steps: this.#steps, kept: this.#kept, isHurried: this.#isHurried };
    await finishRecord(this.#record, this.#plan, finished, this.#deps.log);
    this.log.add({ type: 'ended', run: this.head });
    return this.head;
  }

  async #loop(): Promise<LoopEnd> {
    const plan = this.#plan;
    const { signal } = this.#stop;
    try {
      this.#kept = await keepFiles(this.#record, plan.files, (message) => this.#progress(message));
      await this.#takeOver(plan.prior?.steps ?? []);
      const warn = (message: string): void => this.#progress(message);
      const decider = plan.open({ id: this.head.id, signal, tally: this.#tally, warn });
      await using tools = await openRunTools(plan, this.#notes, signal);
      return await runLoop({ ...this.#loopOptions(tools), ...decider });
    } catch (error) {
      const reason = signal.aborted ? signal.reason : error;
      const { code } = toDeskhandError(reason);
      const outcome = code === 'cancelled' ? 'cancelled' : code === 'limit_reached' ? 'limit' : 'failed';
      return { outcome, error: toDeskhandError(reason).toJSON() };
    }
  }

  #loopOptions(
    tools: Pick<LoopOptions, 'tools' | 'extras'>,
  ): Omit<LoopOptions, 'model' | 'check' | 'watcher'> {
    const plan = this.#plan;
    return {
      task: plan.task,
      limits: plan.limits,
      secrets: plan.secrets,
      meter: plan.meter,
      startUrl: plan.startUrl,
      paid: plan.paid,
      output: plan.output,
      prior: plan.prior,
      isAttended: plan.isAttended,
      executor: plan.executor,
      confirm: this.#confirmation(tools),
      tools: tools.tools,
      extras: tools.extras,
      fileNames: plan.files.map((file) => file.name),
      signal: this.#stop.signal,
      tally: this.#tally,
      sink: this.#sink(),
      notes: this.#notes,
      interaction: this.#interaction,
    };
  }

  /** The steps of the run that this one goes on from stand first in its record. */
  async #takeOver(steps: readonly Step[]): Promise<void> {
    if (steps.length === 0) return;
    this.#tally.addEarlier(steps);
    const masked = steps.map((step) => maskStep(step, this.#plan.secrets));
    for (const step of masked) await this.#record.step(step);
    this.#steps.push(...masked);
    this.#progress(`Going on from run ${this.#plan.prior?.id} after its ${steps.length} steps.`);
  }

  #sink(): RunSink {
    return {
      frame: (step, frame) => this.#record.frame(step, frame),
      step: async (made) => {
        const { frameSize } = this.#plan.executor;
        const sized = frameSize === undefined ? made : { ...made, frameSize };
        const step = maskStep(sized, this.#plan.secrets);
        this.#steps.push(step);
        await this.#record.step(step);
        this.#head.update({});
        await this.#record.head(this.head);
        this.log.add({ type: 'step', step, totals: this.head.totals });
      },
      progress: (message) => this.#progress(message),
      state: (state) => this.#head.update({ state }),
    };
  }

  #asked(question: string | undefined): void {
    this.#head.asked(question, this.#interaction.isPaused);
    if (question !== undefined) this.log.add({ type: 'question', question });
  }

  #confirming(confirmation: OpenConfirmation | undefined): void {
    this.#head.confirming(confirmation, this.#interaction.isPaused);
    if (confirmation !== undefined) this.log.add({ type: 'confirm', confirmation });
  }

  #confirmation({ extras }: Pick<LoopOptions, 'extras'>): Confirm | undefined {
    const { confirm, isHome, secrets } = this.#plan;
    const { table } = this.#deps.executor;
    const external = new Map(extras.map((tool) => [tool.spec.name, tool.external]));
    const kinds = new Map<string, string>(table.list().map(({ name, kind }) => [name, kind]));
    return confirmWith({
      ...confirm,
      isHome,
      isExternal: (name) => external.get(name) === true,
      // Notes are the run's own, and what only looks changes nothing.
      isHarmless: (name) => external.get(name) === false || /^(read|control)$/.test(kinds.get(name) ?? ''),
      interaction: this.#interaction,
      told: (sentence) => this.#progress(sentence),
      secrets,
      signal: this.#stop.signal,
    });
  }

  #paused(isPaused: boolean): void {
    if (isPaused) this.#clock.pause();
    else this.#clock.go();
    this.#head.paused(isPaused);
    this.#progress(isPaused ? 'Paused; it stops before the next step.' : 'Going on.');
  }

  /** Into the run folder for whoever fetches it, and into the workspace for the next run. */
  async #saveNotes(text: string): Promise<void> {
    const hidden = hideSecrets(text, this.#plan.secrets);
    await this.#record.text('memory.md', hidden);
    await this.#deps.workspace?.writeMemory(hidden);
  }

  #progress(message: string): void {
    this.log.add({ type: 'progress', message: hideSecrets(message, this.#plan.secrets) });
  }

  #estimate(): Partial<RunHead> {
    return this.#plan.paid ? {} : { estimatedUsd: ticksToUsd(this.#plan.meter.imaginedTicks) };
  }
}
