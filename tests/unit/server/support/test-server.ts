import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, Readable } from 'node:stream';
import type { ActionCall } from '../../../../src/actions/action.ts';
import { ControlLease } from '../../../../src/actions/control.ts';
import type { ActionReply, Executor, PerformOptions } from '../../../../src/actions/executor.ts';
import type { RunEvent, RunHead } from '../../../../src/agent/events.ts';
import { DeskhandError } from '../../../../src/base/errors.ts';
import { createTable } from '../../../../src/actions/table.ts';
import { silentLog } from '../../../../src/base/log.ts';
import type { Log } from '../../../../src/base/log.ts';
import type { RemoteEvent } from '../../../../src/base/remote-input.ts';
import { Access } from '../../../../src/server/auth/access.ts';
import type { Health, ServerDeps, Tasks } from '../../../../src/server/deps.ts';
import { listen } from '../../../../src/server/listen.ts';
import type { RunningServer } from '../../../../src/server/listen.ts';

/** The token that test servers take. */
export const TOKEN = 'the-token-of-the-test-server';

/** The first words of a VNC server. */
export const GREETING: Buffer = Buffer.from('RFB 003.008\n');

/** A server over fakes on a port of its own. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly server: RunningServer;
  readonly access: Access;
  /** What the executor was asked to do, oldest first. */
  readonly performed: ActionCall[];
  /** Signals of the actions under way. */
  readonly signals: AbortSignal[];
  /** What persons' VNC clients had played, oldest first; one list for each time. */
  readonly played: (readonly RemoteEvent[])[];
  /** How often input was released. */
  readonly released: () => number;
  /** A request with the token, unless other headers are given. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** What a test changes about the fakes. */
export interface Fakes {
  readonly perform?: (call: ActionCall, signal: AbortSignal) => Promise<ActionReply>;
  readonly observe?: Executor['observe'];
  readonly tasks?: Partial<Tasks>;
  readonly health?: () => Health;
  readonly vnc?: ServerDeps['vnc'];
  /** What playing a person's input waits for, or fails with. */
  readonly playInput?: ServerDeps['playInput'];
  readonly devtools?: ServerDeps['devtools'];
  readonly metrics?: ServerDeps['metrics'];
  readonly cookies?: ServerDeps['cookies'];
  /** Where the server's lines go; nowhere when left out. */
  readonly log?: Log;
  /** Switches raw VNC on, at a free port. */
  readonly vncPassword?: string;
  /** The token in place of {@link TOKEN}. */
  readonly token?: string;
  /** What DESKHAND_PERMISSIONS grants. */
  readonly permissions?: readonly string[];
  /** Now in ms since the epoch, for tickets and sessions. */
  readonly now?: () => number;
}

const OK: ActionReply = {
  result: null,
  observation: null,
  timings: { actMs: 0.123_456, settleMs: 0, frameMs: 0 },
};

