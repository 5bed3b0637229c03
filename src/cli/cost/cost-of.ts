import { DeskhandError } from '../../base/errors.ts';
import type { DialectName } from '../../models/dialect.ts';
import type { ServiceTier } from '../../models/model.ts';
import { exactUsd, ticksToUsd } from '../../models/pricing.ts';
import { quote } from '../../models/quote.ts';
import type { Quote } from '../../models/quote.ts';
import type { Context } from '../context.ts';
import { oneOf } from '../one-of.ts';
import { readInput } from '../read-input.ts';
import { loadUserRegistry } from '../registry-file.ts';
import { formatTable } from '../table.ts';

/** What `cost of` is told. */
export interface CostOfValues {
  readonly model: string | undefined;
  readonly host: string | undefined;
  readonly dialect: string | undefined;
  readonly usage: string | undefined;
  readonly 'service-tier': string | undefined;
  readonly registry: string | undefined;
}

const DIALECTS: readonly DialectName[] = ['chat', 'responses'];
const TIERS: readonly ServiceTier[] = ['priority', 'batch'];

/** Prices one usage object: exact ticks, dollars, and a line for each part. */
export async function costOf(context: Context, values: CostOfValues): Promise<void> {
  const dialect = oneOf('--dialect', values.dialect, DIALECTS);
  const serviceTier = oneOf('--service-tier', values['service-tier'], TIERS);
  if (values.usage === undefined)
    throw new DeskhandError('bad_input', 'Say which usage to price: --usage FILE, or --usage - for stdin.');
  const registry = await loadUserRegistry(context, values.registry);
  const text = await readInput(context, values.usage, 'usage');
  const { model, host } = values;
  const found = quote(registry, { model, host, dialect, serviceTier, value: parseJson(text, values.usage) });
  context.output.result(document(found), describe(found, context));
  for (const note of found.notes) context.output.info(note);
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DeskhandError('bad_input', `--usage ${source} is no JSON: ${why}`, { cause });
  }
}

function document({ profile, host, dialect, usage, price, notes }: Quote) {
  return {
    model: profile.id,
    host: host?.id ?? null,
    dialect,
    ticks: price.ticks,
    usd: ticksToUsd(price.ticks),
    usd_exact: exactUsd(price.ticks),
    source: price.source,
    computed_ticks: price.computed,
    tier_from: price.tierFrom,
    usage: {
      input_tokens: usage.input,
      cached_tokens: usage.cached,
      image_tokens: usage.images ?? 0,
      output_tokens: usage.output,
      reasoning_tokens: usage.reasoning,
    },
    lines: price.lines.map(({ what, tokens, rate, ticks }) => ({
      part: what,
      units: tokens,
      ticks_per_unit: rate,
      ticks,
      usd: ticksToUsd(ticks),
      usd_exact: exactUsd(ticks),
    })),
    notes,
  };
}

function describe({ profile, price }: Quote, { output }: Context): string {
  const rows = price.lines.map(({ what, tokens, rate, ticks }) => [
    what,
    String(tokens),
    String(rate),
    String(ticks),
    `$${exactUsd(ticks)}`,
  ]);
  const who = price.source === 'provider' ? 'billed by the provider' : 'by the registry';
  const tier = price.tierFrom === 0 ? '' : `, tier from ${price.tierFrom} prompt tokens`;
  const table = formatTable(['PART', 'UNITS', 'TICKS EACH', 'TICKS', 'DOLLARS'], rows, output.paint);
  return `${table}\n${output.paint('bold', `$${exactUsd(price.ticks)}`)}  ${price.ticks} ticks, ${profile.id}, ${who}${tier}`;
}
