import { z } from 'zod';
import type { ModelProfile } from './registry-schema.ts';

const price = z.number().min(0).nullish();

const LanguageModel = z.looseObject({
  id: z.string(),
  aliases: z.array(z.string()).nullish(),
  prompt_text_token_price: price,
  cached_prompt_text_token_price: price,
  completion_text_token_price: price,
  prompt_text_token_price_long_context: price,
  cached_prompt_text_token_price_long_context: price,
  completion_text_token_price_long_context: price,
  long_context_threshold: z.number().nullish(),
});

/** A model as `GET /v1/language-models` tells of it: prices in USD cents per 100 million tokens. */
export type LanguageModel = z.output<typeof LanguageModel>;

/** The models in an answer of `GET /v1/language-models`; empty when it is none. */
export function readLanguageModels(value: unknown): readonly LanguageModel[] {
  const { models, data } = (value ?? {}) as { models?: unknown; data?: unknown };
  const list = Array.isArray(models) ? models : Array.isArray(data) ? data : [];
  return list.flatMap((each) => {
    const parsed = LanguageModel.safeParse(each);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The entry of an id or alias. */
export function findLanguageModel(
  models: readonly LanguageModel[],
  ids: readonly string[],
): LanguageModel | undefined {
  return models.find(
    (model) => ids.includes(model.id) || (model.aliases ?? []).some((alias) => ids.includes(alias)),
  );
}

/** A price that differs: where, what the registry says, what the provider says, in USD per million tokens. */
export interface PriceDifference {
  readonly field: string;
  readonly registry: number | null;
  readonly live: number;
}

/** USD per million tokens of a live price. */
export function liveUsd(value: number): number {
  return value / 10_000;
}

/** Where the provider's price list and the registry differ; empty when they agree. */
export function comparePrices(profile: ModelProfile, live: LanguageModel): readonly PriceDifference[] {
  const [base, long] = profile.tiers;
  const all: readonly [string, number | undefined, number | null | undefined][] = [
    ['input', base?.input, live.prompt_text_token_price],
    ['cached', base?.cached, live.cached_prompt_text_token_price],
    ['output', base?.output, live.completion_text_token_price],
    ['long input', long?.input, live.prompt_text_token_price_long_context],
    ['long cached', long?.cached, live.cached_prompt_text_token_price_long_context],
    ['long output', long?.output, live.completion_text_token_price_long_context],
  ];
  return all.flatMap(([field, registry, value]) => {
    // 0 stands for "has none" in that list, never for free.
    if (value === undefined || value === null || value === 0) return [];
    const now = liveUsd(value);
    return registry === now ? [] : [{ field, registry: registry ?? null, live: now }];
  });
}
