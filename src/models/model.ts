import type { JsonObject, JsonValue } from '../base/json.ts';

/** A picture for the model, already encoded. */
export interface ModelImage {
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** A tool that the model may call: JSON Schema 2020-12 of its arguments. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}

/** A call that the model made. `arguments` is the text as it came; the caller parses and checks it. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** One entry of the conversation, in no vendor's dialect. Adapters translate it. */
export type Message =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly text: string; readonly images?: readonly ModelImage[] }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly calls: readonly ToolCall[];
      /** What this adapter needs back unchanged in the next turn, such as encrypted reasoning. */
      readonly opaque?: unknown;
    }
  | { readonly role: 'tool'; readonly callId: string; readonly name: string; readonly text: string };

/** Token counts of one response, normalised: see docs/architecture.md, money. */
export interface Usage {
  /** All prompt tokens, cached and image tokens included. */
  readonly input: number;
  /** Prompt tokens read from the provider's cache. */
  readonly cached: number;
  /** Billed output tokens, reasoning included, whatever the dialect. */
  readonly output: number;
  /** Reasoning tokens, for information: they are inside `output`. */
  readonly reasoning: number;
  /** The provider's own price in 10^-10 USD, when it sent one that is not 0 for non-zero tokens. */
  readonly ticks?: number;
  /** Image tokens, for information: they are inside `input`. Only where the provider told them. */
  readonly images?: number;
  /** Calls of the provider's own tools by the provider's name, such as `web_search`; only where there were any. */
  readonly serverTools?: Readonly<Record<string, number>>;
  /** A service tier with a price of its own; absent for the default one. */
  readonly serviceTier?: ServiceTier;
}

/** Service tiers whose price differs from the default one. */
export type ServiceTier = 'priority' | 'batch';

/** Whether and what the model must call; `auto` when nothing is said. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** The form that a final answer must have: a JSON Schema 2020-12 under a name of letters, digits, `_` and `-`. */
export interface AnswerFormat {
  readonly name: string;
  readonly schema: JsonObject;
}

/** What a model answered. */
export interface ModelReply {
  readonly text: string;
  /** Readable reasoning, where the model shows it. */
  readonly reasoning: string;
  readonly calls: readonly ToolCall[];
  readonly opaque?: unknown;
  readonly usage: Usage;
  /** The model that answered, which may not be the one that was asked. */
  readonly model: string;
  /** Dollars for this response: ticks where sent, else the registry's price of the model that answered. */
  readonly costUsd: number;
  /** The answer as a value, when an `answer` form was asked for and the text fits it; absent when it does not. */
  readonly parsed?: JsonValue;
  /** Time to the first byte of content and to the end, in ms. */
  readonly timings: { readonly firstMs: number; readonly totalMs: number };
}

/** What a turn asks for. */
export interface TurnRequest {
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  readonly signal: AbortSignal;
  readonly toolChoice?: ToolChoice;
  /** The form of a final answer. It is asked for on the wire; what comes is checked by the caller or `askForAnswer`. */
  readonly answer?: AnswerFormat;
  /** Called when the client waits (for a limit too) or tries again, for the progress line. */
  readonly onWait?: (reason: string, ms: number) => void;
}

/** Anything that can decide the next step: Grok through a provider, or the playbook planner. */
export interface Model {
  /** The id that was asked for. */
  readonly id: string;
  /** The next reply. Throws DeskhandError with a model code (`bad_key`, `no_credits`, `rate_limited`, `model_gone`, `model_failed`, …). */
  reply(request: TurnRequest): Promise<ModelReply>;
}
