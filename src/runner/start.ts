import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TaskService } from '../agent/tasks.ts';
import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { GateMeter } from '../ledger/gate-meter.ts';
import { Access } from '../server/auth/access.ts';
import { randomToken } from '../server/auth/token.ts';
import type { CookieJar } from '../server/deps.ts';
import type { RunningServer } from '../server/listen.ts';
import { Metrics } from '../server/metrics/metrics.ts';
import { consoleToLog } from './console-log.ts';
import { resolveDemoUrl } from './demo-url.ts';
import type { LogFormat } from './log-format.ts';
import { createLineLog, SecretBook } from './log.ts';
import { startNotices } from './notices.ts';
import { keeps } from './kept.ts';
import { lazyTasks } from './lazy-tasks.ts';
import type { LazyTasks } from './lazy-tasks.ts';
import { takeFolders } from './own-folders.ts';
import type { OwnFolders } from './own-folders.ts';
import { startRuntime } from './runtime.ts';
import type { Runtime } from './runtime.ts';
import { readSettings } from './settings/settings.ts';
import { guestDevTools } from './guest-devtools.ts';
import type { Settings } from './settings/settings.ts';
import { VERSION } from './version.ts';

/** Port of raw VNC (docs/viewer.md). */
const VNC_PORT = 5900;

/** A desktop with its API, as every command of the image starts it. */
export interface StartedDesktop {
  readonly settings: Settings;
  readonly runtime: Runtime;
  readonly server: RunningServer;
  readonly log: Log;
  readonly logFormat: LogFormat;
  /** The viewer's address with the token, when the token was random; undefined when the user chose it and knows it. */
  readonly link: string | undefined;
  /** The task service, loaded at the first call. */
  readonly tasks: () => Promise<TaskService>;
  /** Folder of the records of runs. */
  readonly runs: string;
  /** Cancels what runs and stops everything. Resolves when nothing is left. */
  stop(): Promise<void>;
}

/** What the command line says about a start. */
export interface StartOptions {
  /** Wins over the environment. */
  readonly logFormat?: LogFormat | undefined;
}

/**
 * Starts a desktop and its API; resolves once the API listens, which is before the desktop works. Secrets are taken out of
 * `process.env`. Throws DeskhandError for settings that cannot be used and folders that cannot be written.
 */
export async function startDesktop(options: StartOptions = {}): Promise<StartedDesktop> {
  const settings = readSettings(process.env, (path) => readFileSync(path, 'utf8'));
  for (const name of settings.secretNames) delete process.env[name];
  if (process.env['DESKHAND_MODEL'] !== undefined) await checkModel(settings.values.DESKHAND_MODEL);
  const chosen = settings.values.DESKHAND_TOKEN;
  const token = chosen ?? randomToken();
  const secrets = new SecretBook([...settings.secrets, token]);
  const { DESKHAND_LOG_FORMAT, LOG_FORMAT, DESKHAND_LOG_LEVEL } = settings.values;
  const logFormat = options.logFormat ?? DESKHAND_LOG_FORMAT ?? LOG_FORMAT;
  const log = createLineLog({
    format: logFormat,
    level: DESKHAND_LOG_LEVEL,
    secrets,
    write: (line) => process.stderr.write(line),
  });
  consoleToLog(log);
  for (const notice of startNotices(settings)) log.warn(notice);
  const access = new Access(token);
  const port = settings.values.DESKHAND_PORT;
  const resolveUrl = (url: string) => resolveDemoUrl(url, port, () => access.tickets.issue('demo').ticket);
  const { DISPLAY: display } = settings.values;
  const folders = await takeFolders({ home: process.env['HOME'], display, log });
  try {
    const link = chosen === undefined ? `http://127.0.0.1:${port}/#token=${token}` : undefined;
    const start = { settings, log, logFormat, access, secrets, folders, resolveUrl };
    return { ...(await startIn(start)), settings, log, logFormat, link };
  } catch (error) {
    await folders.release();
    throw error;
  }
}

/** What a start has found out before anything runs. */
interface Start {
  readonly settings: Settings;
  readonly log: Log;
  readonly logFormat: LogFormat;
  readonly access: Access;
  readonly secrets: SecretBook;
  readonly folders: OwnFolders;
  readonly resolveUrl: (url: string) => string;
}

