import { AnswerError, errorText } from '../api-error.ts';
import { readServiceTier } from '../dialect.ts';
import type { WireResult } from '../dialect.ts';
import { readResponsesUsage } from '../usage.ts';
import { readOutput } from './output.ts';

/** An event of a Responses stream, or a whole response from a host that does not stream. Only what is read. */
export interface ResponsesEvent {
  readonly type?: string;
  readonly object?: string;
  readonly item?: unknown;
  readonly response?: ResponsesBody;
  readonly message?: string;
}

/** A response as far as it is read. */
export interface ResponsesBody {
  readonly model?: string;
  readonly output?: readonly unknown[];
  readonly usage?: unknown;
  readonly status?: string;
  readonly service_tier?: unknown;
  readonly error?: unknown;
}

const DELTAS = new Set([
  'response.output_text.delta',
  'response.reasoning_summary_text.delta',
  'response.reasoning_text.delta',
  'response.function_call_arguments.delta',
]);

/** Adds up the events of a stream. Usage comes in the last one only; there is no `[DONE]`. */
export class ResponsesAccumulator {
  #final: ResponsesBody | undefined;
  #model: string | undefined;
  readonly #items: unknown[] = [];

  /** Takes one event; returns true when it carried content. Throws for an event that tells of a failure. */
  add(event: ResponsesEvent): boolean {
    if (event.object === 'response') return this.#end(event as ResponsesBody);
    this.#model ??= event.response?.model;
    switch (event.type) {
      case 'response.output_item.done':
        this.#items.push(event.item);
        return true;
      case 'response.completed':
      case 'response.incomplete':
        return this.#end(event.response ?? {});
      case 'response.failed':
        throw failed(event.response?.error);
      case 'error':
        throw failed(event);
      default:
        return DELTAS.has(event.type ?? '');
    }
  }

  /** The sum so far; complete once the final event has come. */
  result(): WireResult {
    const final = this.#final;
    const output = final?.output ?? [];
    const { items, ...said } = readOutput(output.length > 0 ? output : this.#items);
    const tier = readServiceTier(final?.service_tier);
    return {
      ...said,
      ...(items.length === 0 ? {} : { opaque: { items } }),
      model: final?.model ?? this.#model,
      usage: readResponsesUsage(final?.usage),
      ...(tier === undefined ? {} : { serviceTier: tier }),
      complete: final !== undefined,
    };
  }

  #end(body: ResponsesBody): boolean {
    if (body.status === 'failed') throw failed(body.error);
    this.#final = body;
    return (body.output ?? []).length > 0;
  }
}

function failed(error: unknown): AnswerError {
  const text = error === undefined || error === null ? '' : errorText(error);
  return new AnswerError({
    status: 200,
    text: text === '' ? 'The response failed and no reason is given.' : text,
  });
}
