import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeskhandError } from '../../../../src/base/errors.ts';
import { cookieSchema } from '../../../../src/browser/cookies.ts';
import type { StoredCookie } from '../../../../src/browser/cookies.ts';
import type { DevTools } from '../../../../src/browser/cdp/devtools.ts';
import { DesktopClient } from '../../../../src/client/client.ts';
import type { Health } from '../../../../src/server/deps.ts';
import { startServer, TOKEN } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';
import { calls as writtenCalls, contract, strictValidator, written } from './support/contract.ts';
import { EVENTS, HEADS, OBSERVATION } from './support/samples.ts';

const { paths } = written;

/** Routes that are not for a program that has this client, and why. */
const OTHERS: Readonly<Record<string, string>> = {
  'POST /mcp': 'spoken by any MCP client',
  'GET /docs': 'a page to read',
  'POST /v1/session': 'for browsers, which keep its cookie',
  'GET /v1/session': 'for browsers',
};

const devtools = {
  version: async () => ({
    protocolVersion: '1.3',
    product: 'C',
    revision: 'r',
    userAgent: 'u',
    jsVersion: 'v',
  }),
  pages: async () => [{ targetId: 'T1', type: 'page', title: 't', url: 'about:blank', attached: false }],
} as unknown as DevTools;

let server: TestServer;
let status: Health['status'] = 'ok';
let client: DesktopClient;
const cookies: StoredCookie[] = [];
/** What was asked, as method and path of the document, with the answer's body. */
const calls: { readonly route: string; readonly response: Response; readonly sent: readonly string[] }[] = [];

beforeAll(async () => {
  const head = async () => HEADS.whole;
  server = await startServer({
    observe: async () => OBSERVATION,
    async perform({ action }) {
      if (action === 'scroll') throw new DeskhandError('action_failed', 'It is stuck.', { hint: 'Pull.' });
      const timings = { actMs: 1.5, settleMs: 2.5, frameMs: 3.5 };
      return { result: { any: ['thing'] }, observation: OBSERVATION, timings };
    },
    health: () => ({
      status,
      sandbox: 'unknown',
      display: ':99',
      processes: [{ name: 'chromium', state: 'running', restarts: 1 }],
    }),
    devtools: () => devtools,
    cookies: {
      schema: cookieSchema,
      read: async () => cookies,
      write: async (more) => void cookies.push(...more),
    },
    tasks: {
      submit: head,
      get: head,
      getOwn: head,
      list: async () => Object.values(HEADS),
      async *events() {
        yield* Object.values(EVENTS);
      },
      cancel: head,
      pause: head,
      resume: head,
      answer: head,
      confirm: head,
      files: async () => [{ path: 'frames/0001.jpg', size: 1 }],
      openFile: async () => ({ stream: Readable.from([Buffer.from('x')]), size: 1 }),
    },
  });
  const noting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input);
    const sent = [...searchParams.keys(), ...new Headers(init?.headers).keys()];
    const { status, headers } = response;
    const route = `${init?.method ?? 'GET'} ${templateOf(pathname)}`;
    // Streams are left to the client.
    const isJson = headers.get('content-type')?.startsWith('application/json') === true;
    const body = isJson ? await response.text() : null;
    calls.push({ route, response: new Response(body, { status, headers }), sent });
    return body === null ? response : new Response(body, { status, headers });
  };
  client = new DesktopClient({ url: server.url, token: TOKEN }, noting);
});
afterAll(() => server?.[Symbol.asyncDispose]());

