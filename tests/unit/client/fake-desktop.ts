import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunEvent, RunHead } from '../../../src/agent/events.ts';

/** What a fake desktop was asked, in order. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** How a fake desktop behaves. */
export interface FakeDesktopOptions {
  readonly token?: string;
  /** Takes every caller, as for a desktop whose token somebody else has chosen. */
  readonly anyToken?: boolean;
  readonly port?: number;
  readonly host?: string;
  /** Events of every task, replayed from the start. */
  readonly events?: readonly RunEvent[];
  /** The first connections break off after so many events each. */
  readonly cuts?: readonly number[];
  /** They break off without a proper end. */
  readonly tearsDown?: boolean;
  /** Waits for a cancel before the last event is told. */
  readonly waitsForCancel?: boolean;
  /** Files of every run folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Answers `not_ready` to so many readiness questions first. */
  readonly unreadyFor?: number;
  readonly sandbox?: 'on' | 'off';
}

/** A real HTTP server that speaks the desktop's contract. */
export interface FakeDesktop extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly requests: readonly Request[];
}

/** Starts a fake desktop on a free loopback port. */
export async function startFakeDesktop(options: FakeDesktopOptions = {}): Promise<FakeDesktop> {
  const { token = 'test-token' } = options;
  const state = {
    requests: [] as Request[],
    connections: 0,
    asked: 0,
    cancelled: Promise.withResolvers<void>(),
  };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://fake');
      const entry = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body,
      };
      state.requests.push(entry);
      answer(entry, response, { ...options, token }, state);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    requests: state.requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface State {
  connections: number;
  asked: number;
  readonly cancelled: PromiseWithResolvers<void>;
}

function answer(
  { method, path, headers, body, query }: Request,
  response: ServerResponse,
  options: FakeDesktopOptions,
  state: State,
): void {
  if (path === '/readyz') return json(response, ++state.asked > (options.unreadyFor ?? 0) ? 200 : 503, {});
  if (path === '/healthz')
    return json(response, 503, { status: 'degraded', sandbox: options.sandbox ?? 'on', processes: [] });
  if (options.anyToken !== true && headers.authorization !== `Bearer ${options.token}`)
    return fail(response, 401, 'unauthorized', 'The token is wrong.', 'Send the right one.');
  const route = `${method} ${path}`;
  if (route === 'POST /v1/actions') return act(response, body as { action: string });
  if (route === 'GET /v1/actions')
    return json(response, 200, [{ name: 'click', kind: 'input', description: 'Clicks. Twice if asked.' }]);
  if (route === 'GET /v1/observation') return json(response, 200, OBSERVATION);
  if (route === 'GET /v1/screenshot') {
    const type = `image/${query.get('format') ?? 'png'}`;
    response.writeHead(200, { 'content-type': type, 'x-settled': 'true', 'x-size': '1280x800' });
    return void response.end(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
  }
  if (route === 'POST /v1/tickets')
    return json(response, 200, { ticket: 'once', expires_at: '2030-01-01T00:00:00Z' });
  if (route === 'POST /v1/tasks') return json(response, 202, { id: 'run-1' });
  if (route === 'GET /v1/tasks') return json(response, 200, []);
  const [, id, rest = ''] = /^\/v1\/tasks\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  if (id === undefined) return fail(response, 404, 'not_found', `There is no ${path}.`);
  return task(response, { method, rest, lastId: headers['last-event-id'] }, options, state);
}

function task(
  response: ServerResponse,
  request: { method: string; rest: string; lastId: string | string[] | undefined },
  options: FakeDesktopOptions,
  state: State,
): void {
  const { events = [], files = {} } = options;
  if (request.rest === 'events')
    return void stream(response, Number(request.lastId ?? -1), events, options, state);
  if (request.rest === 'cancel') {
    state.cancelled.resolve();
    return json(response, 200, endOf(events));
  }
  if (request.rest === 'files')
    return json(
      response,
      200,
      Object.entries(files).map(([path, text]) => ({ path, size: Buffer.byteLength(text) })),
    );
  if (request.rest === '') return json(response, 200, endOf(events));
  const file = decodeURIComponent(request.rest.replace(/^files\//, ''));
  const text = files[file];
  if (text === undefined) return fail(response, 404, 'not_found', `There is no file ${file}.`);
  response.end(text);
}

async function stream(
  response: ServerResponse,
  last: number,
  events: readonly RunEvent[],
  options: FakeDesktopOptions,
  state: State,
): Promise<void> {
  const cut = options.cuts?.[state.connections++] ?? Number.POSITIVE_INFINITY;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': hello\n\n');
  let sent = 0;
  for (const [index, event] of events.entries()) {
    if (index <= last) continue;
    if (sent++ >= cut) return void (options.tearsDown === true ? response.destroy() : response.end());
    if (event.type === 'ended' && options.waitsForCancel === true) await state.cancelled.promise;
    response.write(`event: ${event.type}\nid: ${index}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
}

function act(response: ServerResponse, body: { readonly action: string }): void {
  if (body.action !== 'click')
    return fail(response, 400, 'bad_input', `There is no action "${body.action}".`, 'Did you mean "click"?');
  json(response, 200, {
    ok: true,
    result: null,
    observation: OBSERVATION,
    timings: { act_ms: 1, settle_ms: 90, frame_ms: 3 },
  });
}

const OBSERVATION = {
  frame: null,
  width: 1280,
  height: 800,
  cursor: { x: 1, y: 2 },
  settled: true,
  settle_ms: 90,
  changed: [],
  page: { url: 'https://example.com/', title: 'Example', loading: false },
  elements: [
    {
      ref: 'e1',
      role: 'button',
      name: 'Sign in',
      states: ['focused'],
      box: { x: 0, y: 0, width: 9, height: 9 },
    },
  ],
  elements_omitted: 3,
  windows: [],
  dialogs: [],
  downloads: [],
};

function endOf(events: readonly RunEvent[]): RunHead | null {
  const last = events.at(-1);
  return last !== undefined && 'run' in last ? last.run : null;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, status: number, code: string, message: string, hint?: string): void {
  json(response, status, { error: { code, message, hint } });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
