import type { Observation } from '../actions/observation.ts';
import { hideSecrets, hideSecretsIn } from '../actions/secrets.ts';
import { inLines } from '../base/control-characters.ts';
import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import type { ModelReply } from '../models/model.ts';
import { checkBudget } from './budget.ts';
import { untilAgentHolds } from './control-wait.ts';
import { handoverText } from './handover.ts';
import type { History } from './history.ts';
import type { LoopEnd, LoopOptions } from './loop-options.ts';
import { observationSignature } from './observation-text.ts';
import { performTurn } from './perform-turn.ts';
import type { PerformedTurn } from './perform-turn.ts';
import { ProgressWatch } from './progress.ts';
import { CALL_DONE_NUDGE, REPEAT_NUDGE, SAY_NOTHING_NUDGE } from './prompt.ts';
import { recordedFrameOf, screenOf } from './screen.ts';
import { startHistory } from './start-history.ts';
import type { ExtraTool } from './tools/extra-tool.ts';

/** So many turns in a row without a usable call end the run. */
const MAX_FRUITLESS = 3;
const MAX_THOUGHT = 4000;
/** Calls that leave the screen as it is and are progress all the same. */
const LOOKING = new Set(['wait', 'read_page', 'find', 'zoom', 'screenshot', 'elements', 'downloads']);

/** Runs a task to its end: model, actions, screen, again. Never throws; what goes wrong is in the result. */
export async function runLoop(options: LoopOptions): Promise<LoopEnd> {
  try {
    const { handovers } = options.executor.control;
    const seen = await firstScreen(options);
    return await new Loop(options, seen, handovers).run();
  } catch (error) {
    return endOf(toDeskhandError(error), options);
  }
}

async function firstScreen(options: LoopOptions): Promise<Observation> {
  const { executor, startUrl, signal, sink } = options;
  await untilAgentHolds(executor.control, sink, signal);
  if (startUrl !== undefined)
    await executor.perform({ action: 'goto', url: startUrl }, { observe: 'none', signal });
  const seen = await executor.observe({ observe: 'settled', signal });
  const frame = recordedFrameOf(seen);
  if (frame !== undefined) await sink.frame(0, frame);
  return seen;
}

class Loop {
  readonly #o: LoopOptions;
  readonly #history: History;
  readonly #progress = new ProgressWatch();
  readonly #extras: ReadonlyMap<string, ExtraTool>;
  #seen: Observation;
  #fruitless = 0;
  /** Handovers that the model knows of. */
  #handovers: number;
  /** What a person did since the last step, for the record of the next. */
  #meanwhile: string | undefined;

  /** `handovers`: how many there had been before the run. */
  constructor(options: LoopOptions, seen: Observation, handovers: number) {
    this.#o = options;
    this.#seen = seen;
    this.#handovers = handovers;
    this.#extras = new Map(options.extras.map((tool) => [tool.spec.name, tool]));
    this.#history = startHistory(options, seen);
    options.watcher?.saw(seen);
  }

  async run(): Promise<LoopEnd> {
    for (;;) {
      const end = await this.#turn();
      if (end !== undefined) return end;
    }
  }

  async #turn(): Promise<LoopEnd | undefined> {
    const { signal, executor, sink } = this.#o;
    const wasPaused = await this.#o.interaction.untilResumed(signal);
    await untilAgentHolds(executor.control, sink, signal);
    // Also those that began and ended while the model was thinking.
    if (wasPaused || this.#wasUsed()) await this.#lookAgain();
    const reply = await this.#ask();
    const performed = await this.#perform(reply);
    await this.#record(reply, performed);
    if (performed.ending?.kind === 'done') {
      const { result, success } = performed.ending;
      return { outcome: success ? 'done' : 'failed', result };
    }
    if (performed.ending?.kind === 'ask_user') {
      return { outcome: 'needs_user', result: performed.ending.question };
    }
    this.#remember(reply, performed);
    return undefined;
  }