/** The document's path for a real one. */
function templateOf(pathname: string): string {
  const fits = (path: string) =>
    new RegExp(`^${path.replace('{path}', '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  return Object.keys(paths).find((path) => path === pathname) ?? Object.keys(paths).find(fits) ?? pathname;
}

test('the package’s client reaches every route, and each answers as it is written', async () => {
  await client.actions();
  await client.perform({ action: 'wait', ms: 0 });
  const picture = await client.screenshot({
    format: 'png',
    quality: 80,
    scale: 0.5,
    region: { x: 0, y: 0, width: 2, height: 1 },
    observe: 'settled',
  });
  expect(picture.size).toEqual({ width: 2, height: 1 });
  await client.observation({ observe: 'now' });
  await client.dialects();
  await client.dialect('anthropic', { name: 'computer', input: { action: 'wait', duration: 0 }, id: 't' });
  const trace = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'a=1' };
  const { id } = await client.tasks.submit({ task: 't' }, undefined, trace);
  await client.tasks.list();
  await client.tasks.get(id);
  const told = await Array.fromAsync(client.tasks.events(id), ({ event }) => event.type);
  expect(told).toEqual(Object.keys(EVENTS));
  await Array.fromAsync(client.tasks.events(id, { after: 2 }));
  await client.tasks.files(id);
  await client.tasks.readFile(id, 'frames/0001.jpg');
  await client.tasks.pause(id);
  await client.tasks.resume(id);
  await client.tasks.confirm(id, true);
  await client.tasks.answer(id, 'yes');
  await client.tasks.cancel(id);
  await client.ticket();
  const added = await client.addCookies([{ name: 'a', value: 'b', domain: 'a.test' }]);
  expect(added).toEqual({ cookies: 1, origins_left_out: 0 });
  expect(await client.cookies()).toMatchObject([{ name: 'a', path: '/' }]);
  expect(await client.hold('human')).toMatchObject({ holder: 'human', yours: true });
  expect(await client.hold('agent')).toMatchObject({ holder: 'agent', last_handover: { seconds: 0 } });
  await client.control();
  await client.health();
  expect(await client.isReady()).toBe(true);
  await client.metrics();
  expect(await client.contract()).toMatchObject({ openapi: contract['openapi'] as string });
  expect(await client.cdpEndpoint()).toMatch(/^ws:/);
  expect(await client.cdpTargets()).toHaveLength(1);

  const routes = writtenCalls.map(({ route }) => route);
  const reached = new Set(calls.map(({ route }) => route));
  expect(routes.filter((route) => !reached.has(route)).toSorted()).toEqual(Object.keys(OTHERS).toSorted());
  for (const { route, response } of calls) await checkAnswer(route, response);
  // What a route takes beside its body, the client can send; what stands in the path is in it.
  const unsent = writtenCalls.flatMap(({ route, parameters = [] }) =>
    parameters
      .filter((parameter) => parameter.in !== 'path')
      .filter(({ name }) => !calls.some((call) => call.route === route && call.sent.includes(sentAs(name))))
      .map(({ name }) => `${route}: ${name}`),
  );
  expect(unsent).toEqual([]);
});

/** Headers has its names in lower case; in a query there are no others. */
const sentAs = (name: string) => name.toLowerCase();

test('the routes for others answer as they are written, too', async () => {
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
  };
  for (const route of Object.keys(OTHERS)) {
    const [method = '', path = ''] = route.split(' ');
    const response = await server.request(path, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      ...(path === '/mcp' ? { body: JSON.stringify(initialize) } : {}),
    });
    expect(response.status).toBeLessThan(300);
    await checkAnswer(route, response);
  }
});

test('what is not well is told as it is written, too', async () => {
  const authorization = `Bearer ${TOKEN}`;
  const scroll = { action: 'scroll', coordinate: [1, 1], scroll_direction: 'down', scroll_amount: 1 };
  const stuck = { id: 't', name: 'computer', input: scroll };
  const answers: (readonly [route: string, status: number, path?: string, init?: RequestInit])[] = [
    ['GET /v1/observation', 400, '/v1/observation?observe=none'],
    ['GET /v1/tasks', 401, '/v1/tasks', { headers: { authorization: 'Bearer no' } }],
    ['POST /v1/dialects/{name}', 404, '/v1/dialects/none', { method: 'POST', body: '{}' }],
    [
      'POST /v1/dialects/{name}',
      422,
      '/v1/dialects/anthropic',
      { method: 'POST', body: JSON.stringify(stuck) },
    ],
    ['POST /v1/actions', 422, '/v1/actions', { method: 'POST', body: '{"action":"scroll"}' }],
  ];
  for (const [route, status, path, init] of answers) {
    const response = await server.request(path ?? '', { headers: { authorization }, ...init });
    expect(response.status, route).toBe(status);
    await checkAnswer(route, response);
  }
});

test('health says the same while the desktop does not work', async () => {
  status = 'degraded';
  for (const path of ['/healthz', '/readyz']) {
    const response = await server.request(path);
    expect(response.status).toBe(503);
    await checkAnswer(`GET ${path}`, response);
  }
  status = 'ok';
});

test('under a host name that is not allowed, health is told as it is written as well', async () => {
  // fetch sets the header itself.
  const [answer] = (await once(
    get(`${server.url}/healthz`, { headers: { host: 'evil.test' } }),
    'response',
  )) as [IncomingMessage];
  const body = await json(answer);
  expect(body).toEqual({ status: 'ok' });
  const response = Response.json(body, { status: answer.statusCode ?? 0 });
  await checkAnswer('GET /healthz', response);
});

/** That the answer's status, media type and JSON are what the document says, and that it speaks of all that is in it. */
async function checkAnswer(route: string, response: Response): Promise<void> {
  const said = writtenCalls.find((call) => call.route === route)?.responses[String(response.status)];
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(said?.content ?? {}), `${route} ${response.status}`).toContain(
    type.startsWith('image/') && route.includes('{path}') ? 'application/octet-stream' : type,
  );
  const schema = said?.content?.[type]?.schema;
  if (type !== 'application/json' || schema === undefined) return;
  const fits = strictValidator(schema);
  expect(fits(await response.json()), `${route}: ${JSON.stringify(fits.errors)}`).toBe(true);
}
