import { DeskhandError } from '../base/errors.ts';
import type { Point, Size } from '../base/geometry.ts';
import type { JsonValue } from '../base/json.ts';
import type { Browser } from '../browser/browser.ts';
import { throwIfAborted } from '../desktop/abort.ts';
import type { Desktop, Settled } from '../desktop/desktop.ts';
import type { Action, ActionCall } from './action.ts';
import { CallContext } from './call-context.ts';
import { ControlLease } from './control.ts';
import { batch } from './families/control.ts';
import type {
  ActionReply,
  Executor,
  ExecutorDeps,
  Observe,
  PerformOptions,
  ScreenshotOptions,
} from './executor.ts';
import { Lock, waitFor } from './lock.ts';
import type { EncodedFrame, Observation } from './observation.ts';
import { takeSight, toObservation } from './observer.ts';
import type { LookRequest, Sight } from './observer.ts';
import { checkParams, humanInControl, isReading } from './preconditions.ts';
import { Pictures } from './pictures.ts';
import { noSecrets } from './secrets.ts';
import type { ActionTable } from './table.ts';
import { createTable } from './table.ts';
import { View } from './view.ts';

/** Settling gives up after this long; the reply then says `settled: false` (design, Observation). */
export const SETTLE_CAP_MS = 2000;

const never = new AbortController().signal;

/** The executor of one desktop: checks, takes its turn, acts, settles, looks. See {@link Executor}. */
export class DesktopExecutor implements Executor {
  readonly table: ActionTable;
  readonly control = new ControlLease();
  readonly #deps: ExecutorDeps;
  readonly #input = new Lock();
  readonly #pictures = new Pictures();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(deps: ExecutorDeps) {
    this.#deps = deps;
    this.table = createTable(deps.enabled, deps.permissions);
    // What the agent holds down must not get into the hands of the person who takes over.
    this.control.onChange((holder) => {
      // An action that is aborted by it lets go once more at its end: only then may they press something.
      if (holder === 'human') this.control.holdOff(Promise.allSettled([this.#letGo(), ...this.#underWay]));
    });
  }

  async perform(call: ActionCall, options: PerformOptions = {}): Promise<ActionReply> {
    const { action: name, ...given } = call;
    const action = this.table.get(name);
    const params = checkParams(action, given);
    return this.#inTurn(action, params, options);
  }

  performAll(calls: readonly ActionCall[], options: PerformOptions = {}): Promise<ActionReply> {
    return this.#inTurn(batch, { actions: calls }, options);
  }

  async observe(
    options: Pick<PerformOptions, 'observe' | 'signal' | 'frameSize'> = {},
  ): Promise<Observation> {
    const desktop = this.#deps.desktop();
    const look = {
      desktop,
      browser: this.#browserIfReady(),
      view: new View(desktop.size, options.frameSize),
    };
    const { observation } = await this.#settleAndLook(look, fromNow(), options.observe, options.signal);
    return observation;
  }

  async scene(frameSize?: Size): Promise<{ readonly frame: Size; readonly cursor: Point }> {
    const desktop = this.#deps.desktop();
    const view = new View(desktop.size, frameSize);
    return { frame: view.frame, cursor: view.toFrame(await desktop.pointer.position()) };
  }

  async screenshot(options: ScreenshotOptions = {}): Promise<{ frame: EncodedFrame; settled: boolean }> {
    const desktop = this.#deps.desktop();
    const settled = await this.#settle(desktop, fromNow(), options.observe ?? 'now', options.signal);
    return { frame: await this.#pictures.take(desktop, options), settled: settled.settled };
  }

  /** Runs what moves or presses something when its turn has come, everything else at once. */
  async #inTurn(
    action: Action,
    params: Record<string, unknown>,
    options: PerformOptions,
  ): Promise<ActionReply> {
    if (isReading(action)) return this.#act(action, params, options);
    this.#refuseWhileHuman();
    if (action.beside === true) return this.#act(action, params, options);
    return this.#input.run(options.signal ?? never, () => this.#act(action, params, options));
  }

  async #act(action: Action, params: Record<string, unknown>, options: PerformOptions): Promise<ActionReply> {
    const { observe = 'settled', signal = never, secrets = noSecrets } = options;
    const desktop = this.#deps.desktop();
    const view = new View(desktop.size, options.frameSize);
    const since = performance.now();
    const { result, picture } = await this.#whileAgentHolds(action, signal, async (held) => {
      const context = new CallContext({
        deps: this.#deps,
        table: this.table,
        desktop,
        view,
        secrets,
        signal: held,
        settlesAtEnd: observe === 'settled',
        settle: async () => {
          await this.#settle(desktop, { since, actedAt: performance.now() }, 'settled', held);
        },
        assertAgentHolds: () => this.#refuseWhileHuman(),
        onPerformed: options.onPerformed,
      });
      return { result: await this.#handle(action, params, context), picture: context.picture };
    });
    const actedAt = performance.now();
    const timings = { actMs: actedAt - since, settleMs: 0, frameMs: 0 };
    try {
      if (action.kind === 'input') throwIfAborted(signal);
      if (observe === 'none' || action.kind === 'control') return { result, observation: null, timings };
      const look = { desktop, browser: this.#browserIfReady(), view, picture };
      const { observation, settledAt } = await this.#settleAndLook(look, { since, actedAt }, observe, signal);
      const frameMs = performance.now() - settledAt;
      return { result, observation, timings: { ...timings, settleMs: settledAt - actedAt, frameMs } };
    } catch (error) {
      // Whoever gets no reply does not know what is down. What a person holds by now is theirs.
      if (action.kind === 'input' && this.control.holder === 'agent') await this.#letGo();
      throw error;
    }
  }

  /** Runs input with a signal that also fires, with `human_in_control`, as soon as a person takes over. */
  async #whileAgentHolds<T>(
    action: Action,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (isReading(action)) return work(signal);
    // What a person held down or had begun is not to mix with what the agent does next.
    await waitFor(this.control.ready(), signal);
    this.#refuseWhileHuman();
    const taken = new AbortController();
    const stop = this.control.onChange(() => taken.abort(humanInControl()));
    const acting = work(AbortSignal.any([signal, taken.signal]));
    this.#underWay.add(acting);
    try {
      return await acting;
    } finally {
      this.#underWay.delete(acting);
      stop();
    }
  }

