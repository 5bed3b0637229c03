import { DeskhandError } from '../base/errors.ts';
import type { DialectName } from './dialect.ts';
import type { ServiceTier, Usage } from './model.ts';
import { priceOf } from './pricing.ts';
import type { Price } from './pricing.ts';
import type { Registry } from './registry.ts';
import type { HostProfile, ModelProfile } from './registry-schema.ts';
import { requireUsage } from './usage.ts';

/** What is to be priced. */
export interface QuoteRequest {
  /** The model that answered, in any spelling; what the response names when absent. */
  readonly model?: string | undefined;
  /** Host id; the model maker's own when absent. */
  readonly host?: string | undefined;
  /** Read off the fields' names when absent. */
  readonly dialect?: DialectName | undefined;
  readonly serviceTier?: ServiceTier | undefined;
  /** A usage object, or a whole response that has one. */
  readonly value: unknown;
}

/** A price with all that it was made from. */
export interface Quote {
  readonly profile: ModelProfile;
  readonly host: HostProfile | undefined;
  readonly dialect: DialectName;
  readonly usage: Usage;
  readonly price: Price;
  /** Sentences about what was assumed or does not agree. */
  readonly notes: readonly string[];
}

/** Prices a usage object by the published rules. Throws `bad_input` for what is no usage and `not_found` for an unknown model or host. */
export function quote(registry: Registry, request: QuoteRequest): Quote {
  const found = unwrap(request.value);
  const id = request.model ?? found.model;
  if (id === undefined) {
    throw new DeskhandError('bad_input', 'Say which model answered.', {
      hint: 'For example --model grok-4-1-fast.',
    });
  }
  const host = hostFor(registry, request.host, id);
  const profile = registry.on(host, id);
  const dialect = request.dialect ?? dialectOf(found.usage);
  const reasoning = host?.chatReasoning ?? 'inside';
  const usage = {
    ...requireUsage(found.usage, dialect, reasoning),
    ...tierOf(request.serviceTier ?? found.tier),
  };
  const price = priceOf(profile, usage);
  const notes = notesFor({ profile, usage, price, raw: found, answered: registry.find(found.model ?? '') });
  return { profile, host, dialect, usage, price, notes };
}

interface Found {
  readonly usage: Readonly<Record<string, unknown>>;
  readonly model: string | undefined;
  readonly tier: ServiceTier | undefined;
}

function unwrap(value: unknown): Found {
  const whole = asObject(value);
  if (whole === undefined) {
    throw new DeskhandError('bad_input', 'The usage must be one JSON object.', {
      hint: "Give a response's usage object, or the whole response.",
    });
  }
  const usage = asObject(whole['usage']);
  if (usage === undefined) return { usage: whole, model: undefined, tier: undefined };
  const { model, service_tier: tier } = whole;
  return {
    usage,
    model: typeof model === 'string' ? model : undefined,
    tier: tier === 'priority' || tier === 'batch' ? tier : undefined,
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}

function hostFor(registry: Registry, host: string | undefined, model: string): HostProfile | undefined {
  if (host !== undefined) return registry.host(host);
  const { vendor } = registry.get(model);
  return registry.hosts.find((each) => each.id === vendor);
}

function dialectOf(usage: Readonly<Record<string, unknown>>): DialectName {
  if ('prompt_tokens' in usage) return 'chat';
  if ('input_tokens' in usage) return 'responses';
  throw new DeskhandError('bad_input', 'The usage has neither prompt_tokens nor input_tokens.', {
    hint: 'Chat Completions usage has prompt_tokens, Responses usage has input_tokens.',
  });
}

function tierOf(tier: ServiceTier | undefined): { readonly serviceTier?: ServiceTier } {
  return tier === undefined ? {} : { serviceTier: tier };
}

interface Noted {
  readonly profile: ModelProfile;
  readonly usage: Usage;
  readonly price: Price;
  readonly raw: Found;
  readonly answered: ModelProfile | undefined;
}

function notesFor({ profile, usage, price, raw, answered }: Noted): readonly string[] {
  const tokens = usage.input + usage.output;
  const zero = raw.usage['cost_in_usd_ticks'] === 0 && tokens > 0;
  const differs = price.source === 'provider' && price.computed !== price.ticks;
  const unknownTool = Object.keys(usage.serverTools ?? {}).find(
    (name) => profile.toolFees[name] === undefined,
  );
  const { serviceTier } = usage;
  return [
    ...(zero
      ? ['cost_in_usd_ticks is 0 with tokens used: that means unknown, so the registry prices it.']
      : []),
    ...(differs
      ? [`The registry comes to ${price.computed} ticks, the provider billed ${price.ticks}.`]
      : []),
    ...(usage.cached > usage.input
      ? ['More cached than prompt tokens: nothing fresh, all cached tokens are billed.']
      : []),
    ...(answered !== undefined && answered.id !== profile.id
      ? [`The response names ${answered.id} as the model that answered, not ${profile.id}.`]
      : []),
    ...(unknownTool === undefined
      ? []
      : [`The fee for ${unknownTool} is not in the registry; it counts as 0.`]),
    ...(serviceTier !== undefined && profile.factors[serviceTier] === undefined
      ? [`The registry has no price for ${profile.id} at ${serviceTier}; the default price is taken.`]
      : []),
  ];
}
