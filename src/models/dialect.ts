import type OpenAI from 'openai';
import type { ServiceTier, ToolCall, TurnRequest, Usage } from './model.ts';
import type { SamplingParams } from './params.ts';
import type { HostProfile, ModelProfile } from './registry-schema.ts';

/** The names of the two APIs that are spoken. */
export type DialectName = HostProfile['dialects'][number];

/** What a dialect needs to know of the model it asks. */
export interface WireModel {
  /** The id that this host knows the model by. */
  readonly wireId: string;
  readonly profile: ModelProfile;
  readonly client: OpenAI;
  readonly params: SamplingParams;
  /** Asks for the answer as a stream; a host that sends it whole all the same is understood. */
  readonly stream: boolean;
  /** Cache affinity: the same for all turns of one conversation. */
  readonly conversation: string;
  readonly chatReasoning: HostProfile['chatReasoning'];
}

/** What came, in no dialect. */
export interface WireResult {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly calls: readonly ToolCall[];
  /** What goes back unchanged with the next turn. */
  readonly opaque?: unknown;
  readonly model: string | undefined;
  /** Undefined when the host sent none. */
  readonly usage: Usage | undefined;
  readonly serviceTier?: ServiceTier;
  /** False when the answer broke off before its end. */
  readonly complete: boolean;
}

/** One request's answer with what its headers said. */
export interface WireAnswer {
  readonly result: WireResult;
  readonly headers: Headers;
  /** Time to the first content in ms. */
  readonly firstMs: number | undefined;
}

/** Asks once; calls `alive` whenever something arrives. Throws whatever the SDK or the stream throws. */
export type Ask = (
  model: WireModel,
  request: TurnRequest,
  signal: AbortSignal,
  alive: () => void,
) => Promise<WireAnswer>;

/** Most visible tokens that a step may have: enough for a long result, too few to run away with the budget. */
export const MAX_ANSWER_TOKENS = 8192;

/** A service tier with a price of its own, from what a response says of itself. */
export function readServiceTier(value: unknown): ServiceTier | undefined {
  return value === 'priority' || value === 'batch' ? value : undefined;
}
