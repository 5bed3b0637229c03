import { DeskhandError } from '../base/errors.ts';
import type { Gate } from '../models/gate.ts';
import type { PriorRun } from './prior-run.ts';
import type { TaskSpec } from './task-spec.ts';
import type { TaskDeps } from './tasks.ts';

/** What the model of a run is opened with: the task's own wishes, then the earlier run's model, then the runner's. Throws `no_key`. */
export function modelOptions(deps: TaskDeps, spec: TaskSpec, prior: PriorRun | undefined) {
  return {
    registry: deps.registry,
    id: spec.model ?? prior?.model ?? deps.defaults.model,
    apiKey: keyFor(spec, deps.defaults),
    baseUrl: spec.base_url ?? deps.defaults.baseUrl,
    dialect: spec.dialect,
    ...(spec.params === undefined ? {} : { params: definedOnly(spec.params) }),
    strict: spec.strict_model ?? deps.defaults.strictModel ?? false,
  };
}

/** Keeps the limits of the key, and books each call under the run; undefined where there is no key to keep any of. */
export function gateOf(
  deps: TaskDeps,
  { apiKey }: { readonly apiKey: string | undefined },
  run: string,
  { task, gate }: TaskSpec,
): Gate | undefined {
  return apiKey === undefined ? undefined : deps.gateFor?.({ apiKey, run, task, gate });
}

/** The runner's own key goes to the runner's own host only: whoever names another host brings the key for it. */
function keyFor(spec: TaskSpec, defaults: TaskDeps['defaults']): string | undefined {
  const elsewhere = spec.base_url !== undefined && spec.base_url !== defaults.baseUrl;
  if (spec.api_key !== undefined || !elsewhere || defaults.apiKey === undefined) {
    return spec.api_key ?? defaults.apiKey;
  }
  throw new DeskhandError(
    'no_key',
    'api_key: a task that names a base_url of its own must bring the key for it.',
    {
      hint: "The desktop's own key is only sent to the host it was set up for.",
    },
  );
}

function definedOnly<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
