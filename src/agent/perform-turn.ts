import type { Secrets } from '../actions/action.ts';
import type { ActionReply, Executor, Observe } from '../actions/executor.ts';
import type { Observation } from '../actions/observation.ts';
import { hideSecretsIn } from '../actions/secrets.ts';
import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';
import type { Message, ToolCall, ToolSpec } from '../models/model.ts';
import type { Confirm, Decision } from './confirm/confirm.ts';
import { getLeave } from './confirm/leave.ts';
import type { StepAction } from './events.ts';
import { placesOf } from './places.ts';
import type { Places } from './places.ts';
import { readToolCall } from './tool-call.ts';
import type { ReadCall } from './tool-call.ts';
import type { ExtraTool } from './tools/extra-tool.ts';
import type { OutputContract } from './tools/output-contract.ts';

/** Longest tool result that a model gets, in characters. */
const MAX_RESULT = 20_000;

/** What performing calls needs. */
export interface PerformDeps {
  readonly executor: Executor;
  readonly tools: readonly ToolSpec[];
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  /** Tools that are no actions, by name. */
  readonly extras?: ReadonlyMap<string, ExtraTool>;
  /** Gets the user's answer to a question; without it a question ends the run. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Asks a person before risky acts; without it nobody is asked. */
  readonly confirm?: Confirm | undefined;
  /** Whether a person has used the desktop since the screen that the calls were made for. */
  readonly wasUsed?: () => boolean;
  /** The shape of the answer, where the task wants one. */
  readonly output?: OutputContract | undefined;
}

/** How the model wants the run to end. */
export type Ending =
  | { readonly kind: 'done'; readonly result: string; readonly success: boolean }
  | { readonly kind: 'ask_user'; readonly question: string };

/** What a turn's calls came to. */
export interface PerformedTurn {
  readonly actions: readonly StepAction[];
  /** One answer for each call, in order. */
  readonly results: readonly Extract<Message, { role: 'tool' }>[];
  /** The newest screen, when one was taken. */
  readonly observation?: Observation;
  readonly ending?: Ending;
  /** True when the calls themselves could not be understood, all of them. */
  readonly malformed: boolean;
  /** True when a person held the desktop. */
  readonly interrupted: boolean;
}

const NO_TIME = { actMs: 0, settleMs: 0, frameMs: 0 };

/**
 * Performs the calls of one turn in order. After the first one that fails the others are not done and say so, because they
 * were made for a screen that did not come about. `done` counts only when nothing before it failed.
 */
export async function performTurn(
  deps: PerformDeps,
  calls: readonly ToolCall[],
  seen: Observation | undefined,
): Promise<PerformedTurn> {
  const turn = new Turn(deps, seen);
  for (const [i, call] of calls.entries()) await turn.perform(call, i === calls.length - 1);
  return turn.end();
}

class Turn {
  readonly #deps: PerformDeps;
  #seen: Observation | undefined;
  #fresh: Observation | undefined;
  #ending: Ending | undefined;
  #failed = false;
  #understood = 0;
  #interrupted = false;
  readonly #actions: StepAction[] = [];
  readonly #results: Extract<Message, { role: 'tool' }>[] = [];

  constructor(deps: PerformDeps, seen: Observation | undefined) {
    this.#deps = deps;
    this.#seen = seen;
  }

