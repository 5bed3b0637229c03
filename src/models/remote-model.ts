import { AnswerError } from './api-error.ts';
import { compileAnswerSchema } from './answer-schema.ts';
import type { CheckedAnswer } from './answer-schema.ts';
import type { Ask, DialectName, WireAnswer, WireModel, WireResult } from './dialect.ts';
import type { Gate, Pass } from './gate.ts';
import { CostMeter } from './meter.ts';
import type { Model, ModelReply, TurnRequest, Usage } from './model.ts';
import { priceOf, ticksToUsd } from './pricing.ts';
import type { Price } from './pricing.ts';
import { readRateHeaders } from './rate-headers.ts';
import type { Registry } from './registry.ts';
import { withRetries } from './request.ts';
import type { RequestPolicy } from './request.ts';
import { messageTokens, toolTokens } from './tokens.ts';
import { textTokens } from '../base/text-tokens.ts';

/** What a model behind an API is made of. */
export interface RemoteModelOptions extends WireModel {
  /** The id that was asked for, for people. */
  readonly id: string;
  readonly dialect: DialectName;
  readonly ask: Ask;
  readonly registry: Registry;
  readonly policy: RequestPolicy;
  readonly gate: Gate;
  /** Host id, for the gate's book. */
  readonly hostId: string;
}

/** A model behind an API, in whichever dialect. Costs are priced by the model that answered. */
export function createRemoteModel(options: RemoteModelOptions): Model {
  const meter = new CostMeter(options.profile, options.registry);
  return { id: options.id, reply: (request) => reply(options, meter, request) };
}

async function reply(
  options: RemoteModelOptions,
  meter: CostMeter,
  request: TurnRequest,
): Promise<ModelReply> {
  const { messages, tools, signal, onWait } = request;
  // Compiled first: a schema that cannot be used must not cost anything.
  const check = request.answer === undefined ? undefined : compileAnswerSchema(request.answer.schema);
  const planned = {
    model: options.profile.id,
    host: options.hostId,
    tokens: meter.estimateTokens(messages, tools),
    limits: options.profile.limits,
  };
  const enter = (): Promise<Pass> =>
    options.gate.enter(
      // Estimated anew each time: what others have learned meanwhile counts.
      { ...planned, ticks: meter.estimate(messages, tools) },
      signal,
      (reason, ms) => onWait?.(reason, ms),
    );
  const answered = await withRetries(
    { policy: options.policy, signal, onWait, enter, prompt: planned.tokens },
    async (attemptSignal, alive, pass) => {
      const started = performance.now();
      const answer = await options.ask(options, request, attemptSignal, alive);
      attemptSignal.throwIfAborted();
      requireWhole(answer.result);
      const priced = priceAnswer(options, request, answer.result);
      await pass.answered(bookEntry(options, priced), readRateHeaders(answer.headers));
      return toReply(answer, priced, performance.now() - started, check);
    },
  );
  meter.learn(messages, tools, answered);
  return answered;
}

function requireWhole(result: WireResult): void {
  if (!result.complete)
    throw new AnswerError({ text: 'The stream ended before the answer did.', kind: 'cut_stream' });
  if (result.refusal !== '' && result.text === '' && result.calls.length === 0) {
    throw new AnswerError({ status: 200, text: `content filter: ${result.refusal}` });
  }
}

interface PricedAnswer {
  readonly model: string;
  readonly usage: Usage;
  readonly price: Price;
}

function priceAnswer(options: RemoteModelOptions, request: TurnRequest, result: WireResult): PricedAnswer {
  const model = result.model ?? options.wireId;
  const tier = result.serviceTier === undefined ? {} : { serviceTier: result.serviceTier };
  const usage = { ...(result.usage ?? estimatedUsage(options, request, result)), ...tier };
  const answered = options.registry.find(model);
  const profile = answered === undefined || answered.id === options.profile.id ? options.profile : answered;
  return { model, usage, price: priceOf(profile, usage) };
}

function bookEntry({ dialect }: RemoteModelOptions, { model, usage, price }: PricedAnswer) {
  return { model, dialect, usage, ticks: price.ticks, source: price.source };
}

function toReply(
  { result, firstMs }: WireAnswer,
  { model, usage, price }: PricedAnswer,
  totalMs: number,
  check: ((text: string) => CheckedAnswer) | undefined,
): ModelReply {
  const checked = check === undefined || result.calls.length > 0 ? undefined : check(result.text);
  return {
    text: result.text,
    reasoning: result.reasoning,
    calls: result.calls,
    ...(result.opaque === undefined ? {} : { opaque: result.opaque }),
    usage,
    model,
    costUsd: ticksToUsd(price.ticks),
    ...(checked !== undefined && 'value' in checked ? { parsed: checked.value } : {}),
    timings: { firstMs: firstMs ?? totalMs, totalMs },
  };
}

/** For hosts that send no usage: an estimate costs a little accuracy, none would cost the budget its meaning. */
function estimatedUsage({ profile }: RemoteModelOptions, request: TurnRequest, result: WireResult): Usage {
  const input =
    profile.overheadTokens +
    toolTokens(request.tools) +
    request.messages.reduce((sum, message) => sum + messageTokens(profile, message), 0);
  const said =
    result.text + result.reasoning + result.calls.map((call) => call.name + call.arguments).join('');
  return { input, cached: 0, output: textTokens(said), reasoning: textTokens(result.reasoning) };
}
