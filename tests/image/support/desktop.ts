import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ContainerCreateOptions } from 'dockerode';
import { GenericContainer, Wait } from 'testcontainers';
import type { StartedTestContainer } from 'testcontainers';
import { inject } from 'vitest';
import { DesktopClient } from '../../../src/client/client.ts';
import { containerSpec } from '../../../src/host/container-spec.ts';

/** The label on everything that the image tests make. */
export const TEST_LABEL = 'io.deskhand.test';

/** How the desktop of a test is run. */
export interface TestDesktopOptions {
  /** As the CLI runs it (default), or as a bare `docker run IMAGE`. */
  readonly hardened?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** `uid:gid`, instead of the image's own user. */
  readonly user?: string;
  /** Arguments after the image's name. */
  readonly command?: string[];
  /** Folders that are a tmpfs of this size, such as `size=16m`, in place of the volumes there. */
  readonly tmpfs?: Readonly<Record<string, string>>;
  /** Volumes by the folders where they are, in place of the desktop's own there. */
  readonly volumes?: Readonly<Record<string, string>>;
  /** Files of this machine, by their path here, and where they are in the container; read-only. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Another image than the one under test, such as one made of it. */
  readonly image?: string;
  /** Memory limit in bytes, instead of the CLI's own; only where hardened. */
  readonly memory?: number;
  /** Wait for the health check (default), or return as soon as the container runs. */
  readonly wait?: boolean;
}

/** A desktop in a container of its own; disposing of it removes the container and its volumes. */
export interface TestDesktop extends AsyncDisposable {
  readonly container: StartedTestContainer;
  readonly token: string;
  /** The API's address on this machine. Changes when the container is restarted. */
  readonly url: string;
  readonly client: DesktopClient;
  /** Runs a program in the container as the desktop's user; gives its output, trimmed, and throws when it fails. */
  run(...command: string[]): Promise<string>;
  /** Like `run`, but gives the exit code too and does not throw. */
  tryRun(...command: string[]): Promise<{ output: string; exitCode: number }>;
}

/** Starts a desktop from the image under test. */
export async function startDesktop(options: TestDesktopOptions = {}): Promise<TestDesktop> {
  const token = randomBytes(16).toString('hex');
  const container = new DesktopContainer(options.image ?? inject('image'))
    .withLabels({ [TEST_LABEL]: inject('run') })
    .withExposedPorts(6080)
    .withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }])
    // The tests' pages are served by this machine, whose address is private.
    .withEnvironment({ DESKHAND_TOKEN: token, ALLOWED_PRIVATE_HOSTS: '*', ...options.env })
    .withWaitStrategy(options.wait === false ? Wait.forLogMessage(/.*/) : Wait.forHttp('/readyz', 6080));
  if (options.hardened !== false) container.harden(options.memory);
  if (options.tmpfs !== undefined) container.withSmallFolders(options.tmpfs);
  const { mounts = {}, volumes = {} } = options;
  container.withoutOwnVolumes(Object.keys(volumes));
  container.withBindMounts([
    ...Object.entries(mounts).map(([source, target]) => ({ source, target, mode: 'ro' as const })),
    ...Object.entries(volumes).map(([target, source]) => ({ source, target, mode: 'rw' as const })),
  ]);
  if (options.user !== undefined) container.withUser(options.user);
  if (options.command !== undefined) container.withCommand(options.command);
  return wrap(await container.start(), token);
}

/** testcontainers with what the CLI's own specification adds and testcontainers has no method for. */
class DesktopContainer extends GenericContainer {
  harden(memory?: number): this {
    const seccomp = readFileSync(new URL('../../../image/seccomp.json', import.meta.url), 'utf8');
    const spec: ContainerCreateOptions = containerSpec({
      name: 'test',
      image: '',
      token: '',
      seccomp,
      memory,
    });
    // Ports, hosts, labels and environment stay testcontainers' own.
    const { PortBindings: _, ExtraHosts: __, ...hardening } = spec.HostConfig ?? {};
    this.hostConfig = { ...this.hostConfig, ...hardening };
    this.createOpts = {
      ...this.createOpts,
      ...(spec.Volumes === undefined ? {} : { Volumes: spec.Volumes }),
    };
    return this;
  }

  withSmallFolders(folders: Readonly<Record<string, string>>): void {
    this.withTmpFs({ ...folders });
    this.withoutOwnVolumes(Object.keys(folders));
  }

  /** A volume of the same place would win over a tmpfs. */
  withoutOwnVolumes(folders: readonly string[]): void {
    const volumes = Object.entries(this.createOpts.Volumes ?? {}).filter(([path]) => !folders.includes(path));
    this.createOpts = { ...this.createOpts, Volumes: Object.fromEntries(volumes) };
  }
}

function wrap(container: StartedTestContainer, token: string): TestDesktop {
  const address = () => ({ url: `http://127.0.0.1:${container.getMappedPort(6080)}`, token });
  const tryRun = async (...command: string[]) => {
    const { output, exitCode } = await container.exec(command);
    return { output: output.trim(), exitCode };
  };
  return {
    container,
    token,
    get url() {
      return address().url;
    },
    get client() {
      return new DesktopClient(address());
    },
    tryRun,
    async run(...command) {
      const { output, exitCode } = await tryRun(...command);
      if (exitCode === 0) return output;
      throw new Error(`${command.join(' ')} ended with ${exitCode}: ${output}`);
    },
    async [Symbol.asyncDispose]() {
      await container.stop({ timeout: 0, remove: true, removeVolumes: true });
    },
  };
}