  async perform(call: ToolCall, last: boolean): Promise<void> {
    if (this.#failed || this.#ending !== undefined) {
      return this.#answer(call, 'Not done: an earlier call of this turn failed or ended the run.');
    }
    let read: ReadCall | undefined;
    let decision: Decision | undefined;
    try {
      read = readToolCall(call, this.#deps.tools);
      this.#understood++;
      const extra = this.#deps.extras?.get(call.name);
      const { executor, signal, confirm } = this.#deps;
      const look = () => executor.observe({ observe: 'now', signal });
      const act = { name: call.name, params: read.params };
      const leave = await getLeave(confirm, act, this.#seen, extra === undefined ? look : undefined);
      decision = leave.decision;
      if (leave.seen !== undefined) this.#seen = this.#fresh = leave.seen;
      if (leave.refusal !== undefined) throw leave.refusal;
      // On the screen that it is done on.
      const places = placesOf(call.name, read.params, this.#seen);
      const reply = extra === undefined ? await this.#act(read, last) : await this.#use(extra, read);
      this.#took(call, read, places, await this.#answered(call.name, reply), decision);
    } catch (error) {
      if (this.#deps.signal.aborted) throw error;
      this.#failed = true;
      this.#refused(call, read, toDeskhandError(error), decision);
    }
  }

  end(): PerformedTurn {
    return {
      actions: this.#actions,
      results: this.#results,
      ...(this.#fresh === undefined ? {} : { observation: this.#fresh }),
      ...(this.#ending === undefined ? {} : { ending: this.#ending }),
      malformed: this.#results.length > 0 && this.#understood === 0,
      interrupted: this.#interrupted,
    };
  }

  async #act({ call, params }: ReadCall, last: boolean): Promise<ActionReply> {
    const { executor, secrets, signal, output } = this.#deps;
    const kind = executor.table.get(call.action).kind;
    if (this.#deps.wasUsed?.() === true && kind !== 'read' && kind !== 'control') throw usedMeanwhile();
    const observe: Observe = last || kind !== 'read' ? 'settled' : 'none';
    const isAnswer = call.action === 'done' && output !== undefined;
    const given = isAnswer ? output.toAction(params) : call;
    const act = { name: call.action, params };
    let ok = false;
    try {
      const reply = await executor.perform({ ...given, action: call.action }, { observe, signal, secrets });
      ok = true;
      return reply;
    } finally {
      this.#deps.confirm?.did(act, this.#seen, ok);
    }
  }

  async #use(tool: ExtraTool, { params }: ReadCall): Promise<ActionReply> {
    const started = performance.now();
    const result = await tool.call(params, this.#deps.signal);
    const timings = { actMs: performance.now() - started, settleMs: 0, frameMs: 0 };
    return { result, observation: null, timings };
  }

  /** With somebody to ask, a question's result is its answer and the screen after it, which may have changed meanwhile. */
  async #answered(name: string, reply: ActionReply): Promise<ActionReply> {
    const { ask, executor, signal } = this.#deps;
    if (name !== 'ask_user' || ask === undefined) return reply;
    const answer = await ask(textOf((reply.result as JsonObject)['question']));
    const observation = await executor.observe({ observe: 'settled', signal });
    return { ...reply, result: { answer }, observation };
  }

  #took(
    call: ToolCall,
    { params }: ReadCall,
    places: Places,
    reply: ActionReply,
    decision: Decision | undefined,
  ): void {
    this.#ending = this.#endingOf(call.name, reply.result);
    this.#fresh = reply.observation ?? this.#fresh;
    this.#seen = this.#fresh ?? this.#seen;
    this.#actions.push({
      ...this.#base(call, params, places),
      ...(decision === undefined ? {} : { confirmed: decision }),
      ok: true,
      ...(reply.result === null ? {} : { result: this.#hide(reply.result) }),
      timings: reply.timings,
      ...(reply.observation === null ? {} : { settled: reply.observation.settled }),
    });
    this.#answer(call, reply.result === null ? 'ok' : clip(JSON.stringify(this.#hide(reply.result))));
  }

  #refused(
    call: ToolCall,
    read: ReadCall | undefined,
    error: DeskhandError,
    decision: Decision | undefined,
  ): void {
    this.#interrupted ||= error.code === 'human_in_control';
    const params = read?.params ?? { arguments: this.#hide(call.arguments).slice(0, 2000) };
    const wire = this.#hide(error.toJSON());
    this.#actions.push({
      ...this.#base(call, params, placesOf(call.name, params, this.#seen)),
      ...(decision === undefined ? {} : { confirmed: decision }),
      ok: false,
      error: wire,
      timings: NO_TIME,
    });
    this.#answer(
      call,
      `Error (${wire.code}): ${wire.message}${wire.hint === undefined ? '' : ` ${wire.hint}`}`,
    );
  }

  #base(call: ToolCall, params: JsonObject, places: Places): Places & Pick<StepAction, 'name' | 'params'> {
    const external = this.#deps.extras?.get(call.name)?.external === true;
    return {
      name: call.name,
      params: this.#hide(params),
      ...(external ? { external } : {}),
      ...this.#hide(places),
    };
  }

  #endingOf(name: string, result: JsonValue): Ending | undefined {
    const fields = (typeof result === 'object' && result !== null ? result : {}) as JsonObject;
    if (name === 'done') {
      return { kind: 'done', result: textOf(fields['result']), success: fields['success'] !== false };
    }
    const isQuestion = name === 'ask_user' && this.#deps.ask === undefined;
    return isQuestion ? { kind: 'ask_user', question: textOf(fields['question']) } : undefined;
  }

  #answer(call: ToolCall, text: string): void {
    this.#results.push({ role: 'tool', callId: call.id, name: call.name, text });
  }

  /** The value with secrets put back to their placeholders. */
  #hide<T>(value: T): T {
    return hideSecretsIn(value, this.#deps.secrets);
  }
}

function usedMeanwhile(): DeskhandError {
  return new DeskhandError('human_in_control', 'A person has used the desktop since you saw this screen.', {
    hint: 'The call was made for a screen that may be gone; look at the new one first.',
  });
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function clip(text: string): string {
  return text.length <= MAX_RESULT
    ? text
    : `${text.slice(0, MAX_RESULT)}… (${text.length} characters in all)`;
}