/** Starts a server; disposing of it closes it and removes its files. */
export async function startServer(fakes: Fakes = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-server-'));
  await Promise.all([mkdir(join(folder, 'viewer')), mkdir(join(folder, 'demo/form'), { recursive: true })]);
  await Promise.all([
    writeFile(join(folder, 'viewer/index.html'), '<title>viewer</title>'),
    writeFile(join(folder, 'viewer/viewer.js'), '// viewer'),
    writeFile(join(folder, 'demo/index.html'), '<title>demo</title>'),
    writeFile(join(folder, 'demo/form/index.html'), '<title>form</title>'),
    writeFile(join(folder, 'secret.txt'), 'secret'),
  ]);
  const performed: ActionCall[] = [];
  const signals: AbortSignal[] = [];
  const played: (readonly RemoteEvent[])[] = [];
  let releases = 0;
  const access = new Access(fakes.token ?? TOKEN, fakes.now);
  const deps = fakeDeps(fakes, { performed, signals, played, release: () => void releases++ });
  const server = await listen(deps, {
    access,
    port: 0,
    hostname: '127.0.0.1',
    allowedHosts: ['deskhand'],
    viewerDir: join(folder, 'viewer'),
    demoDir: join(folder, 'demo'),
    rawVnc: fakes.vncPassword === undefined ? undefined : { port: 0, password: fakes.vncPassword },
  });
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    server,
    access,
    performed,
    signals,
    played,
    released: () => releases,
    request: (path, init = {}) =>
      fetch(url + path, { redirect: 'manual', headers: { authorization: `Bearer ${TOKEN}` }, ...init }),
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a server serves, all of it fake. */
export function fakeDeps(fakes: Fakes = {}, notes: Partial<Notes> = {}): ServerDeps {
  const executor = fakeExecutor(notes.performed ?? [], notes.signals ?? [], fakes);
  return {
    executor,
    tasks: async () => fakeTasks(fakes.tasks),
    health: async () => fakes.health?.() ?? { status: 'ok', sandbox: 'on', display: ':99', processes: [] },
    vnc: fakes.vnc ?? (async () => echo()),
    devtools:
      fakes.devtools ??
      (() => {
        throw new DeskhandError('not_ready', 'The browser is starting.');
      }),
    cookies: fakes.cookies,
    metrics: fakes.metrics ?? (async () => ({ contentType: 'text/plain', text: '' })),
    async playInput(events, signal) {
      notes.played?.push(events);
      await fakes.playInput?.(events, signal);
    },
    releaseInput: async () => notes.release?.(),
    log: fakes.log ?? silentLog,
  };
}

interface Notes {
  readonly performed: ActionCall[];
  readonly signals: AbortSignal[];
  readonly played: (readonly RemoteEvent[])[];
  readonly release: () => void;
}

function fakeExecutor(
  performed: ActionCall[],
  signals: AbortSignal[],
  { perform, observe, permissions }: Fakes,
): Executor {
  const region = { x: 0, y: 0, width: 2, height: 1 };
  const frame = {
    mediaType: 'image/png',
    data: Buffer.from('picture'),
    width: 2,
    height: 1,
    region,
  } as const;
  const performOne = async (call: ActionCall, options: PerformOptions = {}) => {
    performed.push({ ...call, observe: options.observe });
    const signal = options.signal ?? new AbortController().signal;
    signals.push(signal);
    return perform?.(call, signal) ?? OK;
  };
  return {
    control: new ControlLease(),
    table: createTable([], permissions),
    perform: performOne,
    performAll: (actions, options) => performOne({ action: 'batch', actions }, options),
    observe: observe ?? (() => Promise.reject(new DeskhandError('not_ready', 'The desktop is starting.'))),
    screenshot: async () => ({ frame, settled: true }),
    scene: async (frameSize = { width: 1280, height: 800 }) => ({ frame: frameSize, cursor: { x: 0, y: 0 } }),
  };
}

const unused = () => Promise.reject(new DeskhandError('not_found', 'There is no such run.'));

function fakeTasks(tasks: Partial<Tasks> = {}): Tasks {
  return {
    submit: unused,
    get: unused,
    getOwn: tasks.get ?? unused,
    list: async () => [],
    async *events() {},
    cancel: unused,
    pause: unused,
    resume: unused,
    answer: unused,
    confirm: unused,
    files: unused,
    openFile: async () => ({ stream: Readable.from(['']), size: 0 }),
    ...tasks,
  };
}

/** A VNC server that greets and then gives back what it is sent. */
export function echo(): Duplex {
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      this.push(chunk);
      done();
    },
    final(done) {
      this.push(null);
      done();
    },
  });
  stream.push(GREETING);
  return stream;
}

/** A run's head with nothing in it. */
export function runHead(more: Partial<RunHead> = {}): RunHead {
  const totals = {
    steps: 0,
    actions: 0,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    costUsd: 0,
    durationMs: 0,
  };
  const limits = { steps: 1, minutes: 1, usd: 1 };
  const startedAt = '2026-01-01T00:00:00.000Z';
  return {
    id: 'r1',
    task: 't',
    model: 'm',
    answeredBy: [],
    limits,
    startedAt,
    state: 'running',
    totals,
    ...more,
  };
}

/** A progress event. */
export const progress = (message: string): RunEvent => ({ type: 'progress', message });
