import { DeskhandError } from '../base/errors.ts';
import { failureFacts } from './api-error.ts';
import { classifyFailure, failureToError } from './failure.ts';
import type { Failure } from './failure.ts';
import type { Pass } from './gate.ts';
import { readRateHeaders, readRateText } from './rate-headers.ts';
import { abortReason, pauseMs } from './retry.ts';
import type { Pace, RetryPolicy } from './retry.ts';

/** How requests to one endpoint are made. */
export interface RequestPolicy {
  readonly retries: RetryPolicy;
  readonly pace: Pace;
  /** A request in which nothing arrives for so long is given up, in ms. */
  readonly idleMs: number;
  /** For messages: which model, where. */
  readonly model: string;
  readonly host: string;
  /** Tokens of prompt and answer that the model takes there. */
  readonly context: number;
  /** Blanks out the API key, should an answer repeat it. */
  readonly mask: (text: string) => string;
}

/** One request in all its attempts. */
export interface RequestPlan {
  readonly policy: RequestPolicy;
  readonly signal: AbortSignal;
  readonly onWait: ((reason: string, ms: number) => void) | undefined;
  /** Asks for leave before each attempt. */
  readonly enter: () => Promise<Pass>;
  /** Estimated prompt tokens, to tell a prompt that is too long from a rate limit. */
  readonly prompt: number;
}

/** One attempt: gets a signal for the whole of it, calls `alive` whenever something arrives, tells its pass of the answer. */
export type Attempt<T> = (signal: AbortSignal, alive: () => void, pass: Pass) => Promise<T>;

/**
 * Makes one request, again as often as the policy and the kind of failure allow. Throws a DeskhandError; the outer signal's
 * reason once that is aborted.
 */
export async function withRetries<T>(plan: RequestPlan, attempt: Attempt<T>): Promise<T> {
  const { policy, signal, onWait } = plan;
  for (let tried = 1; ; tried++) {
    if (signal.aborted) throw abortReason(signal);
    const pass = await plan.enter();
    const outcome = await once(plan, pass, attempt);
    if ('value' in outcome) return outcome.value;
    const { failure } = outcome;
    const ms = pauseMs(failure, tried, policy.retries, policy.pace.random());
    // A rate limit is everyone's who shares the key: none of them calls before the pause is over.
    const shared = failure.kind === 'rate_limited' ? ms : undefined;
    await pass.failed({ ...readRateHeaders(outcome.headers), ...readRateText(failure.text) }, shared);
    if (!failure.retry || tried >= policy.retries.tries)
      throw failureToError(failure, policy.model, policy.host);
    onWait?.(waitReason(failure, policy.host), ms);
    await policy.pace.sleep(ms, signal);
  }
}

type Outcome<T> =
  | { readonly value: T }
  | { readonly failure: Failure; readonly headers: Headers | undefined };

async function once<T>(plan: RequestPlan, pass: Pass, attempt: Attempt<T>): Promise<Outcome<T>> {
  const { policy, signal } = plan;
  const idle = new AbortController();
  const giveUp = (): void => idle.abort();
  let timer = setTimeout(giveUp, policy.idleMs);
  let streaming = false;
  const alive = (): void => {
    streaming = true;
    clearTimeout(timer);
    timer = setTimeout(giveUp, policy.idleMs);
  };
  try {
    return { value: await attempt(AbortSignal.any([signal, idle.signal]), alive, pass) };
  } catch (error) {
    if (signal.aborted || error instanceof DeskhandError) {
      await pass.failed({});
      throw signal.aborted ? abortReason(signal) : error;
    }
    const seconds = Math.round(policy.idleMs / 1000);
    const facts = idle.signal.aborted
      ? { text: `Nothing arrived for ${seconds} s.`, kind: 'timeout' as const }
      : failureFacts(error, streaming);
    const failure = classifyFailure(
      { ...facts, prompt: { tokens: plan.prompt, context: policy.context } },
      policy.pace.now(),
    );
    const headers = 'headers' in facts ? facts.headers : undefined;
    return { failure: { ...failure, text: policy.mask(failure.text) }, headers };
  } finally {
    clearTimeout(timer);
  }
}

function waitReason(failure: Failure, host: string): string {
  switch (failure.kind) {
    case 'rate_limited':
      return `${host}: rate limit reached`;
    case 'network':
      return `${host}: no connection`;
    case 'cut_stream':
      return `${host}: the answer broke off`;
    case 'timeout':
      return `${host}: no answer`;
    default:
      return `${host}: the provider had an error`;
  }
}
