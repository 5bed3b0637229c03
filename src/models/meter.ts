import type { Message, ModelReply, ToolSpec } from './model.ts';
import { nextTierFrom, priceOf } from './pricing.ts';
import type { Registry } from './registry.ts';
import type { ModelProfile } from './registry-schema.ts';
import { messageTokens, toolTokens } from './tokens.ts';

/** Output tokens of a step before any was seen: one or two calls and a sentence, with reasoning where the model reasons. */
const FIRST_OUTPUT = { plain: 120, reasoning: 400 } as const;

/** Weight of the newest answer in the moving averages. */
const WEIGHT = 0.5;

/** Fewer added tokens than this say nothing about how the provider counts. */
const MEASURABLE = 20;

/**
 * Estimates what the next call of a conversation costs, and calibrates itself from the answers: the last prompt is known as
 * the provider counted it, so only what was added since is estimated, by how the provider counted earlier additions; how
 * much of an unchanged prefix it takes from its cache and how long answers are is learned too.
 */
export class CostMeter {
  readonly #registry: Registry;
  #profile: ModelProfile;
  readonly #tokens = new WeakMap<Message, number>();
  #last: readonly Message[] = [];
  /** The last prompt: as the provider counted it, and as we do. */
  #known: { readonly real: number; readonly counted: number } | undefined;
  #imagined = 0;
  #ratio = 1;
  #cacheShare: number;
  #output: number;
  #answers = 0;
  #repeats = 0;
  #additions = 0;

  /** `cacheShare`: the part of an unchanged prefix that is assumed to be cached before any answer told. */
  constructor(profile: ModelProfile, registry: Registry, cacheShare = 0) {
    this.#profile = profile;
    this.#registry = registry;
    this.#cacheShare = cacheShare;
    this.#output = profile.reasoning ? FIRST_OUTPUT.reasoning : FIRST_OUTPUT.plain;
  }

  /** Prompt tokens from which the dearer tier holds, or all that fit the context, whichever is less. */
  get roomTokens(): number {
    return Math.min(nextTierFrom(this.#profile), this.#profile.context - this.#profile.outputCap);
  }

  /** Estimated prompt tokens of a message; remembered for each message object. */
  tokensOf(message: Message): number {
    const known = this.#tokens.get(message);
    if (known !== undefined) return known;
    const tokens = messageTokens(this.#profile, message);
    this.#tokens.set(message, tokens);
    return tokens;
  }

  /** Estimated prompt and output tokens of asking with these messages. */
  estimateTokens(messages: readonly Message[], tools: readonly ToolSpec[]): number {
    return Math.round(this.#input(messages, tools) + this.#output);
  }

  /** Estimated ticks of asking with these messages. */
  estimate(messages: readonly Message[], tools: readonly ToolSpec[]): number {
    const input = this.#input(messages, tools);
    return priceOf(this.#profile, {
      input: Math.round(input),
      cached: Math.round(Math.min(input, this.#prefix(messages, tools) * this.#cacheShare)),
      output: Math.round(this.#output),
      reasoning: 0,
    }).ticks;
  }

  /** Sum of the estimates of calls that were only {@link CostMeter.imagine imagined}. */
  get imaginedTicks(): number {
    return this.#imagined;
  }

  /** Counts a call that is not made, as if it were: for what a playbook's run would have cost. */
  imagine(messages: readonly Message[], tools: readonly ToolSpec[]): void {
    this.#imagined += this.estimate(messages, tools);
    this.#last = messages;
  }

  /** Learns from an answer to these messages. From then on the model that answered sets the price. */
  learn(messages: readonly Message[], tools: readonly ToolSpec[], reply: ModelReply): void {
    this.#follow(reply.model);
    const counted = this.#count(messages, tools);
    const real = reply.usage.input;
    const prefix = this.#prefix(messages, tools);
    if (prefix > 0) {
      const share = Math.min(1, reply.usage.cached / prefix);
      this.#cacheShare = average(this.#cacheShare, share, this.#repeats);
      this.#repeats++;
    }
    this.#learnRatio(counted, real);
    this.#output = average(this.#output, reply.usage.output, this.#answers);
    this.#answers++;
    this.#known = { real, counted };
    this.#last = [...messages];
  }

  /** Another model than before counts and caches in its own way: what was measured on the old one is forgotten. */
  #follow(model: string): void {
    const answered = this.#registry.find(model);
    if (answered === undefined || answered.id === this.#profile.id) return;
    this.#profile = answered;
    this.#known = undefined;
    this.#repeats = 0;
    this.#additions = 0;
    this.#answers = 0;
  }

  /** Takes the ratio from what was added since the last prompt, which overheads do not blur, or from the whole. */
  #learnRatio(counted: number, real: number): void {
    if (counted <= 0 || real <= 0) return;
    const known = this.#known;
    const added = known === undefined ? 0 : counted - known.counted;
    if (known === undefined || Math.abs(added) < MEASURABLE) {
      if (this.#additions === 0) this.#ratio = real / counted;
      return;
    }
    const seen = (real - known.real) / added;
    if (seen <= 0) return;
    this.#ratio = average(this.#ratio, seen, this.#additions);
    this.#additions++;
  }

  #input(messages: readonly Message[], tools: readonly ToolSpec[]): number {
    const counted = this.#count(messages, tools);
    if (this.#known === undefined) return counted * this.#ratio;
    return Math.max(0, this.#known.real + (counted - this.#known.counted) * this.#ratio);
  }

  /** Tokens of what is the same as in the last prompt; 0 where nothing is. */
  #prefix(messages: readonly Message[], tools: readonly ToolSpec[]): number {
    const same = this.#sameSince(messages);
    return same === 0
      ? 0
      : Math.min(this.#input(messages.slice(0, same), tools), this.#known?.real ?? Infinity);
  }

  #count(messages: readonly Message[], tools: readonly ToolSpec[]): number {
    const said = messages.reduce((sum, message) => sum + this.tokensOf(message), 0);
    return this.#profile.overheadTokens + toolTokens(tools) + said;
  }

  /** How many leading messages are the very ones that were sent last. */
  #sameSince(messages: readonly Message[]): number {
    const first = messages.findIndex((message, i) => message !== this.#last[i]);
    return first === -1 ? messages.length : first;
  }
}

/** What was seen first replaces the guess. */
function average(old: number, seen: number, before: number): number {
  return before === 0 ? seen : old * (1 - WEIGHT) + seen * WEIGHT;
}
