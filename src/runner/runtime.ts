import { VncConnections } from './vnc-connection.ts';
import type { Duplex } from 'node:stream';
import type { Executor } from '../actions/executor.ts';
import { pageRecipient } from '../actions/page-recipient.ts';
import type { Log } from '../base/log.ts';
import type { RemoteEvent } from '../base/remote-input.ts';
import type { OpenBrowser } from '../browser/open.ts';
import type { Network } from '../network/network.ts';
import type { Desktop } from '../desktop/desktop.ts';
import type { Health } from '../server/deps.ts';
import { openBrowserNetwork } from './browser-network.ts';
import { desktopEnvironment } from './child-environment.ts';
import { createHealth } from './health.ts';
import { isSharedMemorySmall } from './paths.ts';
import type { Paths } from './paths.ts';
import { desktopProcesses } from './processes/desktop-processes.ts';
import { detectSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import type { Environment, Settings } from './settings/settings.ts';
import { Slot } from './slot.ts';
import { Supervisor } from './supervisor/supervisor.ts';

/** What a desktop is started from. */
export interface RuntimeOptions {
  readonly settings: Settings;
  /** The environment without secrets, for the children. */
  readonly env: Environment;
  readonly paths: Paths;
  /** The profile outlives the container. */
  readonly keepsProfile: boolean;
  readonly log: Log;
  /** Makes `demo:` addresses real ones. */
  readonly resolveUrl: (url: string) => string;
}

/** A desktop with everything that belongs to it: processes, X connection, browser, executor. */
export interface Runtime {
  /** Resolves once the X server's process has been started, or cannot be. What can wait until then is loaded after it. */
  readonly displayStarted: Promise<void>;
  /**
   * Lets the browser start. Its processes want every processor for a second, and the API, whose code is still being loaded
   * when the X server is ready, would come up three times as late beside them.
   */
  letBrowserStart(): void;
  /** Loaded while the X server starts. */
  readonly executor: Promise<Executor>;
  readonly supervisor: Supervisor;
  readonly desktop: Slot<Desktop>;
  readonly browser: Slot<OpenBrowser>;
  readonly health: () => Promise<Health>;
  /** Connections of the browser that were refused, by rule. */
  readonly refusedConnections: () => Readonly<Record<string, number>>;
  /** Resolves once the desktop works for the first time; rejects with `not_ready` when it cannot. */
  ready(signal: AbortSignal): Promise<void>;
  /** Why Chromium runs without its sandbox, or undefined when it has one. */
  readonly sandbox: Promise<Sandbox>;
  vnc(signal: AbortSignal): Promise<Duplex>;
  /** See `ServerDeps.playInput`. */
  playInput(events: readonly RemoteEvent[], signal: AbortSignal): Promise<void>;
  /** Lets go of all keys and buttons, if there is a display. */
  releaseInput(): Promise<void>;
  /** Stops everything in order. */
  stop(): Promise<void>;
}

/** Starts a desktop. It returns at once; {@link Runtime.ready} tells when it works. */
export function startRuntime(options: RuntimeOptions): Runtime {
  const { settings, paths, log } = options;
  const desktop = new Slot<Desktop>('The desktop');
  const browser = new Slot<OpenBrowser>('The browser');
  // Loading code holds up the thread: the X server is started first, and what is needed next is loaded while it starts.
  const display = Promise.withResolvers<void>();
  const browserGate = Promise.withResolvers<void>();
  const sandbox = display.promise.then(() => detectSandbox(process.getuid?.() ?? 0));
  let sandboxState: Health['sandbox'] = 'unknown';
  void sandbox.then((found) => (sandboxState = found.on ? 'on' : 'off'));
  const facts = Promise.all([sandbox, isSharedMemorySmall()]);
  const network = openBrowserNetwork(options, display.promise);
  let opened: Network | undefined;
  // The browser's start hears of its failure.
  network.then(
    (each) => (opened = each),
    () => {},
  );
  const vncSocket = `${paths.sockets}/vnc`;
  const vnc = new VncConnections(vncSocket);
  const specs = desktopProcesses({
    ...options,
    network,
    desktop,
    browser,
    facts,
    vncSocket,
    vnc,
    browserMayStart: browserGate.promise,
    displaySpawned: () => display.resolve(),
  });
  const supervisor = new Supervisor(specs, log);
  let stopping = false;
  const health = createHealth({
    display: settings.values.DISPLAY,
    processes: () => supervisor.status(),
    essential: specs.filter((spec) => spec.essential).map((spec) => spec.name),
    sandbox: () => sandboxState,
    desktop: () => desktop.current,
    browser: () => browser.current,
    stopping: () => stopping,
  });
  supervisor.start();
  // Also without a display the API comes up, and says so.
  void supervisor.gaveUp.then(() => display.resolve());
  return {
    displayStarted: display.promise,
    letBrowserStart: () => browserGate.resolve(),
    executor: display.promise.then(() => loadExecutor(options, desktop, browser)),
    supervisor,
    desktop,
    browser,
    health,
    sandbox,
    refusedConnections: () => opened?.refused ?? {},
    ready: (signal) => untilReady(supervisor, desktop, signal),
    async vnc(signal) {
      await supervisor.demand('vnc', signal);
      return vnc.connect(signal);
    },
    async playInput(events, signal) {
      // On a busy machine only the page itself can tell when it is through with a part of a long text.
      const recipient =
        browser.current && pageRecipient({ browser: browser.current, desktop: desktop.get() });
      await desktop.get().playRemote(events, signal, recipient);
    },
    async releaseInput() {
      await desktop.current?.releaseAll().catch((error: unknown) => {
        log.warn('could not release keys', { error: String(error) });
      });
    },
    async stop() {
      stopping = true;
      browserGate.resolve();
      await supervisor.stop();
      await opened?.[Symbol.asyncDispose]();
    },
  };
}

async function loadExecutor(
  { settings, env, log, resolveUrl }: RuntimeOptions,
  desktop: Slot<Desktop>,
  browser: Slot<OpenBrowser>,
): Promise<Executor> {
  const [{ createExecutor }, { createSystem }] = await Promise.all([
    import('../actions/executor.ts'),
    import('../actions/system/system.ts'),
  ]);
  const home = env['HOME'] ?? '/tmp';
  return createExecutor({
    desktop: () => desktop.get(),
    browser: () => browser.get(),
    log,
    resolveUrl,
    system: createSystem({ env: desktopEnvironment(env, settings.values.DISPLAY), home }),
    enabled: settings.values.DESKHAND_ACTIONS,
    permissions: settings.values.DESKHAND_PERMISSIONS,
  });
}

async function untilReady(
  supervisor: Supervisor,
  desktop: Slot<Desktop>,
  signal: AbortSignal,
): Promise<void> {
  const gaveUp = supervisor.gaveUp.then((error) => {
    throw error;
  });
  await Promise.race([supervisor.whenReady(['xvfb', 'window-manager', 'chromium'], signal), gaveUp]);
  await Promise.race([desktop.filled(signal), gaveUp]);
}
