import { DeskhandError } from '../base/errors.ts';
import type { ErrorCode } from '../base/errors.ts';
import { retryAfterMs } from './retry-after.ts';

/** What went wrong with a request to a model, whatever the provider calls it. */
export type FailureKind =
  | 'bad_key'
  | 'no_credits'
  | 'rate_limited'
  | 'model_gone'
  | 'context_too_long'
  | 'refused'
  | 'bad_request'
  | 'server'
  | 'network'
  | 'cut_stream'
  | 'timeout';

/** What is known of a failed request. */
export interface FailureFacts {
  /** HTTP status; undefined when no answer came. 200 for an error body under a good status. */
  readonly status?: number | undefined;
  /** The body's or the exception's text. */
  readonly text: string;
  readonly headers?: Headers | undefined;
  /** Estimated prompt tokens and what the model takes: Azure answers a far too long prompt with a plain 429. */
  readonly prompt?: { readonly tokens: number; readonly context: number };
  /** Set where the exception itself says what it was. */
  readonly kind?: 'network' | 'cut_stream' | 'timeout';
}

/** A classified failure. */
export interface Failure {
  readonly kind: FailureKind;
  /** True when the same request may succeed a little later. */
  readonly retry: boolean;
  /** How long the server asked to wait. */
  readonly afterMs?: number;
  readonly text: string;
  readonly status?: number | undefined;
}

interface Rule {
  readonly kind: FailureKind;
  readonly statuses?: readonly number[];
  readonly text?: RegExp;
}

/** First match wins. xAI answers a wrong key with 400, used-up credits with 429 or 403, and some errors with 200. */
const RULES: readonly Rule[] = [
  { kind: 'bad_key', statuses: [401] },
  { kind: 'bad_key', statuses: [400, 403], text: /api[ -_]?key|authenticat|unauthori[sz]ed/i },
  { kind: 'no_credits', statuses: [402] },
  {
    kind: 'no_credits',
    statuses: [200, 400, 403, 429],
    text: /\bcredits?\b|spending limit|insufficient[_ ](quota|balance|funds)|billing/i,
  },
  {
    kind: 'context_too_long',
    statuses: [200, 400, 413, 422, 429],
    text: /context[_ ](length|window)|maximum (prompt|context|input)|prompt (is|was) too (long|large)|prompt length/i,
  },
  {
    kind: 'refused',
    statuses: [200, 400, 403, 451],
    text: /content (policy|filter|violat)|usage guidelines|safety (check|system|polic)|moderation/i,
  },
  { kind: 'model_gone', statuses: [404, 410] },
  {
    kind: 'model_gone',
    statuses: [200, 400, 403],
    text: /model\b.{0,80}(not (found|exist|available)|does not exist|deprecated|retired|no longer|unknown)/i,
  },
  { kind: 'rate_limited', statuses: [429] },
  { kind: 'bad_key', statuses: [403] },
  { kind: 'server', statuses: [200], text: /unavailable|overload|capacity|internal|try again|timed? ?out/i },
  { kind: 'server', statuses: [408, 409, 425] },
];

const RETRIED: readonly FailureKind[] = ['rate_limited', 'server', 'network', 'cut_stream', 'timeout'];

/** What kind of failure it is and whether to try again. `now` is the clock for a Retry-After date, in ms. */
export function classifyFailure(facts: FailureFacts, now: number): Failure {
  const found = facts.kind ?? kindOf(facts);
  const kind = found === 'rate_limited' && isTooLong(facts) ? 'context_too_long' : found;
  const after = facts.headers === undefined ? undefined : retryAfterMs(facts.headers, now);
  return {
    kind,
    retry: RETRIED.includes(kind),
    text: facts.text,
    status: facts.status,
    ...(after === undefined ? {} : { afterMs: after }),
  };
}

/** The failure as the error that a person reads. */
export function failureToError(failure: Failure, model: string, host: string): DeskhandError {
  const { code, says, hint } = SENTENCES[failure.kind];
  const detail = failure.text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  const status = failure.status === undefined || failure.status === 200 ? '' : `HTTP ${failure.status}: `;
  return new DeskhandError(code, `${host}: ${says} (${model}). ${status}${detail}`.trim(), { hint });
}

function isTooLong({ prompt }: FailureFacts): boolean {
  return prompt !== undefined && prompt.tokens > prompt.context;
}

function kindOf({ status, text }: FailureFacts): FailureKind {
  if (status === undefined) return 'network';
  if (status >= 500) return 'server';
  const rule = RULES.find(
    (each) => (each.statuses?.includes(status) ?? true) && (each.text === undefined || each.text.test(text)),
  );
  return rule?.kind ?? 'bad_request';
}

const SENTENCES: Readonly<Record<FailureKind, { code: ErrorCode; says: string; hint: string }>> = {
  bad_key: {
    code: 'bad_key',
    says: 'the API key was refused',
    hint: 'Check XAI_API_KEY (keys are made at https://console.x.ai) and that it belongs to this base URL.',
  },
  no_credits: {
    code: 'no_credits',
    says: 'the account has no credits left',
    hint: 'Add credits or raise the spending limit at https://console.x.ai; trying again does not help.',
  },
  rate_limited: {
    code: 'rate_limited',
    says: 'the rate limit holds and retrying did not help',
    hint: 'Wait a minute, run fewer tasks at once, or ask the provider for a higher limit.',
  },
  model_gone: {
    code: 'model_gone',
    says: 'the model is not served there',
    hint: 'Name another model, such as grok-4.3, or a host that still serves this one.',
  },
  context_too_long: {
    code: 'model_failed',
    says: 'the prompt was too long for the model',
    hint: 'Split the task, or use a model with a larger context.',
  },
  refused: {
    code: 'model_failed',
    says: 'the provider refused the content',
    hint: 'Rephrase the task; the page on the screen may be what was refused.',
  },
  bad_request: {
    code: 'model_failed',
    says: 'the provider did not accept the request',
    hint: 'The text says which part; a model that takes tools and images is needed.',
  },
  server: {
    code: 'model_failed',
    says: 'the provider had an error and retrying did not help',
    hint: 'Try again later or use another host.',
  },
  network: {
    code: 'model_failed',
    says: 'the provider could not be reached',
    hint: 'Check the network, the proxy and XAI_BASE_URL.',
  },
  cut_stream: {
    code: 'model_failed',
    says: 'the answer broke off, also when it was asked for again',
    hint: 'Check the network and the proxy, or try again later.',
  },
  timeout: {
    code: 'model_failed',
    says: 'the provider sent nothing for too long',
    hint: 'Try again later or use another model.',
  },
};