  async #handle(action: Action, params: Record<string, unknown>, context: CallContext): Promise<JsonValue> {
    try {
      return await action.handle(context, params);
    } catch (error) {
      if (action.kind === 'input' && context.mayHold(error)) await this.#letGo();
      throw error;
    }
  }

  /** Settles, and looks in the last part of that: what was seen then is as good as new if nothing has happened since. */
  async #settleAndLook(
    look: LookRequest,
    times: ActionTimes,
    observe: Observe = 'settled',
    signal?: AbortSignal,
  ): Promise<{ readonly observation: Observation; readonly settledAt: number }> {
    let early: { readonly at: number; readonly sight: Promise<Sight | undefined> } | undefined;
    const onNearly = (): void => {
      // Its failure is met again, and told, by the look after the settling.
      early = { at: performance.now(), sight: takeSight(look).catch(() => undefined) };
    };
    const settled = await this.#settle(look.desktop, times, observe, signal, onNearly);
    const settledAt = performance.now();
    const seen = early !== undefined && early.at > settled.restSince ? await early.sight : undefined;
    return { observation: toObservation(look, seen ?? (await takeSight(look)), settled), settledAt };
  }

  #settle(
    desktop: Desktop,
    times: ActionTimes,
    observe: Observe,
    signal: AbortSignal = never,
    onNearly?: () => void,
  ): Promise<Settled> {
    if (observe !== 'settled')
      return Promise.resolve({ settled: false, settleMs: 0, changed: [], restSince: Infinity });
    const activity = this.#browserIfReady()?.activity;
    const activities = activity === undefined ? [] : [activity];
    const nearly = onNearly === undefined ? {} : { onNearly };
    return desktop.settle({ ...times, capMs: SETTLE_CAP_MS, signal, activities, ...nearly });
  }

  #refuseWhileHuman(): void {
    if (this.control.holder === 'human') throw humanInControl();
  }

  /** Releases every key and button, if there is a display. A dead X server has none down. */
  async #letGo(): Promise<void> {
    try {
      await this.#deps.desktop().releaseAll();
    } catch (error) {
      this.#deps.log.warn('Could not release keys and buttons', { error: String(error) });
    }
  }

  #browserIfReady(): Browser | undefined {
    try {
      const browser = this.#deps.browser();
      return browser.ready ? browser : undefined;
    } catch (error) {
      if (error instanceof DeskhandError && error.code === 'not_ready') return undefined;
      throw error;
    }
  }
}

/** When an action began and when its input had been sent. */
interface ActionTimes {
  readonly since: number;
  readonly actedAt: number;
}

function fromNow(): ActionTimes {
  const now = performance.now();
  return { since: now, actedAt: now };
}
