import type { ContainerCreateOptions } from 'dockerode';
import type { Size } from '../base/geometry.ts';
import {
  API_PORT,
  containerName,
  DESKTOP_LABEL,
  EPHEMERAL_LABEL,
  HOST_NAME,
  PROFILE_LABEL,
  profileVolume,
} from './labels.ts';

/** What a desktop is made of. */
export interface DesktopSpec {
  readonly name: string;
  readonly image: string;
  /** Opens the API. */
  readonly token: string;
  /** The seccomp profile's JSON text. */
  readonly seccomp: string;
  /** Port on the host's loopback; left out, Docker picks a free one. */
  readonly port?: number | undefined;
  readonly display?: Size | undefined;
  readonly startUrl?: string | undefined;
  /** Bytes; left out, {@link DEFAULT_MEMORY}. */
  readonly memory?: number | undefined;
  /** More environment for the desktop. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** More labels. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Belongs to one run: never restarted by Docker. */
  readonly ephemeral?: boolean | undefined;
  /** Name of the browser profile to keep in a volume; left out, nothing of it outlives the container. */
  readonly profile?: string | undefined;
}

/** Where the image has the browser's profile (src/runner/paths.ts). */
const PROFILE_FOLDER = '/home/desk/profile';

const MIB = 1024 ** 2;

/** 4 GiB: Chromium with a few heavy pages; an idle desktop needs less than a tenth of it. */
export const DEFAULT_MEMORY = 4096 * MIB;

/**
 * Docker's own log would grow for as long as the desktop lives. Named, since options of a driver that is not named may not fit
 * the engine's default; this one every engine has, and `docker logs` and collectors of its files read it.
 */
const LOG: NonNullable<ContainerCreateOptions['HostConfig']>['LogConfig'] = {
  Type: 'json-file',
  Config: { 'max-size': '10m', 'max-file': '3' },
};

/**
 * The request that makes a desktop's container, hardened: nothing is writable but the two volumes, no capability, no new
 * privileges, own seccomp profile, limits on processes and memory, one port on loopback. Pure.
 *
 * The token travels as an environment variable. Docker shows it to whoever may use the engine, and that is root's
 * equal anyway; inside the desktop it is unreadable, since the runner's process is not dumpable and its children
 * get an environment without it. A file would be readable to every program of the desktop.
 */
export function containerSpec(spec: DesktopSpec): ContainerCreateOptions {
  return {
    name: containerName(spec.name),
    Image: spec.image,
    Hostname: 'deskhand',
    Labels: {
      ...spec.labels,
      [DESKTOP_LABEL]: spec.name,
      ...(spec.ephemeral === true ? { [EPHEMERAL_LABEL]: 'true' } : {}),
      ...(spec.profile === undefined ? {} : { [PROFILE_LABEL]: spec.profile }),
    },
    Env: environment(spec),
    ExposedPorts: { [API_PORT]: {} },
    // Anonymous volumes, not tmpfs: Docker's archive API cannot read a tmpfs. They go with the container.
    Volumes: { '/tmp': {}, '/home/desk': {} },
    HostConfig: {
      ...(spec.profile === undefined ? {} : { Mounts: [profileMount(spec.profile)] }),
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true', `seccomp=${spec.seccomp}`],
      Privileged: false,
      PidsLimit: 2048,
      Memory: spec.memory ?? DEFAULT_MEMORY,
      ShmSize: 1024 * MIB,
      // x11vnc walks all possible descriptors: a huge limit costs it minutes of CPU.
      Ulimits: [{ Name: 'nofile', Soft: 8192, Hard: 8192 }],
      PortBindings: {
        [API_PORT]: [{ HostIp: '127.0.0.1', HostPort: String(spec.port ?? 0) }],
      },
      // A model server on this machine is reached by this name.
      ExtraHosts: [`${HOST_NAME}:host-gateway`],
      LogConfig: LOG,
      // The image brings tini.
      Init: false,
      // Not `on-failure`: a desktop that the engine stops with itself ends with 0. Not `unless-stopped`: an engine that was
      // killed and starts again ends what outlived it and marks that as stopped by hand (the mark of moby/moby#41302).
      RestartPolicy: { Name: spec.ephemeral === true ? 'no' : 'always' },
    },
  };
}

/** A named volume, which Docker makes with the first container and which no container's removal takes along. */
function profileMount(
  profile: string,
): NonNullable<NonNullable<ContainerCreateOptions['HostConfig']>['Mounts']>[number] {
  return {
    Type: 'volume',
    Source: profileVolume(profile),
    Target: PROFILE_FOLDER,
    // Copying fills a new volume from the image's folder, with its owner.
    VolumeOptions: {
      NoCopy: false,
      Labels: { [PROFILE_LABEL]: profile },
      DriverConfig: { Name: 'local', Options: {} },
    },
  };
}

function environment(spec: DesktopSpec): string[] {
  const { display, startUrl } = spec;
  const variables: Record<string, string> = {
    ...spec.env,
    ...(display === undefined
      ? {}
      : { DISPLAY_WIDTH: String(display.width), DISPLAY_HEIGHT: String(display.height) }),
    ...(startUrl === undefined ? {} : { START_URL: startUrl }),
    DESKHAND_TOKEN: spec.token,
  };
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`);
}
