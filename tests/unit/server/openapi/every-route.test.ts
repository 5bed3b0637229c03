import { Readable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Observation } from '../../../../src/actions/observation.ts';
import { createTable } from '../../../../src/actions/table.ts';
import { cookieSchema } from '../../../../src/browser/cookies.ts';
import type { StoredCookie } from '../../../../src/browser/cookies.ts';
import type { DevTools } from '../../../../src/browser/cdp/devtools.ts';
import { DesktopClient } from '../../../../src/client/client.ts';
import { openApiDocument } from '../../../../src/server/openapi/document.ts';
import { runHead, startServer, TOKEN } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}
const written = openApiDocument(createTable().describe());
const paths = (written as unknown as { paths: Record<string, Record<string, Operation>> }).paths;

/** Routes that are not for a program that has this client, and why. */
const OTHERS: Readonly<Record<string, string>> = {
  'POST /mcp': 'spoken by any MCP client',
  'GET /docs': 'a page to read',
  'POST /v1/session': 'for browsers, which keep its cookie',
  'GET /v1/session': 'for browsers',
};

const run = runHead({ state: 'ended', outcome: 'done' });
const region = { x: 0, y: 0, width: 4, height: 4 };
const seen: Observation = {
  frame: { mediaType: 'image/jpeg', data: Buffer.from('x'), width: 4, height: 4, region },
  width: 4,
  height: 4,
  cursor: { x: 0, y: 0 },
  settled: true,
  settleMs: 1,
  changed: [],
  elements: [],
  elementsOmitted: 0,
  windows: [],
  dialogs: [],
  downloads: [],
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
let client: DesktopClient;
const cookies: StoredCookie[] = [];
/** What was asked, as method and path of the document, with the answer's body. */
const calls: { readonly route: string; readonly response: Response }[] = [];

beforeAll(async () => {
  const head = async () => run;
  server = await startServer({
    observe: async () => seen,
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
      list: async () => [run],
      async *events() {
        yield { type: 'ended', run };
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
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const { status, headers } = response;
    const route = `${init?.method ?? 'GET'} ${templateOf(pathname)}`;
    // Streams are left to the client.
    const isJson = headers.get('content-type')?.startsWith('application/json') === true;
    const body = isJson ? await response.text() : null;
    calls.push({ route, response: new Response(body, { status, headers }) });
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
  await client.perform({ action: 'wait', ms: 0 }, { observe: 'none' });
  await client.screenshot({ format: 'png' });
  await client.observation();
  await client.dialects();
  await client.dialect('anthropic', { name: 'computer', input: { action: 'wait', duration: 0 }, id: 't' });
  const { id } = await client.tasks.submit({ task: 't' });
  await client.tasks.list();
  await client.tasks.get(id);
  for await (const { event } of client.tasks.events(id)) expect(event.type).toBe('ended');
  await client.tasks.files(id);
  await client.tasks.readFile(id, 'frames/0001.jpg');
  await client.tasks.pause(id);
  await client.tasks.resume(id);
  await client.tasks.confirm(id, true);
  await client.tasks.answer(id, 'yes');
  await client.tasks.cancel(id);
  await client.ticket();
  await client.addCookies([{ name: 'a', value: 'b', domain: 'a.test' }]);
  expect(await client.cookies()).toMatchObject([{ name: 'a', path: '/' }]);
  expect(await client.hold('human')).toMatchObject({ holder: 'human', yours: true });
  expect(await client.hold('agent')).toMatchObject({ holder: 'agent', last_handover: { seconds: 0 } });
  await client.control();
  await client.health();
  expect(await client.isReady()).toBe(true);
  await client.metrics();
  expect(await client.contract()).toMatchObject({ openapi: written['openapi'] as string });
  expect(await client.cdpEndpoint()).toMatch(/^ws:/);
  expect(await client.cdpTargets()).toHaveLength(1);

  const routes = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const reached = new Set(calls.map(({ route }) => route));
  expect(routes.filter((route) => !reached.has(route)).toSorted()).toEqual(Object.keys(OTHERS).toSorted());
  for (const { route, response } of calls) await checkAnswer(route, response);
});

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

const isMoment = (text: string): boolean => text === new Date(text).toISOString();

/** That the answer's status, media type and JSON are what the document says. */
async function checkAnswer(route: string, response: Response): Promise<void> {
  const [method = '', path = ''] = route.split(' ');
  const said = paths[path]?.[method.toLowerCase()]?.responses[String(response.status)];
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(said?.content ?? {}), `${route} ${response.status}`).toContain(
    type.startsWith('image/') && path.includes('{path}') ? 'application/octet-stream' : type,
  );
  const schema = said?.content?.[type]?.schema;
  if (type !== 'application/json' || schema === undefined) return;
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': isMoment } });
  ajv.addSchema({ $id: 'doc', ...written });
  const fits = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/')) as object);
  expect(fits(await response.json()), `${route}: ${JSON.stringify(fits.errors)}`).toBe(true);
}
