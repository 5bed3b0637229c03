import { randomBytes } from 'node:crypto';
import { DesktopClient } from '../client/client.ts';
import type { DesktopInfo } from '../host/desktop-info.ts';
import type { Config } from './config-schema.ts';
import type { Context } from './context.ts';
import { inClone } from './own-package.ts';

/** A running desktop with a client for it. */
export interface Session {
  readonly desktop: DesktopInfo;
  readonly client: DesktopClient;
}

/** A ready desktop, and how it came to be so. */
export interface BootedDesktop extends Session {
  readonly how: 'found' | 'started' | 'created';
}

/** What is special about one start. */
export interface BootOptions {
  readonly name: string;
  readonly ephemeral?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** More labels for the container. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Page that is open at the start. */
  readonly startUrl?: string | undefined;
  /** Browser profile to keep. */
  readonly profile?: string | undefined;
}

/** A ready desktop of that name, made with the settings when there is none: {@link startDesktop}. */
export async function bootDesktop(
  context: Context,
  config: Config,
  options: BootOptions,
): Promise<BootedDesktop> {
  const [engine, { startDesktop }, { requireImage }, { loadSeccompProfile }, { lookUpDesktop }] =
    await Promise.all([
      context.engine(),
      import('../host/start-desktop.ts'),
      import('../host/images.ts'),
      import('../host/seccomp.ts'),
      import('../host/desktops.ts'),
    ]);
  const { signal, output } = context;
  if (engine.remote)
    output.warn(
      `The engine is on another machine (${engine.host}): forward the desktop's port, for example with ssh -L and --port.`,
    );
  // A desktop that exists does not need its image's name any more.
  if ((await lookUpDesktop(engine, options.name)) === undefined)
    await requireImage(engine, config.image, {
      inClone: inClone(),
      onProgress: (message) => output.info(message),
      signal,
    });
  const spec = {
    name: options.name,
    ephemeral: options.ephemeral,
    labels: options.labels,
    env: { ...logEnv(config), ...options.env },
    profile: options.profile,
    image: config.image,
    token: randomBytes(24).toString('base64url'),
    seccomp: await loadSeccompProfile(),
    port: config.port,
    display: config.resolution,
    startUrl: options.startUrl,
    memory: config.memory,
  };
  const started = await startDesktop(engine, spec, {
    isReady: (address, probing) => new DesktopClient(address).isReady({ signal: probing }),
    timeoutMs: config.ready_timeout * 1000,
    signal,
  });
  return { ...started, client: clientFor(started.desktop) };
}

/** The running desktop of that name, or the only one. */
export async function chooseDesktop(context: Context, name: string | undefined): Promise<Session> {
  const [engine, { findRunning }] = await Promise.all([context.engine(), import('../host/desktops.ts')]);
  const desktop = await findRunning(engine, name);
  return { desktop, client: clientFor(desktop) };
}

/** A desktop's log format is fixed when it is made. */
function logEnv({ log_format: format }: Config): Record<string, string> {
  return format === undefined ? {} : { DESKHAND_LOG_FORMAT: format };
}

function clientFor({ url, token }: DesktopInfo): DesktopClient {
  return new DesktopClient({ url: url ?? 'http://127.0.0.1:0', token });
}
