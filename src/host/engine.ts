import type Docker from 'dockerode';
import { DeskhandError } from '../base/errors.ts';
import { contextEndpoint } from './docker-context.ts';
import { engineCandidates, engineConnection, isRemote } from './engine-address.ts';
import type { EngineCandidate } from './engine-address.ts';

/** A Docker engine that answered. */
export interface Engine {
  readonly docker: Docker;
  /** Its address, such as `unix:///var/run/docker.sock`. */
  readonly host: string;
  /** Whether it runs on another machine, where the desktops' loopback ports are out of reach. */
  readonly remote: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Connects to the first engine that answers a ping; throws `no_engine` saying where it looked and what to do. */
export async function connectEngine(env: Env): Promise<Engine> {
  const candidates = await engineCandidates({
    env,
    uid: process.getuid?.(),
    context: () => contextEndpoint(env),
  });
  const failures: { candidate: EngineCandidate; error: unknown }[] = [];
  for (const candidate of candidates) {
    try {
      const docker = await dial(candidate.host, env);
      await docker.ping();
      return { docker, host: candidate.host, remote: isRemote(candidate.host) };
    } catch (error) {
      if (error instanceof DeskhandError) throw error;
      failures.push({ candidate, error });
    }
  }
  throw noEngine(failures);
}

/** Docker itself costs 300 ms to load, so nothing but a call to the engine loads it. */
async function dial(host: string, env: Env): Promise<Docker> {
  const { default: Dockerode } = await import('dockerode');
  return new Dockerode(engineConnection(host, env));
}

function noEngine(failures: readonly { candidate: EngineCandidate; error: unknown }[]): DeskhandError {
  const denied = failures.find(({ error }) => code(error) === 'EACCES');
  if (denied !== undefined)
    return new DeskhandError(
      'no_engine',
      `This user may not use the Docker engine at ${denied.candidate.source}.`,
      {
        hint: 'Join the docker group (`sudo usermod -aG docker $USER`, then log in again) or run rootless Docker.',
        cause: denied.error,
      },
    );
  const only = failures.length === 1 ? failures[0]?.candidate : undefined;
  return new DeskhandError(
    'no_engine',
    only === undefined
      ? 'No Docker engine answers on any of the usual sockets.'
      : `No Docker engine answers at ${only.host} (from ${only.source}).`,
    {
      hint:
        only?.source === 'DOCKER_HOST'
          ? 'Start that engine, or unset DOCKER_HOST to use the local one.'
          : 'Install Docker and start it (`sudo systemctl start docker`), or set DOCKER_HOST.',
      cause: failures[0]?.error,
    },
  );
}

function code(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
