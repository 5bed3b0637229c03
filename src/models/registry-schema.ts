import { z } from 'zod';

/** US dollars per million tokens for prompts of at least `from` tokens; the whole request has one tier's price. */
const Tier = z.strictObject({
  from: z.int().min(0),
  input: z.number().min(0),
  /** Price of a prompt token read from the cache; the input price where there is no discount. */
  cached: z.number().min(0),
  /** Price of an output token; reasoning counts as output. */
  output: z.number().min(0),
});

/** How many prompt tokens a picture costs. */
const ImageRule = z.discriminatedUnion('kind', [
  /** Always the same number. */
  z.strictObject({ kind: z.literal('flat'), tokens: z.int().min(0) }),
  /** `ceil(width/edge) * ceil(height/edge) + plus` tiles of `perTile` tokens, at most `max` tokens. */
  z.strictObject({
    kind: z.literal('tiles'),
    edge: z.int().min(1),
    perTile: z.int().min(1),
    plus: z.int().min(0).default(0),
    max: z.int().min(1).optional(),
  }),
]);

/** A service tier's price as a factor on the whole token price. */
const Factors = z.strictObject({
  priority: z.number().gt(0).optional(),
  batch: z.number().gt(0).optional(),
});

/** Most requests and tokens in a minute. */
const Limits = z.strictObject({ rpm: z.int().min(1), tpm: z.int().min(1) });

const Lifecycle = z.strictObject({
  released: z.string().optional(),
  /** Date since which its maker no longer serves it. */
  retired: z.string().optional(),
  /** Where its maker sends requests for it now, as an id of this registry. */
  successor: z.string().optional(),
});

/** One model: what it can do, what it costs, what it refuses. */
export const ModelProfile = z.strictObject({
  id: z.string(),
  name: z.string(),
  vendor: z.string(),
  aliases: z.array(z.string()).default([]),
  /** Tokens of prompt and answer together. */
  context: z.int().min(1),
  /** Most tokens of one answer that are safe to ask for. */
  outputCap: z.int().min(1),
  images: z.boolean(),
  reasoning: z.boolean(),
  /** Values of `reasoning_effort` it takes; empty where it refuses the parameter. */
  effort: z.array(z.string()).default([]),
  /** Request parameters that earn an error. */
  refused: z.array(z.string()).default([]),
  /** Cheapest tier first, `from` rising. */
  tiers: z.array(Tier).min(1),
  imageTokens: ImageRule,
  /** Prompt tokens that the provider adds to every request. */
  overheadTokens: z.int().min(0).default(0),
  limits: Limits.optional(),
  /** Factors on the price of other service tiers than the default one. */
  factors: Factors.default({}),
  /** US dollars for a thousand calls of the provider's own tools, by name. */
  toolFees: z.record(z.string(), z.number().min(0)).default({}),
  lifecycle: Lifecycle.default({}),
  /** What is uncertain or differs between sources. */
  notes: z.string().optional(),
  /** Why LiteLLM's price file differs, where it does and is known to be wrong: field of the file → reason. */
  litellm: z.record(z.string(), z.string()).default({}),
  sources: z.array(z.string()).min(1),
});

/** What a host does otherwise than the model's maker. */
const HostedModel = ModelProfile.pick({
  context: true,
  outputCap: true,
  tiers: true,
  limits: true,
  refused: true,
}).partial();

/** See {@link ModelProfile}. */
export type ModelProfile = z.output<typeof ModelProfile>;

/** A place that serves models. */
export const HostProfile = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** The first is the default; `{…}` marks what a user fills in. */
  baseUrls: z.array(z.string()).min(1),
  keyVariables: z.array(z.string()).min(1),
  dialects: z.array(z.enum(['chat', 'responses'])).min(1),
  /** The host's own id for a model, where it is not the registry's. */
  ids: z.record(z.string(), z.string()).default({}),
  /** What differs there for a model of the registry, by its id. */
  models: z.record(z.string(), HostedModel).default({}),
  /** Where reasoning tokens are told in Chat Completions: on top of the completion tokens or inside. Matters where no total is sent. */
  chatReasoning: z.enum(['additive', 'inside']).default('inside'),
  notes: z.string().optional(),
  sources: z.array(z.string()).min(1),
});

/** See {@link HostProfile}. */
export type HostProfile = z.output<typeof HostProfile>;

/** A registry file: the shipped one, or a user's that extends and overrides it by id. */
export const RegistryFile = z.strictObject({
  models: z.array(ModelProfile).default([]),
  hosts: z.array(HostProfile).default([]),
});

/** See {@link RegistryFile}. */
export type RegistryFile = z.output<typeof RegistryFile>;
