import { homedir } from 'node:os';
import { DeskhandError } from '../base/errors.ts';

/** What the search for an engine may look at. */
export interface EngineLookup {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** User id, for the rootless socket. */
  readonly uid?: number | undefined;
  /** The engine that Docker's current context names: {@link contextEndpoint}. */
  readonly context: () => Promise<string | undefined>;
}

/** Where an engine may be and who says so. */
export interface EngineCandidate {
  /** `unix:///…`, `tcp://…`, `ssh://…` or `npipe://…`. */
  readonly host: string;
  readonly source: string;
}

/**
 * Where to look for an engine, best first: `DOCKER_HOST` alone when it is set, else the current Docker context alone when
 * it is not the default one, else the well-known sockets, rootless ones included.
 */
export async function engineCandidates(lookup: EngineLookup): Promise<readonly EngineCandidate[]> {
  const fromEnv = lookup.env['DOCKER_HOST'];
  if (fromEnv !== undefined && fromEnv !== '') return [{ host: fromEnv, source: 'DOCKER_HOST' }];
  const fromContext = await lookup.context();
  if (fromContext !== undefined) return [{ host: fromContext, source: 'the current Docker context' }];
  const home = lookup.env['HOME'] ?? homedir();
  const runtime =
    lookup.env['XDG_RUNTIME_DIR'] ?? (lookup.uid === undefined ? undefined : `/run/user/${lookup.uid}`);
  const sockets = [
    '/var/run/docker.sock',
    ...(runtime === undefined ? [] : [`${runtime}/docker.sock`]),
    `${home}/.docker/run/docker.sock`,
    `${home}/.docker/desktop/docker.sock`,
  ];
  return sockets.map((path) => ({ host: `unix://${path}`, source: path }));
}

/** How dockerode reaches an engine. */
export interface EngineConnection {
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly protocol?: 'http' | 'https' | 'ssh';
  readonly username?: string;
}

/** Whether an engine's address is that of another machine. */
export function isRemote(address: string): boolean {
  if (/^(?:unix|npipe):/.test(address)) return false;
  const hostname = URL.parse(address.includes('//') ? address : `tcp://${address}`)?.hostname ?? '';
  return !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The connection for an address; throws `no_engine` for one that cannot be understood. TLS files come from `DOCKER_CERT_PATH`. */
export function engineConnection(
  address: string,
  env: Readonly<Record<string, string | undefined>>,
): EngineConnection {
  const local = /^(?:unix|npipe):\/\/(.+)$/.exec(address)?.[1];
  if (local !== undefined) return { socketPath: local };
  const url = URL.parse(address.includes('//') ? address : `tcp://${address}`);
  if (url === null || !['tcp:', 'http:', 'https:', 'ssh:'].includes(url.protocol) || url.hostname === '')
    throw new DeskhandError('no_engine', `"${address}" is no address of a Docker engine.`, {
      hint: 'Set DOCKER_HOST to something like unix:///var/run/docker.sock or tcp://localhost:2375, or unset it.',
    });
  if (url.protocol === 'ssh:')
    return {
      protocol: 'ssh',
      host: url.hostname,
      port: Number(url.port || 22),
      ...(url.username === '' ? {} : { username: url.username }),
    };
  const tls = url.protocol === 'https:' || (env['DOCKER_TLS_VERIFY'] ?? '') !== '' || url.port === '2376';
  return {
    protocol: tls ? 'https' : 'http',
    host: url.hostname,
    port: Number(url.port || (tls ? 2376 : 2375)),
  };
}
