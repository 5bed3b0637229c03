import { readFile, statfs } from 'node:fs/promises';
import { DeskhandError } from '../base/errors.ts';
import type { MachineFacts } from './doctor.ts';
import { connectEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { hasImage } from './images.ts';

/** What the caller knows and the machine does not. */
export interface FactsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly image: string;
  readonly inClone: boolean;
  /** Where a key was found. */
  readonly key: string | undefined;
}

const SETTINGS = [
  'user.max_user_namespaces',
  'kernel.unprivileged_userns_clone',
  'kernel.apparmor_restrict_unprivileged_userns',
];

/** Looks at engine, plugins, kernel and disk. Never throws for what is missing: that is what it reports. */
export async function machineFacts(options: FactsOptions): Promise<MachineFacts> {
  const connected = await connectEngine(options.env).catch((error: unknown) => {
    if (error instanceof DeskhandError) return error;
    throw error;
  });
  const engine = connected instanceof DeskhandError ? undefined : connected;
  const [described, compose, buildx, sysctl, present] = await Promise.all([
    engine === undefined ? undefined : describeEngine(engine),
    pluginVersion(['compose', 'version', '--short']),
    pluginVersion(['buildx', 'version']),
    kernelSettings(),
    engine === undefined ? false : hasImage(engine, options.image),
  ]);
  return {
    node: process.versions.node,
    engine:
      connected instanceof DeskhandError
        ? { error: connected.message, hint: connected.hint }
        : (described?.facts ?? { error: 'The engine does not describe itself.' }),
    compose,
    buildx,
    sysctl,
    image: { name: options.image, present, inClone: options.inClone },
    key: options.key,
    freeBytes: described === undefined ? undefined : await freeBytes(described.dataRoot),
  };
}

async function describeEngine(engine: Engine) {
  const info = (await engine.docker.info()) as {
    ServerVersion: string;
    OperatingSystem: string;
    DockerRootDir: string;
    SecurityOptions?: readonly string[];
  };
  const options = info.SecurityOptions ?? [];
  return {
    dataRoot: info.DockerRootDir,
    facts: {
      host: engine.host,
      version: info.ServerVersion,
      operatingSystem: info.OperatingSystem,
      apparmor: options.some((option) => option.includes('apparmor')),
      seccomp: options.some((option) => option.includes('seccomp')),
    },
  };
}

async function pluginVersion(args: readonly string[]): Promise<string | undefined> {
  const { execa } = await import('execa');
  const { stdout, failed } = await execa('docker', args, { reject: false, timeout: 10_000 });
  if (failed) return undefined;
  return /v?(\d+\.\d+[\w.+-]*)/.exec(stdout)?.[1];
}

async function kernelSettings(): Promise<Record<string, number | undefined>> {
  const values = SETTINGS.map(async (name): Promise<[string, number | undefined]> => {
    const text = await readFile(`/proc/sys/${name.replaceAll('.', '/')}`, 'utf8').catch(() => undefined);
    return [name, text === undefined ? undefined : Number(text)];
  });
  return Object.fromEntries(await Promise.all(values));
}

/** Undefined where the folder is another machine's or may not be seen. */
async function freeBytes(folder: string): Promise<number | undefined> {
  const stats = await statfs(folder).catch(() => undefined);
  return stats === undefined ? undefined : stats.bavail * stats.bsize;
}
