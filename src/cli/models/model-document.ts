import type { HostProfile, ModelProfile } from '../../models/registry-schema.ts';

/** A model for programs: the registry's fields in the CLI's snake_case, prices in USD per million tokens. */
export function modelDocument(model: ModelProfile) {
  return {
    id: model.id,
    name: model.name,
    vendor: model.vendor,
    aliases: model.aliases,
    context_tokens: model.context,
    output_cap_tokens: model.outputCap,
    images: model.images,
    reasoning: model.reasoning,
    reasoning_efforts: model.effort,
    refused_parameters: model.refused,
    tiers: model.tiers.map(({ from, input, cached, output }) => ({
      from_prompt_tokens: from,
      input,
      cached,
      output,
    })),
    service_tier_factors: model.factors,
    tool_fees_per_1000: model.toolFees,
    limits: model.limits ?? null,
    lifecycle: {
      released: model.lifecycle.released ?? null,
      retired: model.lifecycle.retired ?? null,
      successor: model.lifecycle.successor ?? null,
    },
    notes: model.notes?.trim() ?? null,
    sources: model.sources,
  };
}

/** The hosts that are known to serve a model: its maker's own, and those that name it. */
export function hostsOf(model: ModelProfile, hosts: readonly HostProfile[]): readonly HostProfile[] {
  return hosts.filter((host) => host.id === model.vendor || model.id in host.ids || model.id in host.models);
}
