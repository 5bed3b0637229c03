import { DeskhandError } from '../../base/errors.ts';
import type { DialectName } from '../../models/dialect.ts';
import type { CheckReport } from '../../models/check.ts';
import type { Context } from '../context.ts';
import { oneOf } from '../one-of.ts';
import { loadUserRegistry } from '../registry-file.ts';
import { readApiKey } from '../run/api-key.ts';

/** What `models check` is told. */
export interface CheckValues {
  readonly id: string | undefined;
  readonly host: string | undefined;
  readonly 'base-url': string | undefined;
  readonly dialect: string | undefined;
  readonly registry: string | undefined;
}

const DIALECTS: readonly DialectName[] = ['chat', 'responses'];

/** Calls the model once with the user's key and says what came: the answering model, its price now, what the registry has otherwise. */
export async function checkCommand(context: Context, values: CheckValues): Promise<void> {
  const { process, output, signal } = context;
  const flag = values['base-url'];
  const config = await context.config(flag === undefined ? {} : { 'base-url': flag });
  const dialect = oneOf('--dialect', values.dialect, DIALECTS) ?? config.dialect;
  const registry = await loadUserRegistry(context, values.registry);
  const [{ DEFAULT_MODEL }, { checkModel }, { openMachineGate }] = await Promise.all([
    import('../../models/registry.ts'),
    import('../../models/check.ts'),
    import('../ledger.ts'),
  ]);
  const host = registry.host(values.host ?? 'xai');
  const baseUrl = config.base_url ?? host.baseUrls[0] ?? '';
  if (baseUrl.includes('{'))
    throw new DeskhandError('bad_input', `Say where your ${host.name} is: --base-url ${baseUrl}`);
  const { keyVariables = [] } = registry.hostOf(baseUrl) ?? {};
  const apiKey = await readApiKey(process.env, process.cwd, keyVariables);
  using gate = openMachineGate(context, config, apiKey);
  const id = values.id ?? config.model ?? DEFAULT_MODEL;
  const warn = (message: string): void => output.warn(message);
  const report = await checkModel({ registry, id, apiKey, baseUrl, dialect, gate, signal, warn });
  output.result(document(report, baseUrl), describe(report, baseUrl));
}

function document(report: CheckReport, baseUrl: string) {
  return {
    base_url: baseUrl,
    reachable: true,
    authorised: true,
    asked: report.asked,
    answered: report.answered,
    redirected: report.redirected,
    cost_usd: report.costUsd,
    first_ms: Math.round(report.firstMs),
    listed: report.listed,
    price_now: report.priceNow,
    differences: report.differences,
  };
}

function describe(report: CheckReport, baseUrl: string): string {
  const { asked, answered, redirected, priceNow, differences, listed } = report;
  return [
    `${baseUrl} answers and takes the key.`,
    redirected
      ? `${answered} answered instead of ${asked}: it is priced as what answered.`
      : `${answered} answered, as asked (${asked}).`,
    ...(listed === false ? [`${asked} is not in the host's list of models.`] : []),
    priceNow === null
      ? 'The host tells no prices; the registry stands.'
      : `Price now: $${priceNow.input} in, $${priceNow.cached} cached, $${priceNow.output} out per million tokens.`,
    ...differences.map(
      ({ field, registry, live }) =>
        `differs: ${field} is $${live} there, ${registry === null ? 'absent' : `$${registry}`} in the registry.`,
    ),
    ...(priceNow !== null && differences.length === 0 ? ['The registry agrees.'] : []),
  ].join('\n');
}