/** Runs the desktop in its folders. Whoever has taken them gives them back when it throws; nothing of it runs then. */
async function startIn({ settings, log, logFormat, access, secrets, folders, resolveUrl }: Start) {
  const { paths } = folders;
  const keepsProfile = await keeps(paths.profile);
  const started = startRuntime({ settings, env: process.env, paths, log, resolveUrl, keepsProfile });
  const meter = new GateMeter();
  const metrics = new Metrics({
    processes: () => started.supervisor.status(),
    refusedConnections: started.refusedConnections,
    gate: () => meter.counts,
    version: VERSION,
  });
  const runtime = { ...started, executor: started.executor.then((executor) => metrics.watch(executor)) };
  // Whoever needs it hears of its failure; nobody may be waiting yet.
  runtime.executor.catch(() => {});
  const tasks = lazyTasks({ settings, runtime, paths, log, metrics, meter, secrets });
  try {
    const server = await listenFor(runtime, settings, access, tasks, log, metrics);
    runtime.letBrowserStart();
    void watchEventLoop(runtime, log, logFormat);
    const stop = () => stopAll(runtime, server, tasks, folders);
    return { runtime, server, tasks: tasks.get, runs: paths.runs, stop };
  } catch (error) {
    await runtime.stop();
    throw error;
  }
}

/** Only when one was named: the registry need not be loaded for the start. Throws `bad_input` with the nearest name. */
async function checkModel(model: string): Promise<void> {
  const { loadRegistry } = await import('../models/registry.ts');
  try {
    loadRegistry().get(model);
  } catch (cause) {
    const { message, hint } = toDeskhandError(cause);
    throw new DeskhandError('bad_input', `DESKHAND_MODEL: ${message}`, {
      ...(hint === undefined ? {} : { hint }),
      cause,
    });
  }
}

/** From when the desktop has started, or could not: the start itself needs every processor. */
async function watchEventLoop(runtime: Runtime, log: Log, logFormat: LogFormat): Promise<void> {
  await runtime.ready(new AbortController().signal).catch(() => {});
  try {
    const { startWatchdog } = await import('./watchdog/watchdog.ts');
    await startWatchdog(log, { logFormat });
  } catch (error) {
    log.warn('without a watchdog: a blocked runner will not be restarted', { error: String(error) });
  }
}

async function listenFor(
  runtime: Runtime,
  settings: Settings,
  access: Access,
  tasks: LazyTasks,
  log: Log,
  metrics: Metrics,
): Promise<RunningServer> {
  await runtime.displayStarted;
  const [{ listen }, { hostname }, executor] = await Promise.all([
    import('../server/listen.ts'),
    import('node:os'),
    runtime.executor,
  ]);
  const {
    DESKHAND_ALLOWED_HOSTS,
    DESKHAND_DEMO_DIR,
    DESKHAND_PORT,
    VNC_PASSWORD: password,
  } = settings.values;
  return listen(
    {
      executor,
      tasks: tasks.get,
      health: runtime.health,
      vnc: (signal) => runtime.vnc(signal),
      devtools: guestDevTools(runtime.browser, settings.values.DESKHAND_PERMISSIONS),
      cookies: await cookieJar(runtime, settings),
      metrics: () => metrics.text(),
      playInput: (events, signal) => runtime.playInput(events, signal),
      releaseInput: () => runtime.releaseInput(),
      log,
    },
    {
      access,
      port: DESKHAND_PORT,
      allowedHosts: [hostname(), ...DESKHAND_ALLOWED_HOSTS],
      viewerDir: fileURLToPath(new URL('./viewer', import.meta.url)),
      demoDir: DESKHAND_DEMO_DIR,
      rawVnc: password === undefined ? undefined : { port: VNC_PORT, password },
    },
  );
}

async function cookieJar({ browser }: Runtime, { values }: Settings): Promise<CookieJar | undefined> {
  if (!values.DESKHAND_ALLOW_COOKIES) return undefined;
  const { cookieSchema } = await import('../browser/cookies.ts');
  return {
    schema: cookieSchema,
    read: () => browser.get().cookies(),
    write: (cookies) => browser.get().addCookies(cookies),
  };
}

async function stopAll(
  runtime: Runtime,
  server: RunningServer,
  tasks: LazyTasks,
  folders: OwnFolders,
): Promise<void> {
  // First the task, so that its record is complete, which is hurried for that; it must not hold up the stop.
  const closed = tasks
    .loaded()
    ?.then((service) => service.close())
    .catch(() => {});
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1500).unref())]);
  await Promise.all([runtime.stop(), server.close()]);
  await folders.release();
}
