import { z } from 'zod';
import { DeskhandError } from '../base/errors.ts';
import type { Registry } from './registry.ts';
import type { ModelProfile } from './registry-schema.ts';

const price = z.number().min(0).optional();

const Entry = z.looseObject({
  litellm_provider: z.string().optional(),
  input_cost_per_token: price,
  cache_read_input_token_cost: price,
  output_cost_per_token: price,
  max_input_tokens: z.number().optional(),
  max_output_tokens: z.number().optional(),
  supports_vision: z.boolean().optional(),
  deprecation_date: z.string().optional(),
});

/** A model of LiteLLM's `model_prices_and_context_window.json`: prices in USD a token. */
export type LitellmEntry = z.output<typeof Entry>;

/** One thing in which LiteLLM and the registry differ. */
export interface Difference {
  readonly model: string;
  /** LiteLLM's field, or `long_context` for the dearer tier. */
  readonly field: string;
  readonly registry: string;
  readonly litellm: string;
  /** Why the registry keeps its own, where that was decided; undefined is for a person to look at. */
  readonly reason: string | undefined;
}

/** What a comparison found. */
export interface Comparison {
  /** Entries of LiteLLM that stand for a model of the registry. */
  readonly compared: readonly string[];
  readonly differences: readonly Difference[];
  /** Grok models of LiteLLM that the registry does not know. */
  readonly unknown: readonly string[];
  /** Grok models of the registry that LiteLLM does not have. */
  readonly missing: readonly string[];
}

/** Compares LiteLLM's xAI chat models with the registry. Throws `bad_input` when the value is not such a file. */
export function compareLitellm(registry: Registry, value: unknown): Comparison {
  const file = z.record(z.string(), z.unknown()).safeParse(value);
  if (!file.success) {
    throw new DeskhandError(
      'bad_input',
      'This is not a LiteLLM price file: it must be a JSON object of models.',
    );
  }
  const entries = Object.entries(file.data).flatMap(([key, raw]) => {
    const entry = Entry.safeParse(raw);
    return key.startsWith('xai/') && entry.success ? [{ key, entry: entry.data }] : [];
  });
  const known = entries.flatMap(({ key, entry }) => {
    const profile = registry.find(key);
    return profile === undefined ? [] : [{ key, entry, profile }];
  });
  const found = new Set(known.map(({ profile }) => profile.id));
  return {
    compared: known.map(({ key }) => key),
    differences: known.flatMap(({ key, entry, profile }) => differences(key, entry, profile)),
    unknown: entries.map(({ key }) => key).filter((key) => registry.find(key) === undefined),
    missing: registry.models
      .filter(({ id, vendor }) => vendor === 'xai' && !found.has(id))
      .map(({ id }) => id),
  };
}

function differences(key: string, entry: LitellmEntry, profile: ModelProfile): readonly Difference[] {
  const [base, long] = profile.tiers;
  const longLitellm = Object.entries(entry).filter(([field]) => /_above_\d+k_tokens$/.test(field));
  const fields: readonly [string, number | string | undefined, number | string | undefined][] = [
    ['input_cost_per_token', base?.input, perMillion(entry.input_cost_per_token)],
    ['cache_read_input_token_cost', base?.cached, perMillion(entry.cache_read_input_token_cost)],
    ['output_cost_per_token', base?.output, perMillion(entry.output_cost_per_token)],
    ['max_input_tokens', profile.context, entry.max_input_tokens],
    ['max_output_tokens', profile.outputCap, entry.max_output_tokens],
    ['deprecation_date', profile.lifecycle.retired, entry.deprecation_date],
    [
      'long_context',
      long === undefined ? undefined : tier(long),
      longLitellm.length === 0 ? undefined : longTier(entry, longLitellm, long?.cached),
    ],
  ];
  return fields.flatMap(([field, ours, theirs]) =>
    ours === theirs
      ? []
      : [
          {
            model: key,
            field,
            registry: String(ours ?? '–'),
            litellm: String(theirs ?? '–'),
            reason: profile.litellm[field],
          },
        ],
  );
}

/** USD per million of a price a token, freed of the noise of binary fractions. */
function perMillion(usd: number | undefined): number | undefined {
  return usd === undefined ? undefined : Number((usd * 1e6).toPrecision(12));
}

function tier({ from, input, cached, output }: ModelProfile['tiers'][number]): string {
  // "above 128k" and "from 200,000" are both told in thousands.
  return `${Math.round(from / 1000)}k: ${input}/${cached}/${output}`;
}

/** LiteLLM's dearer tier in the same words; where it has no cached price there, that of the registry's tier stands. */
function longTier(
  entry: LitellmEntry,
  fields: readonly (readonly [string, unknown])[],
  cached: number | undefined,
): string {
  const value = (name: string): number | undefined => {
    const found = fields.find(([field]) => field.startsWith(name))?.[1];
    return typeof found === 'number' ? perMillion(found) : undefined;
  };
  const [, thousands = '?'] = /_above_(\d+)k_tokens$/.exec(fields[0]?.[0] ?? '') ?? [];
  const input = value('input_cost_per_token') ?? perMillion(entry.input_cost_per_token);
  const output = value('output_cost_per_token') ?? perMillion(entry.output_cost_per_token);
  return `${thousands}k: ${input}/${value('cache_read_input_token_cost') ?? cached}/${output}`;
}
