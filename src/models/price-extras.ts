import type { Usage } from './model.ts';
import type { PriceLine } from './pricing.ts';
import type { ModelProfile } from './registry-schema.ts';

/** Ticks a call for one US dollar a thousand calls. */
const TICKS_PER_CALL = 10_000_000;

/** Factors where the registry has none: the default price, so that nothing is invented. */
const NO_FACTOR = 1;

/** What another service tier adds to, or takes off, the price of the tokens; no line for the default tier. */
export function adjustment(profile: ModelProfile, usage: Usage, tokenTicks: number): readonly PriceLine[] {
  const { serviceTier } = usage;
  if (serviceTier === undefined) return [];
  const factor = profile.factors[serviceTier] ?? NO_FACTOR;
  const ticks = Math.round(tokenTicks * factor) - tokenTicks;
  return ticks === 0 ? [] : [{ what: serviceTier, tokens: 0, rate: 0, ticks }];
}

/** Fees for calls of the provider's own tools; a tool whose fee is not known has a line of 0 ticks. */
export function toolLines(profile: ModelProfile, usage: Usage): readonly PriceLine[] {
  return Object.entries(usage.serverTools ?? {})
    .filter(([, calls]) => calls > 0)
    .map(([name, calls]) => {
      const rate = Math.round((profile.toolFees[name] ?? 0) * TICKS_PER_CALL);
      return { what: `tool:${name}` as const, tokens: calls, rate, ticks: calls * rate };
    });
}