  async #ask(): Promise<ModelReply> {
    const { model, meter, tally, tools, signal, limits, sink, paid } = this.#o;
    signal.throwIfAborted();
    const messages = this.#history.messages();
    const used = { steps: tally.steps, elapsedMs: tally.elapsedMs, ticks: tally.ticks };
    checkBudget(limits, used, paid ? meter.estimate(messages, tools) : 0);
    const reply = await model.reply({
      messages,
      tools,
      signal,
      onWait: (reason, ms) => sink.progress(`${reason}; trying again in ${(ms / 1000).toFixed(1)} s`),
    });
    tally.addReply(reply);
    if (paid) meter.learn(messages, tools, reply);
    else meter.imagine(messages, tools);
    return reply;
  }

  /** Performs the calls; what was paid for is on record even when this is cut short. */
  async #perform(reply: ModelReply): Promise<PerformedTurn> {
    const { executor, tools, secrets, signal, check, watcher, output } = this.#o;
    const { interaction, isAttended, confirm } = this.#o;
    const ask = (question: string): Promise<string> =>
      interaction.ask(inLines(hideSecrets(question, secrets)), signal);
    try {
      check(reply);
      const extras = this.#extras;
      const deps = { executor, tools, secrets, signal, extras, output, confirm };
      const performed = await performTurn(
        { ...deps, ask: isAttended ? ask : undefined, wasUsed: () => this.#wasUsed() },
        reply.calls,
        this.#seen,
      );
      if (performed.observation !== undefined) this.#seen = performed.observation;
      watcher?.did(performed.actions);
      watcher?.saw(this.#seen);
      return performed;
    } catch (error) {
      await this.#record(reply, { actions: [], results: [], malformed: false, interrupted: false });
      throw error;
    }
  }

  async #record(reply: ModelReply, performed: PerformedTurn): Promise<void> {
    const { tally, sink, secrets } = this.#o;
    tally.addStep(performed.actions.length);
    const frame = performed.observation && recordedFrameOf(performed.observation);
    const path = frame === undefined ? undefined : await sink.frame(tally.steps, frame);
    const { page } = this.#seen;
    const thought = [reply.reasoning, reply.text].filter((text) => text !== '').join('\n\n');
    const { input, cached, output, reasoning } = reply.usage;
    await sink.step({
      number: tally.steps,
      at: new Date().toISOString(),
      thought: hideSecrets(thought, secrets).slice(0, MAX_THOUGHT),
      actions: performed.actions,
      ...(path === undefined ? {} : { frame: path }),
      ...(page === undefined ? {} : { page: { url: page.url, title: hideSecrets(page.title, secrets) } }),
      model: reply.model,
      usage: { input, cached, output, reasoning },
      costUsd: reply.costUsd,
      modelMs: Math.round(reply.timings.totalMs),
      firstMs: Math.round(reply.timings.firstMs),
      ...(this.#meanwhile === undefined ? {} : { meanwhile: this.#meanwhile }),
    });
    this.#meanwhile = undefined;
  }

  /** Puts the turn into the conversation, with a nudge where the model is stuck. Throws when it stays stuck. */
  #remember(reply: ModelReply, performed: PerformedTurn): void {
    if (reply.calls.length === 0) {
      this.#countFruitless(reply.text.trim() === '' ? 'answered nothing' : 'made no tool call');
      const text = reply.text.trim() === '' ? SAY_NOTHING_NUDGE : CALL_DONE_NUDGE;
      this.#history.add({ reply, results: [], text, brief: text });
      return;
    }
    if (performed.malformed) this.#countFruitless('made calls that cannot be understood');
    else this.#fruitless = 0;
    const note = this.#nudge(reply, performed) ?? noteOf(performed);
    const screen = screenOf(this.#seen, note, this.#o.secrets);
    this.#history.add({ reply, results: performed.results, ...screen });
  }

  #nudge(reply: ModelReply, performed: PerformedTurn): string | undefined {
    if (!this.#o.paid) return undefined;
    const wasToAct = reply.calls.some(({ name }) => !LOOKING.has(name) && !this.#extras.has(name));
    const isStill = wasToAct && (performed.observation?.changed.length ?? 0) === 0;
    const verdict = this.#progress.judge(reply.calls, observationSignature(this.#seen), isStill);
    if (verdict === 'go_on') return undefined;
    if (verdict === 'nudge') return REPEAT_NUDGE;
    throw new DeskhandError('model_failed', 'The model gets nowhere: it repeats itself on the same screen.', {
      hint: 'Say in the task how to do it, or take a stronger model.',
    });
  }

  #countFruitless(what: string): void {
    this.#fruitless++;
    if (this.#fruitless < MAX_FRUITLESS) return;
    throw new DeskhandError('model_failed', `The model ${what}, ${MAX_FRUITLESS} times in a row.`, {
      hint: 'Take another model, or word the task more plainly.',
    });
  }

  /** Whether a person has had the desktop since the model last learned of it. */
  #wasUsed(): boolean {
    return this.#o.executor.control.handovers > this.#handovers;
  }

  async #lookAgain(): Promise<void> {
    const { executor, signal, secrets, watcher, sink } = this.#o;
    const before = this.#seen.page;
    const fresh = executor.control.handoversSince(this.#handovers);
    this.#handovers = executor.control.handovers;
    this.#seen = await executor.observe({ observe: 'settled', signal });
    const [from, to] = [before, this.#seen.page].map((page) => page && hideSecretsIn(page, secrets));
    const did = fresh.length === 0 ? undefined : handoverText(fresh, from, to);
    if (did !== undefined) {
      this.#meanwhile = [this.#meanwhile, did].filter(Boolean).join(' ');
      sink.progress(did);
    }
    const note = did ?? 'The run stood still meanwhile, and a person may have used the desktop.';
    this.#history.refresh(screenOf(this.#seen, `${note} The screen now:`, secrets));
    watcher?.saw(this.#seen);
  }
}

function noteOf(performed: PerformedTurn): string {
  if (performed.interrupted) {
    return 'A person has taken the desktop over; look at the screen again before you act. The screen:';
  }
  const same = performed.observation?.changed.length === 0;
  return same ? 'No pixel of the screen changed. The screen now:' : 'The screen now:';
}

function endOf(error: DeskhandError, { signal, secrets }: LoopOptions): LoopEnd {
  const reason = signal.aborted ? toDeskhandError(signal.reason) : error;
  const wire = reason.toJSON();
  const masked = hideSecretsIn(wire, secrets);
  if (reason.code === 'limit_reached') return { outcome: 'limit', error: masked };
  if (reason.code === 'cancelled') return { outcome: 'cancelled', error: masked };
  return { outcome: 'failed', error: masked };
}
