import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { DeskhandError } from '../base/errors.ts';
import type { FailureFacts } from './failure.ts';

/** A failure that our own code found in an answer. */
export class AnswerError extends Error {
  readonly facts: FailureFacts;

  constructor(facts: FailureFacts) {
    super(facts.text);
    this.facts = facts;
  }
}

/** What an exception of the SDK, of `fetch` or of a stream says about the failure. Errors of ours are thrown on. */
export function failureFacts(error: unknown, streaming: boolean): FailureFacts {
  if (error instanceof DeskhandError) throw error;
  if (error instanceof AnswerError) return error.facts;
  if (error instanceof APIConnectionTimeoutError) return { text: error.message, kind: 'timeout' };
  if (error instanceof APIConnectionError) return { text: causeText(error), kind: 'network' };
  if (error instanceof APIError) {
    // Without a status it is an error event or an error body under status 200.
    const status = typeof error.status === 'number' ? error.status : 200;
    return { status, text: apiText(error), headers: headersOf(error) };
  }
  if (error instanceof Error) return { text: causeText(error), kind: streaming ? 'cut_stream' : 'network' };
  return { text: String(error), kind: 'network' };
}

function apiText(error: APIError): string {
  const body: unknown = error.error;
  if (typeof body === 'string') return body;
  return error.message.replace(/^\d{3} /, '');
}

function headersOf(error: APIError): Headers | undefined {
  const headers: unknown = error.headers;
  return headers instanceof Headers ? headers : undefined;
}

function causeText(error: Error): string {
  const parts: string[] = [];
  for (let each: unknown = error; each instanceof Error && parts.length < 4; each = each.cause) {
    const code = (each as { code?: unknown }).code;
    const text =
      typeof code === 'string' && !each.message.includes(code) ? `${each.message} (${code})` : each.message;
    if (text !== '') parts.push(text);
  }
  return parts.join(': ');
}

/** A whole answer as it is, unless it is an error body under a good status, which is thrown. */
export function errorBody(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) {
    throw new AnswerError({
      status: 200,
      text: `The answer is no JSON object: ${String(data).slice(0, 200)}`,
    });
  }
  const { error, choices, output } = data as Readonly<Record<string, unknown>>;
  if (error === undefined || error === null || choices !== undefined || Array.isArray(output)) return data;
  throw new AnswerError({ status: 200, text: errorText(error) });
}

/** The sentence in an error: xAI sends a string, others an object with a message. */
export function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message } = error as { message?: unknown };
  return typeof message === 'string' ? message : JSON.stringify(error);
}
