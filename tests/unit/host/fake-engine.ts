import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerCreateOptions } from 'dockerode';
import { serveExec, streamFrame } from './fake-exec.ts';
import type { FakeProgram } from './fake-exec.ts';

/** A container of the fake engine. */
export interface FakeContainer {
  readonly id: string;
  readonly name: string;
  readonly spec: ContainerCreateOptions;
  state: 'created' | 'running' | 'exited' | 'paused';
  exitCode: number;
  /** From now on a start of it is refused. */
  isBroken?: boolean;
}

/** How the fake engine behaves. */
export interface FakeEngineOptions {
  readonly images?: readonly string[];
  /** The port that a started container has on the host. */
  readonly hostPort?: number;
  /** Containers end with this code as soon as they are started. */
  readonly crashesWith?: number;
  /** What every container has logged. */
  readonly log?: readonly { readonly stream: 'stdout' | 'stderr'; readonly line: string }[];
  /** What a pull reports; without it the registry is unreachable. */
  readonly pull?: readonly object[];
  /** What `exec` runs, whatever it is asked to run. */
  readonly program?: FakeProgram;
  /** A start is refused with this message. */
  readonly startError?: string;
}

/** A few calls of the Docker Engine API over a real unix socket. */
export interface FakeEngine extends AsyncDisposable {
  /** The environment that leads to it. */
  readonly env: { readonly DOCKER_HOST: string };
  readonly containers: Map<string, FakeContainer>;
  /** `METHOD /path?query` of every call. */
  readonly calls: readonly string[];
  /** The requests that made an exec. */
  readonly execs: readonly unknown[];
}

