import type { Usage } from './model.ts';
import { adjustment, toolLines } from './price-extras.ts';
import type { ModelProfile } from './registry-schema.ts';

/** Ticks in a US dollar: xAI's own unit of money, 10^-10 USD. All sums are whole ticks, so that no cent is lost to rounding. */
export const TICKS_PER_USD = 10_000_000_000;

/** One line of a price: so many units (tokens, or calls of a tool) at so much. */
export interface PriceLine {
  /**
   * `input` is fresh text, `image` fresh picture tokens, `output` what can be seen, `reasoning` what cannot; `tool:NAME` is a
   * fee for calls; `priority` and `batch` are what those tiers add or take off.
   */
  readonly what:
    | 'input'
    | 'image'
    | 'cached'
    | 'output'
    | 'reasoning'
    | 'priority'
    | 'batch'
    | `tool:${string}`;
  readonly tokens: number;
  /** Ticks a unit. */
  readonly rate: number;
  readonly ticks: number;
}

/** A price with its parts. */
export interface Price {
  readonly ticks: number;
  /** `provider` when the provider's own non-zero price was taken, `registry` when it was computed. */
  readonly source: 'provider' | 'registry';
  /** What the registry's prices come to, whichever was taken. */
  readonly computed: number;
  /** The tier's lower bound in prompt tokens. */
  readonly tierFrom: number;
  readonly lines: readonly PriceLine[];
}

/**
 * The price of one response of `profile`, the model that answered. A provider's own price wins where it is not 0.
 * More cached than prompt tokens happens (hidden preambles are cached): the fresh part is then 0 and all cached
 * tokens are billed, as xAI does. Lines that are always there: input, cached, output.
 */
export function priceOf(profile: ModelProfile, usage: Usage): Price {
  const tier = tierFor(profile, usage.input);
  const fresh = Math.max(0, usage.input - usage.cached);
  const images = Math.min(usage.images ?? 0, fresh);
  const reasoning = Math.min(usage.reasoning, usage.output);
  const tokens: readonly PriceLine[] = [
    line('input', fresh - images, tier.input),
    ...(images === 0 ? [] : [line('image', images, tier.input)]),
    line('cached', usage.cached, tier.cached),
    line('output', usage.output - reasoning, tier.output),
    ...(reasoning === 0 ? [] : [line('reasoning', reasoning, tier.output)]),
  ];
  const lines = [...tokens, ...adjustment(profile, usage, total(tokens)), ...toolLines(profile, usage)];
  const sent = usage.ticks !== undefined && usage.ticks > 0 ? usage.ticks : undefined;
  const computed = total(lines);
  return {
    ticks: sent ?? computed,
    source: sent === undefined ? 'registry' : 'provider',
    computed,
    tierFrom: tier.from,
    lines,
  };
}

/** The tier that a prompt of so many tokens falls in. */
export function tierFor(profile: ModelProfile, promptTokens: number): ModelProfile['tiers'][number] {
  const fitting = profile.tiers.filter((tier) => tier.from <= promptTokens);
  const tier = fitting.at(-1) ?? profile.tiers[0];
  if (tier === undefined) throw new RangeError(`${profile.id} has no price tier`);
  return tier;
}

/** Prompt tokens from which the next dearer tier holds; Infinity where there is none. */
export function nextTierFrom(profile: ModelProfile): number {
  return profile.tiers[1]?.from ?? Infinity;
}

/** Ticks as dollars. Exact to 15 significant digits; keep sums in ticks. */
export function ticksToUsd(ticks: number): number {
  return ticks / TICKS_PER_USD;
}

/** Dollars as whole ticks; takes {@link ticksToUsd} back exactly. */
export function usdToTicks(usd: number): number {
  return Math.round(usd * TICKS_PER_USD);
}

/** Ticks as dollars to the last digit, in plain notation: 129000 is `0.0000129`. */
export function exactUsd(ticks: number): string {
  const digits = String(Math.abs(ticks)).padStart(11, '0');
  const decimals = digits.slice(-10).replace(/0+$/, '');
  const whole = `${ticks < 0 ? '-' : ''}${digits.slice(0, -10)}`;
  return decimals === '' ? whole : `${whole}.${decimals}`;
}

/** A profile's base price for people: `$0.20 in, $0.05 cached, $0.50 out per million tokens`. */
export function describePrice(profile: ModelProfile): string {
  const tier = tierFor(profile, 0);
  const usd = (price: number): string => `$${price < 0.01 ? price : price.toFixed(2)}`;
  return `${usd(tier.input)} in, ${usd(tier.cached)} cached, ${usd(tier.output)} out per million tokens`;
}

/** Ticks a token: a price in USD per million times 10^4, freed of the noise that binary fractions leave. */
export function ticksPerToken(usdPerMillion: number): number {
  return Number((usdPerMillion * 10_000).toPrecision(12));
}

function line(what: PriceLine['what'], tokens: number, usdPerMillion: number): PriceLine {
  const rate = ticksPerToken(usdPerMillion);
  return { what, tokens, rate, ticks: Math.round(tokens * rate) };
}

function total(lines: readonly PriceLine[]): number {
  return lines.reduce((sum, { ticks }) => sum + ticks, 0);
}
