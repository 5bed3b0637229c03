import { readServiceTier } from '../dialect.ts';
import type { WireResult } from '../dialect.ts';
import type { ServiceTier, Usage } from '../model.ts';
import { readChatUsage } from '../usage.ts';
import type { ChatReasoning } from '../usage.ts';

/** A chunk of a Chat Completions stream, or a whole completion from a host that does not stream. Only what is read. */
export interface ChatChunk {
  readonly model?: string;
  readonly choices?: readonly {
    readonly delta?: ChatDelta | null;
    readonly message?: ChatDelta | null;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: unknown;
  readonly service_tier?: unknown;
}

interface ChatDelta {
  readonly content?: string | null;
  readonly reasoning_content?: string | null;
  readonly refusal?: string | null;
  readonly tool_calls?:
    | readonly {
        readonly index?: number;
        readonly id?: string;
        readonly function?: { readonly name?: string; readonly arguments?: string };
      }[]
    | null;
}

/** Adds up chunks. Grok sends a tool call whole in one chunk, other hosts in pieces with an index; usage comes after the finish reason. */
export class ChatAccumulator {
  #text = '';
  #reasoning = '';
  #refusal = '';
  #model: string | undefined;
  #usage: Usage | undefined;
  #tier: ServiceTier | undefined;
  #finished = false;
  readonly #calls: { index: number | undefined; id: string; name: string; arguments: string }[] = [];

  readonly #counting: ChatReasoning;

  /** `counting`: where the host tells reasoning tokens when it sends no total. */
  constructor(counting: ChatReasoning = 'inside') {
    this.#counting = counting;
  }

  /** Takes one chunk; returns true when it carried content. */
  add(chunk: ChatChunk): boolean {
    this.#model ??= chunk.model;
    this.#tier = readServiceTier(chunk.service_tier) ?? this.#tier;
    if (chunk.usage !== undefined && chunk.usage !== null)
      this.#usage = readChatUsage(chunk.usage, this.#counting) ?? this.#usage;
    const choice = chunk.choices?.[0];
    if (choice === undefined) return false;
    if (choice.finish_reason !== undefined && choice.finish_reason !== null) this.#finished = true;
    const delta = choice.delta ?? choice.message;
    return delta === undefined || delta === null ? false : this.#addDelta(delta);
  }

  /** The sum so far; complete once a finish reason or the usage has come. */
  result(): WireResult {
    return {
      text: this.#text,
      reasoning: this.#reasoning,
      refusal: this.#refusal,
      calls: this.#calls.map((call, i) => ({
        id: call.id === '' ? `call_${i}` : call.id,
        name: call.name,
        arguments: call.arguments,
      })),
      model: this.#model,
      usage: this.#usage,
      ...(this.#reasoning === '' ? {} : { opaque: { reasoningContent: this.#reasoning } }),
      ...(this.#tier === undefined ? {} : { serviceTier: this.#tier }),
      complete: this.#finished || this.#usage !== undefined,
    };
  }

  #addDelta(delta: ChatDelta): boolean {
    this.#text += delta.content ?? '';
    this.#reasoning += delta.reasoning_content ?? '';
    this.#refusal += delta.refusal ?? '';
    for (const piece of delta.tool_calls ?? []) {
      const call = this.#callFor(piece.index, piece.id);
      call.name += piece.function?.name ?? '';
      call.arguments += piece.function?.arguments ?? '';
    }
    return Boolean(delta.content) || Boolean(delta.reasoning_content) || (delta.tool_calls ?? []).length > 0;
  }

  #callFor(index: number | undefined, id: string | undefined) {
    const last = this.#calls.at(-1);
    const known =
      index === undefined
        ? id === undefined || id === last?.id
          ? last
          : undefined
        : this.#calls.find(
            (call) => call.index === index && (id === undefined || call.id === id || call.id === ''),
          );
    if (known !== undefined) {
      if (known.id === '') known.id = id ?? '';
      return known;
    }
    const call = { index, id: id ?? '', name: '', arguments: '' };
    this.#calls.push(call);
    return call;
  }
}