/** Starts a fake engine on a unix socket in a folder of its own. */
export async function startFakeEngine(options: FakeEngineOptions = {}): Promise<FakeEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-engine-'));
  const socket = join(folder, 'docker.sock');
  const calls: string[] = [];
  const containers = new Map<string, FakeContainer>();
  const state = {
    options,
    containers,
    images: new Set(options.images),
    waiting: new Set<() => void>(),
    execs: [] as unknown[],
    made: [] as ContainerCreateOptions[],
    removedVolumes: new Set<string>(),
  };
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    void readBody(request).then((body) => route(request, body, response, state));
  });
  const cutExecs = options.program === undefined ? () => undefined : serveExec(server, options.program);
  await new Promise<void>((resolve) => {
    server.listen(socket, resolve);
  });
  return {
    env: { DOCKER_HOST: `unix://${socket}` },
    containers,
    calls,
    execs: state.execs,
    async [Symbol.asyncDispose]() {
      cutExecs();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface State {
  readonly options: FakeEngineOptions;
  readonly containers: Map<string, FakeContainer>;
  readonly images: Set<string>;
  readonly waiting: Set<() => void>;
  readonly execs: unknown[];
  /** Every container that was ever made. */
  readonly made: ContainerCreateOptions[];
  readonly removedVolumes: Set<string>;
}

function route(request: IncomingMessage, body: string, response: ServerResponse, state: State): void {
  const url = new URL(request.url ?? '/', 'http://docker');
  const call = `${request.method} ${url.pathname}`;
  if (call === 'GET /_ping') return void response.end('OK');
  if (call === 'GET /info') return json(response, 200, { ID: 'fake' });
  if (call === 'GET /containers/json') return json(response, 200, listed(url, state));
  if (call === 'GET /volumes') return json(response, 200, { Volumes: volumes(state) });
  if (call.startsWith('DELETE /volumes/')) {
    state.removedVolumes.add(url.pathname.slice('/volumes/'.length));
    return void response.writeHead(204).end();
  }
  if (call === 'POST /containers/create') return create(url, body, response, state);
  if (call === 'POST /images/create') return pull(url, response, state);
  if (call === 'GET /exec/exec-1/json')
    return json(response, 200, { ExitCode: state.options.program?.exitCode });
  const image = /^\/images\/(.+)\/json$/.exec(url.pathname)?.[1];
  if (image !== undefined)
    return json(response, state.images.has(decodeURIComponent(image)) ? 200 : 404, {
      message: 'No such image',
    });
  const [, id = '', verb = ''] = /^\/containers\/([^/]+)\/?(.*)$/.exec(url.pathname) ?? [];
  const container = state.containers.get(id);
  if (container === undefined) return json(response, 404, { message: `No such container: ${id}` });
  if (verb === 'exec') {
    state.execs.push(JSON.parse(body));
    return json(response, 201, { Id: 'exec-1' });
  }
  act(`${request.method} ${verb}`, container, response, state);
}

function act(call: string, container: FakeContainer, response: ServerResponse, state: State): void {
  if (call === 'GET json') return json(response, 200, inspection(container, state.options));
  if (call === 'GET logs')
    return void response.end(
      Buffer.concat((state.options.log ?? []).map(({ stream, line }) => streamFrame(stream, `${line}\n`))),
    );
  if (call === 'POST wait') return wait(container, response, state);
  if (call === 'POST stop') {
    container.state = 'exited';
    return void response.writeHead(204).end();
  }
  if (call === 'POST start') return start(container, response, state);
  if (call === 'POST unpause') {
    container.state = 'running';
    return void response.writeHead(204).end();
  }
  if (call === 'DELETE ') {
    state.containers.delete(container.id);
    for (const over of state.waiting) over();
    return void response.writeHead(204).end();
  }
  json(response, 501, { message: `not faked: ${call}` });
}

function create(url: URL, body: string, response: ServerResponse, state: State): void {
  const name = url.searchParams.get('name') ?? '';
  const spec = JSON.parse(body) as ContainerCreateOptions;
  if (!state.images.has(spec.Image ?? ''))
    return json(response, 404, { message: `No such image: ${spec.Image}` });
  if ([...state.containers.values()].some((other) => other.name === name))
    return json(response, 409, { message: `Conflict. The container name "/${name}" is already in use.` });
  const id = (state.containers.size + 1).toString(16).padStart(64, 'a');
  state.made.push(spec);
  state.containers.set(id, { id, name, spec, state: 'created', exitCode: 0 });
  json(response, 201, { Id: id, Warnings: [] });
}

/** The named volumes that containers brought about; they outlive them. */
function volumes({ made, removedVolumes }: State): object[] {
  const mounts = made.flatMap((spec) => spec.HostConfig?.Mounts ?? []);
  const byName = new Map(mounts.map((mount) => [mount.Source, mount.VolumeOptions?.Labels]));
  return [...byName]
    .filter(([name]) => !removedVolumes.has(name))
    .map(([Name, Labels]) => ({ Name, Labels, CreatedAt: '2030-01-01T00:00:00Z' }));
}

function start(container: FakeContainer, response: ServerResponse, { options }: State): void {
  if (container.isBroken === true) return json(response, 500, { message: 'its image is gone' });
  if (options.startError !== undefined) return json(response, 500, { message: options.startError });
  container.state = options.crashesWith === undefined ? 'running' : 'exited';
  container.exitCode = options.crashesWith ?? 0;
  response.writeHead(204).end();
}

function wait(container: FakeContainer, response: ServerResponse, state: State): void {
  const over = () => {
    state.waiting.delete(over);
    json(response, 200, { StatusCode: container.exitCode });
  };
  if (container.state === 'running') state.waiting.add(over);
  else over();
}

function pull(url: URL, response: ServerResponse, { options, images }: State): void {
  if (options.pull === undefined) return json(response, 500, { message: 'dial tcp: no such host' });
  if (!options.pull.some((event) => 'error' in event)) images.add(url.searchParams.get('fromImage') ?? '');
  response.end(options.pull.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

function listed(url: URL, { containers }: State): object[] {
  const filters = JSON.parse(url.searchParams.get('filters') ?? '{}') as { label?: string[] };
  const all = [...containers.values()].filter(({ spec }) =>
    (filters.label ?? []).every((label) => spec.Labels?.[label] !== undefined),
  );
  return all.map(({ id }) => ({ Id: id }));
}

function inspection(container: FakeContainer, { hostPort = 49152 }: FakeEngineOptions): object {
  const { id, name, spec, state, exitCode } = container;
  return {
    Id: id,
    Name: `/${name}`,
    Created: '2030-01-01T00:00:00Z',
    Config: { Image: spec.Image, Labels: spec.Labels, Env: spec.Env },
    State: { Status: state, Running: state === 'running' || state === 'paused', ExitCode: exitCode },
    NetworkSettings: {
      Ports: {
        '6080/tcp': state === 'running' ? [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }] : null,
      },
    },
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
