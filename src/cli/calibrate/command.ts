import { DeskhandError } from '../../base/errors.ts';
import type { Context } from '../context.ts';
import { loadUserRegistry } from '../registry-file.ts';
import { readApiKey } from '../run/api-key.ts';
import { dollars } from '../run/progress.ts';
import { formatTable } from '../table.ts';
import type { Calibration } from './calibrate.ts';
import type { Fit } from './score.ts';

/** What `models calibrate` is told. */
export interface CalibrateValues {
  readonly id: string | undefined;
  readonly 'base-url': string | undefined;
  readonly targets: string | undefined;
  readonly resolution: string | undefined;
  readonly registry: string | undefined;
}

const SEED = 20_261_122;

/** Measures with the user's key how a model counts coordinates and how often it hits, on pictures made for it. */
export async function calibrateCommand(context: Context, values: CalibrateValues): Promise<void> {
  const { process, output, signal } = context;
  const { 'base-url': url, resolution } = values;
  const config = await context.config({ 'base-url': url, resolution });
  const count = targetsOf(values.targets ?? '30');
  const registry = await loadUserRegistry(context, values.registry);
  const apiKey = await readApiKey(process.env, process.cwd);
  const [
    { DEFAULT_MODEL },
    { openModel },
    { openMachineGate },
    { calibrate },
    { calibrationScenes },
    { drawScene },
  ] = await Promise.all([
    import('../../models/registry.ts'),
    import('../../models/open.ts'),
    import('../ledger.ts'),
    import('./calibrate.ts'),
    import('./targets.ts'),
    import('./picture.ts'),
  ]);
  using gate = openMachineGate(context, config, apiKey);
  const { model } = openModel({
    registry,
    id: values.id ?? config.model ?? DEFAULT_MODEL,
    apiKey,
    baseUrl: config.base_url,
    dialect: config.dialect,
    gate,
    warn: (message) => output.warn(message),
  });
  const frame = config.resolution ?? { width: 1280, height: 800 };
  const told = (done: number, of: number): void => output.info(`${done} of ${of} targets`);
  const scenes = calibrationScenes(count, frame, SEED);
  const found = await calibrate({ model, scenes, frame, draw: drawScene, signal, told });
  const head = ['CONVENTION', 'HIT', 'MEDIAN px', 'P95 px', 'BIAS px'];
  output.result(
    document(model.id, found),
    `${formatTable(head, found.fits.map(cells), output.paint)}\n\n${sentence(model.id, found)}`,
  );
}

function targetsOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0 && count <= 1000) return count;
  throw new DeskhandError('bad_input', `--targets: "${text}" is not a whole number from 1 to 1000.`);
}

function document(model: string, found: Calibration) {
  const [best] = found.fits;
  return {
    model,
    answered_by: found.answeredBy,
    frame: found.frame,
    targets: found.targets,
    silent: found.silent,
    convention: best?.convention ?? null,
    hit_rate: best?.hitRate ?? 0,
    fits: found.fits.map(({ convention, hitRate, medianError, p95Error, bias }) => ({
      convention,
      hit_rate: hitRate,
      median_error_px: finite(medianError),
      p95_error_px: finite(p95Error),
      bias_px: bias,
    })),
    answer_ms: Math.round(found.answerMs),
    cost_usd: found.costUsd,
  };
}

function cells({ convention, hitRate, medianError, p95Error, bias }: Fit): readonly string[] {
  const hit = `${Math.round(hitRate * 100)} %`;
  return [
    convention,
    hit,
    pixels(medianError),
    pixels(p95Error),
    `${bias.x.toFixed(1)},${bias.y.toFixed(1)}`,
  ];
}

function sentence(model: string, { fits, targets, silent, costUsd, answerMs }: Calibration): string {
  const [best] = fits;
  const said = silent === 0 ? '' : ` It named no point for ${silent}.`;
  const means =
    best === undefined || best.hitRate === 0
      ? 'hits nothing, whatever it means by its coordinates'
      : `means ${best.convention} and hits ${Math.round(best.hitRate * 100)} % of ${targets} targets`;
  return `${model} ${means}.${said} ${Math.round(answerMs)} ms an answer, ${dollars(costUsd)} in all.`;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(1)) : null;
}

function pixels(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : '–';
}
