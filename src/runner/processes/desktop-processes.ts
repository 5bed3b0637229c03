import { rm } from 'node:fs/promises';
import type { Log } from '../../base/log.ts';
import type { OpenBrowser } from '../../browser/open.ts';
import { RefBook } from '../../browser/refs.ts';
import type { Desktop } from '../../desktop/desktop.ts';
import type { Network } from '../../network/network.ts';
import { desktopEnvironment } from '../child-environment.ts';
import type { Paths } from '../paths.ts';
import type { VncConnections } from '../vnc-connection.ts';
import type { WindowManager } from '../window-manager-check.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Environment, Settings } from '../settings/settings.ts';
import type { Slot } from '../slot.ts';
import { clearStaleDisplay, clearStaleSingleton, systemLockFs } from '../stale-locks.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { sweepBrowserOf } from '../tmp-leftovers.ts';
import { freeReserve, keepReserve } from '../tmp-reserve.ts';
import { BrowserFamily } from './browser-family.ts';
import { chromium } from './chromium.ts';
import type { ChromiumFlags } from './chromium.ts';
import { unlessDisplayHangs } from './display-answers.ts';
import { windowManager } from './window-manager.ts';
import { x11vnc } from './x11vnc.ts';
import { xvfb } from './xvfb.ts';

/** A browser that hangs at its end must not hold up `docker stop` (3 s in all), in ms; what it would have written goes with the container. */
const STOP_MS = 1200;

/** What a kept profile is worth waiting for, in ms, all in all below the 10 s after which Docker kills. */
const KEPT_CLOSE_MS = 5000;
const LINGER_MS = 2000;

/** An answer of the browser that takes longer than this is none, in ms. */
const BROWSER_ANSWER_MS = 2000;

/** What the desktop's processes are declared from. */
export interface DesktopProcessOptions {
  readonly settings: Settings;
  readonly env: Environment;
  readonly paths: Paths;
  readonly log: Log;
  readonly resolveUrl: (url: string) => string;
  readonly desktop: Slot<Desktop>;
  readonly browser: Slot<OpenBrowser>;
  /** Whether the sandbox works and whether shared memory is small. */
  readonly facts: Promise<readonly [Sandbox, boolean]>;
  /** The browser's way out; its policy is in place when this resolves. */
  readonly network: Promise<Network>;
  /** Where the VNC server listens. */
  readonly vncSocket: string;
  /** The connections there. */
  readonly vnc: Pick<VncConnections, 'answers'>;
  /** The profile outlives the container. */
  readonly keepsProfile: boolean;
  /** Resolves when the browser may take the processors: the API answers by then. */
  readonly browserMayStart: Promise<void>;
  /** Called each time that the X server's process has been started. */
  readonly displaySpawned: () => void;
}

/** X server, window manager, browser and VNC server, in the order of their needs. */
export function desktopProcesses(options: DesktopProcessOptions): readonly ProcessSpec[] {
  const { settings, env, log } = options;
  const display = settings.values.DISPLAY;
  const childEnv = desktopEnvironment(env, display);
  const onDisplay = () => options.desktop.current;
  return [
    xvfb({
      display,
      size: settings.display,
      env: childEnv,
      prepare: () => prepareDisplay(options),
      // It is asked over our connection, which comes a moment after it is ready.
      answers: async () => options.desktop.current?.capture({ x: 0, y: 0, width: 1, height: 1 }),
      spawned() {
        // Loaded while Xvfb starts, and first of all: a failure is met again by whoever needs it.
        import('../../desktop/open.ts').catch(() => {});
        options.displaySpawned();
      },
      up: openDisplay(options),
    }),
    windowManager({
      env: childEnv,
      managed: (signal) => managed(display, signal, log),
      ask: (manager) => unlessDisplayHangs(() => manager.answers(), onDisplay),
    }),
    browserProcess(options, childEnv),
    x11vnc({
      display,
      env: childEnv,
      socket: options.vncSocket,
      ask: () => unlessDisplayHangs(() => options.vnc.answers(), onDisplay),
    }),
  ];
}

async function prepareDisplay({ settings, paths, log }: DesktopProcessOptions): Promise<void> {
  const display = settings.values.DISPLAY;
  await freeReserve(paths.sockets);
  if (await clearStaleDisplay(await systemLockFs(), display))
    log.info(`removed the stale lock of display ${display}`);
}

function openDisplay({ settings, desktop, log }: DesktopProcessOptions) {
  return async () => {
    const { openDesktop } = await import('../../desktop/open.ts');
    const opened = await openDesktop({ display: settings.values.DISPLAY, log });
    return desktop.fill(opened, () => opened.close());
  };
}

async function managed(display: string, signal: AbortSignal, log: Log): Promise<WindowManager> {
  const { windowManagerReady } = await import('../window-manager-check.ts');
  return windowManagerReady(display, signal, log);
}

function browserProcess(options: DesktopProcessOptions, env: Readonly<Record<string, string>>): ProcessSpec {
  const { settings, paths, log, browser } = options;
  const { START_URL } = settings.values;
  let flags: ChromiumFlags | undefined;
  const family = new BrowserFamily(log);
  const refs = new RefBook();
  return chromium({
    env,
    stopWithinMs: STOP_MS,
    lingerMs: options.keepsProfile ? LINGER_MS : undefined,
    flags: () => {
      if (flags === undefined) throw new Error('the browser was not prepared');
      // A demo address needs a fresh ticket at each start.
      return { ...flags, startUrl: options.resolveUrl(START_URL ?? 'about:blank') };
    },
    async prepare() {
      const [[sandbox, smallSharedMemory], network] = await Promise.all([
        options.facts,
        options.network,
        options.browserMayStart,
      ]);
      flags = {
        profile: paths.profile,
        size: settings.display,
        sandbox: sandbox.on,
        smallSharedMemory,
        startUrl: '',
        proxyPort: network.port,
      };
      // Every browser that is killed leaves one.
      await sweepBrowserOf(paths.profile, '/tmp');
      if (await clearStaleSingleton(await systemLockFs(), paths.profile))
        log.info("removed the profile's stale lock");
      await rm(`${paths.profile}/DevToolsActivePort`, { force: true });
    },
    answers: async () => browser.get().ping(BROWSER_ANSWER_MS),
    inspect: (pid) => family.inspect(pid),
    inspectStart: (pid) => family.inspectStart(pid),
    async up({ write, read }) {
      const [{ openBrowser }, network] = await Promise.all([
        import('../../browser/open.ts'),
        options.network,
      ]);
      const { downloads, uploads, workspace } = paths;
      const opened = await openBrowser({
        write,
        read,
        display: settings.display,
        downloadsDir: downloads,
        uploadsDir: uploads,
        refs,
        workspaceDir: workspace,
        allowCookies: settings.values.DESKHAND_ALLOW_COOKIES,
        failureOf: (url, since) => network.failure(url, since),
        closeWithinMs: options.keepsProfile ? KEPT_CLOSE_MS : undefined,
        log,
      });
      // From here on nothing new is needed in /tmp until the next X server; nobody waits for it.
      void keepReserve(paths.sockets);
      return browser.fill(opened, async () => opened[Symbol.asyncDispose]());
    },
  });
}
