import { writeFile } from 'node:fs/promises';
import type { TaskService } from '../agent/tasks.ts';
import type { Log } from '../base/log.ts';
import type { GateMeter } from '../ledger/gate-meter.ts';
import type { Metrics } from '../server/metrics/metrics.ts';
import type { SecretBook } from './log.ts';
import type { Paths } from './paths.ts';
import type { Runtime } from './runtime.ts';
import type { Settings } from './settings/settings.ts';
import { watchTasks } from './watched-tasks.ts';

/** The task service, loaded at its first use: most desktops never run a task. */
export interface LazyTasks {
  readonly get: () => Promise<TaskService>;
  /** The service if it was ever needed. */
  readonly loaded: () => Promise<TaskService> | undefined;
}

/** What the task service is made from. */
export interface TaskSources {
  readonly settings: Settings;
  readonly runtime: Runtime;
  readonly paths: Paths;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly meter: GateMeter;
  readonly secrets: SecretBook;
}

/** Promises the task service; one that could not be loaded is tried again at the next call. */
export function lazyTasks(sources: TaskSources): LazyTasks {
  let service: Promise<TaskService> | undefined;
  const load = (): Promise<TaskService> => {
    const loading = loadTasks(sources);
    // What stood in the way, such as a full disk, may be gone the next time.
    loading.catch(() => (service = undefined));
    return loading;
  };
  return { get: () => (service ??= load()), loaded: () => service };
}

async function loadTasks(sources: TaskSources): Promise<TaskService> {
  const { settings, runtime, paths, log } = sources;
  const [
    { createTaskService },
    { createRunStore },
    { openWorkspace },
    { loadRegistry },
    { openGates },
    executor,
  ] = await Promise.all([
    import('../agent/tasks.ts'),
    import('../runs/store.ts'),
    import('../runs/workspace.ts'),
    import('../models/registry.ts'),
    import('./gates.ts'),
    runtime.executor,
  ]);
  const { DESKHAND_MODEL, XAI_API_KEY, XAI_BASE_URL } = settings.values;
  const registry = loadRegistry();
  const ledger = process.env['DESKHAND_LEDGER'] ?? paths.ledger;
  const gateFor = openGates(ledger, settings.values, sources.meter);
  const service = createTaskService({
    executor,
    runs: createRunStore(paths.runs),
    registry,
    defaults: { model: DESKHAND_MODEL, apiKey: XAI_API_KEY, baseUrl: XAI_BASE_URL },
    workspace: openWorkspace(paths.workspace),
    gateFor: (run) => sources.metrics.watchGate(gateFor(run), registry),
    saveUpload: (name, data) => writeFile(`${paths.uploads}/${name}`, data),
    log,
  });
  return watchTasks(service, sources);
}
