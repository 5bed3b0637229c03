import { DeskhandError } from '../../base/errors.ts';
import type { HostProfile, ModelProfile } from '../../models/registry-schema.ts';
import type { Context } from '../context.ts';
import { loadUserRegistry } from '../registry-file.ts';
import { hostsOf, modelDocument } from './model-document.ts';

/** Explains one model: price with its tiers, limits, what it refuses, lifecycle, hosts, sources. */
export async function showModel(
  context: Context,
  values: {
    readonly id: string | undefined;
    readonly host: string | undefined;
    readonly registry: string | undefined;
  },
): Promise<void> {
  if (values.id === undefined)
    throw new DeskhandError('bad_input', 'Say which model to show.', {
      hint: '`deskhand models` lists them.',
    });
  const registry = await loadUserRegistry(context, values.registry);
  const host = values.host === undefined ? undefined : registry.host(values.host);
  const model = registry.on(host, values.id);
  const hosts = hostsOf(model, registry.hosts);
  const served = hosts.map(({ id, name, ids, dialects, baseUrls }) => ({
    id,
    name,
    model_id: ids[model.id] ?? model.id,
    dialects,
    base_urls: baseUrls,
  }));
  const text = explain(model, hosts).join('\n');
  context.output.result({ ...modelDocument(model), host: host?.id ?? null, hosts: served }, text);
}

function explain(model: ModelProfile, hosts: readonly HostProfile[]): readonly string[] {
  const { released, retired, successor } = model.lifecycle;
  return [
    `${model.id}  ${model.name} (${model.vendor})`,
    ...named('aliases', model.aliases.join(', ')),
    ...model.tiers.map((tier) => priceLine(tier, model.tiers.length)),
    ...named('service tiers', factors(model)),
    ...named('tool fees', fees(model)),
    `context   ${count(model.context)} tokens, answers up to ${count(model.outputCap)}`,
    `takes     text${model.images ? ' and images' : ''}${model.reasoning ? '; reasons' : ''}`,
    ...named('effort', model.effort.join(', ')),
    ...named('refuses', model.refused.join(', ')),
    ...named(
      'limits',
      model.limits === undefined
        ? ''
        : `${count(model.limits.rpm)} requests and ${count(model.limits.tpm)} tokens a minute, until the server tells others`,
    ),
    ...named('released', released ?? ''),
    ...named(
      'retired',
      retired === undefined
        ? ''
        : `${retired}${successor === undefined ? '' : `; requests may be answered by ${successor}, at its price`}`,
    ),
    ...hosts.map(
      (host) =>
        `served by ${host.name} (${host.id}) as ${host.ids[model.id] ?? model.id}, over ${host.dialects.join(' and ')}`,
    ),
    ...named('notes', model.notes?.replaceAll(/\s+/g, ' ').trim() ?? ''),
    ...model.sources.map((source) => `source    ${source}`),
  ];
}

function priceLine(tier: ModelProfile['tiers'][number], tiers: number): string {
  const from = tiers === 1 ? '' : `, prompts from ${count(tier.from)} tokens`;
  return `price     $${tier.input} in, $${tier.cached} cached, $${tier.output} out per million tokens${from}`;
}

function factors({ factors: { priority, batch } }: ModelProfile): string {
  return [
    priority === undefined ? '' : `priority ${priority} times the price`,
    batch === undefined ? '' : `batch ${batch} times the price`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function fees({ toolFees }: ModelProfile): string {
  const charged = Object.entries(toolFees).filter(([, usd]) => usd > 0);
  return charged.length === 0
    ? ''
    : `${charged.map(([name, usd]) => `${name} $${usd}`).join(', ')} per 1,000 calls`;
}

function named(name: string, text: string): readonly string[] {
  return text === '' ? [] : [`${name.padEnd(9)} ${text}`];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
