import { toDeskhandError } from '../base/errors.ts';
import type { DeskhandError } from '../base/errors.ts';
import type { DialectName } from './dialect.ts';
import { classifyFailure, failureToError } from './failure.ts';
import type { Gate } from './gate.ts';
import { comparePrices, findLanguageModel, liveUsd, readLanguageModels } from './live.ts';
import type { LanguageModel, PriceDifference } from './live.ts';
import { openModel } from './open.ts';
import type { OpenedModel } from './open.ts';
import type { Registry } from './registry.ts';
import type { ModelProfile } from './registry-schema.ts';

/** What is to be checked. */
export interface CheckRequest {
  readonly registry: Registry;
  readonly id: string;
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly dialect?: DialectName | undefined;
  readonly gate?: Gate | undefined;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** What a check found. */
export interface CheckReport {
  readonly asked: string;
  /** The id that answered, as the host wrote it. */
  readonly answered: string;
  readonly redirected: boolean;
  readonly costUsd: number;
  readonly firstMs: number;
  /** Prices now in USD per million tokens, where the host tells them; null elsewhere. */
  readonly priceNow: { readonly input: number; readonly cached: number; readonly output: number } | null;
  readonly differences: readonly PriceDifference[];
  /** Whether the host lists the model; null where it has no list. */
  readonly listed: boolean | null;
}

/** How long the lists may take, in ms. */
const LIST_MS = 15_000;

/**
 * Calls the endpoint with the key: one tiny question for the model, then the host's price list. Throws what a run would throw:
 * `bad_key`, `no_credits`, `model_gone`, `model_failed` when it cannot be reached.
 */
export async function checkModel(request: CheckRequest): Promise<CheckReport> {
  const { registry, signal } = request;
  const opened = openModel({ ...request, stream: true });
  const reply = await ask(opened, signal);
  const live = await liveModels(request);
  const answered = registry.find(reply.model) ?? opened.profile;
  const entry = live === undefined ? undefined : findLanguageModel(live, [reply.model, ...idsOf(answered)]);
  return {
    asked: opened.profile.id,
    answered: reply.model,
    redirected: answered.id !== opened.profile.id,
    costUsd: reply.costUsd,
    firstMs: reply.timings.firstMs,
    priceNow: entry === undefined ? null : priceNow(entry),
    differences: entry === undefined ? [] : comparePrices(answered, entry),
    listed: live === undefined ? null : findLanguageModel(live, idsOf(opened.profile)) !== undefined,
  };
}

function ask({ model }: OpenedModel, signal: AbortSignal) {
  return model.reply({
    messages: [
      { role: 'system', text: 'Answer with one word.' },
      { role: 'user', text: 'Say ok.' },
    ],
    tools: [],
    signal,
  });
}

function idsOf(profile: ModelProfile): readonly string[] {
  return [profile.id, ...profile.aliases];
}

function priceNow(entry: LanguageModel) {
  return {
    input: liveUsd(entry.prompt_text_token_price ?? 0),
    cached: liveUsd(entry.cached_prompt_text_token_price ?? 0),
    output: liveUsd(entry.completion_text_token_price ?? 0),
  };
}

/** The host's list, or undefined where it has none: only xAI is known to have one. */
async function liveModels(request: CheckRequest): Promise<readonly LanguageModel[] | undefined> {
  const url = new URL(request.baseUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/language-models`;
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(LIST_MS)]);
  try {
    const response = await fetch(url, { headers: { authorization: `Bearer ${request.apiKey}` }, signal });
    if (response.status === 404 || response.status === 405) return undefined;
    const text = await response.text();
    if (!response.ok) throw listFailure(response.status, text, request);
    return readLanguageModels(JSON.parse(text));
  } catch (error) {
    request.signal.throwIfAborted();
    const { message } = toDeskhandError(error);
    request.warn(`The host's price list could not be read: ${message}`);
    return undefined;
  }
}

function listFailure(status: number, text: string, { id, baseUrl, apiKey }: CheckRequest): DeskhandError {
  const failure = classifyFailure({ status, text: text.replaceAll(apiKey, '[key]').slice(0, 300) }, 0);
  return failureToError(failure, id, new URL(baseUrl).host);
}
