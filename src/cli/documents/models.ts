import { z } from 'zod';

const usd = z.number().min(0);
const price = z.number().min(0).describe('USD per million tokens.');
const dialect = z.enum(['chat', 'responses']);

const model = z.strictObject({
  id: z.string(),
  name: z.string(),
  vendor: z.string(),
  aliases: z.array(z.string()),
  context_tokens: z.int(),
  output_cap_tokens: z.int(),
  images: z.boolean(),
  reasoning: z.boolean(),
  reasoning_efforts: z.array(z.string()),
  refused_parameters: z.array(z.string()),
  tiers: z.array(z.strictObject({ from_prompt_tokens: z.int(), input: price, cached: price, output: price })),
  service_tier_factors: z.strictObject({
    priority: z.number().optional(),
    batch: z.number().optional(),
  }),
  tool_fees_per_1000: z.record(z.string(), usd),
  limits: z
    .strictObject({ rpm: z.int(), tpm: z.int() })
    .nullable()
    .describe('Of a minute, until the server tells others.'),
  lifecycle: z.strictObject({
    released: z.string().nullable(),
    retired: z.string().nullable(),
    successor: z.string().nullable(),
  }),
  notes: z.string().nullable(),
  sources: z.array(z.string()),
});

/** `models`: the registry. */
export const modelsDocument = z.array(model);

/** `models show ID`: one model and who serves it. */
export const modelDocument = model.extend({
  host: z.string().nullable().describe('The host that --host named.'),
  hosts: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      model_id: z.string(),
      dialects: z.array(dialect),
      base_urls: z.array(z.string()),
    }),
  ),
});

/** `models check`: what the endpoint answered. */
export const modelCheckDocument = z.strictObject({
  base_url: z.string(),
  reachable: z.literal(true),
  authorised: z.literal(true),
  asked: z.string(),
  answered: z.string(),
  redirected: z.boolean(),
  cost_usd: usd,
  first_ms: z.int(),
  listed: z.boolean().nullable(),
  price_now: z.strictObject({ input: price, cached: price, output: price }).nullable(),
  differences: z.array(
    z.strictObject({ field: z.string(), registry: z.number().nullable(), live: z.number() }),
  ),
});

const pixels = z.number().nullable();

/** `models calibrate`: how the model counts coordinates and how often it hits. */
export const calibrationDocument = z.strictObject({
  model: z.string(),
  answered_by: z.array(z.string()),
  frame: z.strictObject({ width: z.int(), height: z.int() }),
  targets: z.int(),
  silent: z.int().describe('Targets for which it named no point.'),
  convention: z.string().nullable(),
  hit_rate: z.number(),
  fits: z.array(
    z.strictObject({
      convention: z.string(),
      hit_rate: z.number(),
      median_error_px: pixels,
      p95_error_px: pixels,
      bias_px: z.strictObject({ x: z.number(), y: z.number() }),
    }),
  ),
  answer_ms: z.int(),
  cost_usd: usd,
});

const ticks = z.number().describe('1e-10 USD.');
const exact = z.string().describe('Dollars, all digits.');

/** `cost of`: one usage object, priced. */
export const priceDocument = z.strictObject({
  model: z.string(),
  host: z.string().nullable(),
  dialect,
  ticks,
  usd: z.number(),
  usd_exact: exact,
  source: z.enum(['provider', 'registry']),
  computed_ticks: ticks,
  tier_from: z.int(),
  usage: z.strictObject({
    input_tokens: z.int(),
    cached_tokens: z.int(),
    image_tokens: z.int(),
    output_tokens: z.int(),
    reasoning_tokens: z.int(),
  }),
  lines: z.array(
    z.strictObject({
      part: z.string(),
      units: z.number(),
      ticks_per_unit: z.number(),
      ticks,
      usd: z.number(),
      usd_exact: exact,
    }),
  ),
  notes: z.array(z.string()),
});

const sums = z.strictObject({
  name: z.string().describe('Day, model, …; empty for calls that belong to none.'),
  calls: z.int(),
  input_tokens: z.int(),
  cached_tokens: z.int(),
  output_tokens: z.int(),
  reasoning_tokens: z.int(),
  ticks,
  usd: z.number(),
  usd_exact: exact,
});

/** `cost`: the ledger, summed up. */
export const costDocument = z.strictObject({
  by: z.enum(['day', 'model', 'task', 'host', 'key', 'run']),
  rows: z.array(sums),
  total: sums,
  ledger: z.string(),
});
