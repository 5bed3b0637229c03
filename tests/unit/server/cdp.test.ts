import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { DevTools } from '../../../src/browser/cdp/devtools.ts';
import type { GuestOptions } from '../../../src/browser/cdp/guest.ts';
import { DeskhandError } from '../../../src/base/errors.ts';
import { rawRequest } from './support/raw-request.ts';
import { startServer, TOKEN } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

const authorization = `Bearer ${TOKEN}`;
let server: TestServer | undefined;
afterEach(() => server?.[Symbol.asyncDispose]());

/** A browser that gives back what guests say. */
function echoes() {
  const guests: (GuestOptions & { closed: boolean; end: () => void })[] = [];
  const target = { targetId: 'T1', type: 'page', title: 'A page', url: 'https://a.example/' };
  const devtools: DevTools = {
    version: async () => ({
      product: 'Chrome/1',
      protocolVersion: '1.3',
      revision: 'r',
      userAgent: 'u',
      jsVersion: 'j',
    }),
    pages: async () => [target],
    async connect(options) {
      if (options.targetId === 'none') throw new DeskhandError('not_found', 'There is no target none.');
      const ended = Promise.withResolvers<void>();
      const guest = { ...options, closed: false, end: () => ended.resolve() };
      guests.push(guest);
      options.send('hello');
      return {
        receive: (text) => options.send(`echo ${text}`),
        close: async () => void (guest.closed = true),
        ended: ended.promise,
      };
    },
  };
  return { guests, devtools };
}

const open = (path: string, headers: Record<string, string> = { authorization }) =>
  new WebSocket(`${server?.url.replace('http', 'ws') ?? ''}${path}`, { headers });

async function refusal(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  socket.on('error', () => {});
  return response.statusCode;
}

/** The next messages of a socket. */
function messages(socket: WebSocket): () => Promise<string> {
  const waiting: string[] = [];
  socket.on('message', (data: Buffer) => waiting.push(data.toString()));
  return async () => {
    while (waiting.length === 0) await once(socket, 'message');
    return waiting.shift() ?? '';
  };
}

test('a client speaks with the browser, and what it is told before it can hear is not lost', async () => {
  const { devtools, guests } = echoes();
  server = await startServer({ devtools: () => devtools });
  const socket = open('/cdp');
  const next = messages(socket);
  expect(await next()).toBe('hello');
  socket.send('{"id":1}');
  expect(await next()).toBe('echo {"id":1}');
  socket.terminate();
  while (guests[0]?.closed !== true) await setImmediate();
});

test('the page of an address is the guest’s target', async () => {
  const { devtools, guests } = echoes();
  server = await startServer({ devtools: () => devtools });
  const socket = open('/cdp/devtools/page/T1');
  await once(socket, 'open');
  expect(guests[0]?.targetId).toBe('T1');
  socket.terminate();
  expect(await refusal(open('/cdp/devtools/page/none'))).toBe(404);
});

test('a guest that asks to leave is hung up on', async () => {
  const { devtools, guests } = echoes();
  server = await startServer({ devtools: () => devtools });
  const socket = open('/cdp/devtools/browser/deskhand');
  await once(socket, 'open');
  guests[0]?.end();
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(1000);
});

test('the door is shut for all but the token from no other site', async () => {
  const { devtools, guests } = echoes();
  server = await startServer({ devtools: () => devtools });
  const session = await server.request('/v1/session', { method: 'POST' });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect(await refusal(open('/cdp', {}))).toBe(401);
  expect(await refusal(open('/cdp', { authorization: 'Bearer wrong' }))).toBe(401);
  expect(await refusal(open('/cdp', { cookie, origin: server.url }))).toBe(403);
  expect(await refusal(open('/cdp', { authorization, origin: 'https://evil.example' }))).toBe(403);
  expect(await refusal(open('/cdp', { authorization, host: 'rebound.example' }))).toBe(403);
  expect(guests).toEqual([]);
});

test('guessing the token over WebSockets is slowed down like over HTTP', async () => {
  const { devtools } = echoes();
  server = await startServer({ devtools: () => devtools });
  const began = performance.now();
  const guess = () => refusal(open('/cdp', { authorization: 'Bearer guess' }));
  let wrong = 0;
  let status = await guess();
  for (; status === 401; status = await guess()) wrong++;
  expect(status).toBe(429);
  expect(wrong).toBeGreaterThanOrEqual(10);
  // One more for every six seconds that the test has taken.
  expect(wrong).toBeLessThanOrEqual(10 + Math.floor((performance.now() - began) / 6000));
  // The right token always opens.
  expect((await server.request('/v1/actions')).status).toBe(200);
});

test('while the browser starts the door says so', async () => {
  server = await startServer();
  expect(await refusal(open('/cdp'))).toBe(503);
  expect((await server.request('/cdp/json/version')).status).toBe(503);
});

test('no more than sixteen clients come in', async () => {
  const { devtools } = echoes();
  server = await startServer({ devtools: () => devtools });
  for (let i = 0; i < 16; i++) await once(open('/cdp'), 'open');
  expect(await refusal(open('/cdp'))).toBe(409);
});

test('upgrades that do not come to be take no place away', async () => {
  const { devtools, guests } = echoes();
  server = await startServer({ devtools: () => devtools });
  const head = `GET /cdp HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}\r\nconnection: upgrade\r\nupgrade: websocket\r\n`;
  for (let i = 0; i < 20; i++) {
    const wrong = i % 2 === 0 ? 'sec-websocket-version: 13\r\n' : 'sec-websocket-version: 7\r\n';
    expect(await rawRequest(server.url, `${head}${wrong}\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  }
  await once(open('/cdp'), 'open');
  expect(guests.map(({ closed }) => closed)).toEqual([...Array<boolean>(20).fill(true), false]);
});

test('a client that leaves while the browser is asked takes no place away', async () => {
  const { devtools, guests } = echoes();
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  let slow = true;
  server = await startServer({
    devtools: () => ({
      ...devtools,
      async connect(options) {
        asked.resolve();
        if (slow) await answered.promise;
        return devtools.connect(options);
      },
    }),
  });
  const leaving = Array.from({ length: 16 }, () => open('/cdp').on('error', () => {}));
  await asked.promise;
  // All sixteen places are asked for: whoever comes now does not get past the limit while the browser is waited for.
  await expect.poll(() => refusal(open('/cdp').on('error', () => {}))).toBe(409);
  const gone = leaving.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  for (const socket of leaving) socket.terminate();
  await Promise.all(gone);
  slow = false;
  answered.resolve();
  await expect.poll(() => guests.filter(({ closed }) => closed).length).toBe(16);
  await once(open('/cdp'), 'open');
});

test.each(['/cdp/json/version', '/cdp/json/version/'])('%s tells where to connect', async (path) => {
  const { devtools } = echoes();
  server = await startServer({ devtools: () => devtools });
  expect((await fetch(server.url + path)).status).toBe(401);
  const host = server.url.replace('http://', '');
  expect(await (await server.request(path)).json()).toMatchObject({
    Browser: 'Chrome/1',
    'Protocol-Version': '1.3',
    webSocketDebuggerUrl: `ws://${host}/cdp/devtools/browser/deskhand`,
  });
  expect(await (await server.request('/cdp/json/list')).json()).toMatchObject([
    { id: 'T1', webSocketDebuggerUrl: `ws://${host}/cdp/devtools/page/T1` },
  ]);
});
