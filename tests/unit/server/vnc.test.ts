import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { SESSION_MS } from '../../../src/server/auth/sessions.ts';
import { echo, GREETING, startServer, TOKEN } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

const HANDSHAKE = Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.of(1, 1)]);
const KEY = Buffer.of(4, 1, 0, 0, 0, 0, 0, 0x61);
const CUT_TEXT = Buffer.of(6, 0, 0, 0, 0, 0, 0, 1, 0x61);
const REQUEST = Buffer.of(3, 1, 0, 0, 0, 0, 5, 0, 3, 0x20);

function open(server: TestServer, headers: Record<string, string>): WebSocket {
  return new WebSocket(`${server.url.replace('http', 'ws')}/vnc`, ['binary'], { headers });
}

/** The HTTP status that refuses a WebSocket. */
async function refusal(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  socket.on('error', () => {});
  return response.statusCode;
}

/** Everything that came after the greeting so far, once at least `length` bytes have. */
async function received(socket: WebSocket, chunks: Buffer[], length: number): Promise<Buffer> {
  const sofar = () => Buffer.concat(chunks).subarray(GREETING.length);
  while (sofar().length < length) await once(socket, 'message');
  return sofar();
}

function collect(socket: WebSocket): Buffer[] {
  const chunks: Buffer[] = [];
  socket.on('message', (data: Buffer) => chunks.push(data));
  return chunks;
}

async function session(server: TestServer): Promise<{ cookie: string; origin: string }> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await server.request('/v1/session', { method: 'POST', headers });
  return { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', origin: server.url };
}

test('nobody without credentials, from another origin or under another path gets a connection', async () => {
  await using server = await startServer();
  const authorization = `Bearer ${TOKEN}`;
  const { cookie } = await session(server);
  expect(await refusal(open(server, {}))).toBe(401);
  expect(await refusal(open(server, { authorization: 'Bearer wrong' }))).toBe(401);
  expect(await refusal(open(server, { authorization, origin: 'https://evil.com' }))).toBe(403);
  expect(await refusal(open(server, { cookie, origin: 'http://127.0.0.1:3000' }))).toBe(403);
  expect(await refusal(open(server, { cookie }))).toBe(403);
  expect(await refusal(open(server, { authorization, host: 'evil.com' }))).toBe(403);
  expect(
    await refusal(new WebSocket(`${server.url.replace('http', 'ws')}/other`, { headers: { authorization } })),
  ).toBe(404);
});

const A_DOWN = { kind: 'key', keysym: 0x61, down: true };

test('a viewer’s input is played only while that viewer holds control, and never goes to the VNC server', async () => {
  await using server = await startServer();
  const ann = await session(server);
  const socket = open(server, ann);
  const chunks = collect(socket);
  await once(socket, 'open');
  const control = (holder: string, headers: Record<string, string>) =>
    server.request('/v1/control', { method: 'POST', headers, body: JSON.stringify({ holder }) });
  socket.send(Buffer.concat([HANDSHAKE, KEY, REQUEST]));
  expect(await received(socket, chunks, 24)).toEqual(Buffer.concat([HANDSHAKE, REQUEST]));
  expect(server.played).toEqual([]);
  await control('human', ann);
  const click = Buffer.of(5, 1, 1, 4, 0, 9);
  const qemuUp = Buffer.of(255, 0, 0, 0, 1, 0, 0x5c, 0x71, 0, 0, 0, 0);
  socket.send(Buffer.concat([KEY, click, qemuUp, CUT_TEXT, REQUEST]));
  expect((await received(socket, chunks, 43)).subarray(24)).toEqual(Buffer.concat([CUT_TEXT, REQUEST]));
  expect(server.played).toEqual([
    [A_DOWN, { kind: 'pointer', x: 260, y: 9, buttons: 1 }, { kind: 'key', keysym: 0x1005c71, down: false }],
  ]);
  await control('human', { authorization: `Bearer ${TOKEN}` });
  socket.send(Buffer.concat([KEY, REQUEST]));
  expect((await received(socket, chunks, 53)).subarray(43)).toEqual(REQUEST);
  expect(server.played).toHaveLength(1);
  socket.terminate();
});

test('what comes while input is played waits for it; input is then played together, or dropped when control is lost', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const turns: AbortSignal[] = [];
  const playInput = (_events: unknown, turn: AbortSignal) => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    turns.push(turn);
    return gate.promise;
  };
  await using server = await startServer({ playInput });
  const ann = await session(server);
  const socket = open(server, ann);
  const chunks = collect(socket);
  await once(socket, 'open');
  const control = (holder: string) =>
    server.request('/v1/control', { method: 'POST', headers: ann, body: JSON.stringify({ holder }) });
  await control('human');
  socket.send(Buffer.concat([HANDSHAKE, KEY]));
  await expect.poll(() => gates.length).toBe(1);
  for (const message of [KEY, REQUEST, KEY]) socket.send(message);
  // The server has read all of it once it answers a ping that came after.
  const roundTrip = async () => {
    socket.ping();
    await once(socket, 'pong');
  };
  await roundTrip();
  expect(Buffer.concat(chunks).subarray(GREETING.length)).toEqual(HANDSHAKE.subarray(0, 0));
  gates[0]?.reject(new Error('a key that cannot be pressed'));
  await expect.poll(() => server.played).toEqual([[A_DOWN], [A_DOWN, A_DOWN]]);
  socket.send(KEY);
  await roundTrip();
  await control('agent');
  expect(turns[1]?.aborted).toBe(true);
  // What is still being played may press something: only after it is everything let go.
  expect(server.released()).toBe(0);
  gates[1]?.resolve();
  await expect.poll(() => server.released()).toBe(1);
  expect(await received(socket, chunks, 24)).toEqual(Buffer.concat([HANDSHAKE, REQUEST]));
  await roundTrip();
  expect(server.played).toHaveLength(2);
  socket.terminate();
});

test('a request for the picture does not wait for input that a hung page takes in for long, and a text does', async () => {
  const hung = Promise.withResolvers<void>();
  await using server = await startServer({ playInput: () => hung.promise });
  const ann = await session(server);
  const socket = open(server, ann);
  const chunks = collect(socket);
  await once(socket, 'open');
  const body = JSON.stringify({ holder: 'human' });
  await server.request('/v1/control', { method: 'POST', headers: ann, body });
  socket.send(HANDSHAKE);
  await received(socket, chunks, HANDSHAKE.length);
  for (const message of [KEY, CUT_TEXT, REQUEST]) socket.send(message);
  const upToRequest = Buffer.concat([HANDSHAKE, REQUEST]);
  expect(await received(socket, chunks, upToRequest.length)).toEqual(upToRequest);
  hung.resolve();
  const all = Buffer.concat([upToRequest, CUT_TEXT]);
  expect(await received(socket, chunks, all.length)).toEqual(all);
  socket.terminate();
});

test('keys that a person holds are released when they give back and when their viewer goes', async () => {
  await using server = await startServer();
  const ann = await session(server);
  const socket = open(server, ann);
  await once(socket, 'open');
  const body = (holder: string) => ({ method: 'POST', headers: ann, body: JSON.stringify({ holder }) });
  await server.request('/v1/control', body('human'));
  await server.request('/v1/control', body('agent'));
  expect(server.released()).toBe(1);
  await server.request('/v1/control', body('human'));
  socket.terminate();
  await expect.poll(() => server.released()).toBe(2);
});

test('a client that speaks something else is told so and cut off', async () => {
  await using server = await startServer();
  const socket = open(server, { authorization: `Bearer ${TOKEN}` });
  await once(socket, 'open');
  socket.send(Buffer.concat([HANDSHAKE, Buffer.of(99)]));
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  expect(code).toBe(1008);
  expect(String(reason)).toContain('unknown client message 99');
});

test('when there is no VNC server the viewer is told to try again', async () => {
  await using server = await startServer({ vnc: () => Promise.reject(new Error('not yet')) });
  const socket = open(server, { authorization: `Bearer ${TOKEN}` });
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(1013);
});

test('a VNC server that hangs up before it has said a word is asked again', async () => {
  let asked = 0;
  const vnc = async () => {
    if (++asked > 2) return echo();
    const dead = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    dead.push(null);
    return dead;
  };
  await using server = await startServer({ vnc });
  const socket = open(server, { authorization: `Bearer ${TOKEN}` });
  const [greeting] = (await once(socket, 'message')) as [Buffer];
  expect(greeting).toEqual(GREETING);
  expect(asked).toBe(3);
  socket.terminate();
});

test('each side’s end ends the other', async () => {
  const upstreams: Duplex[] = [];
  const vnc = async () => {
    const upstream = echo();
    upstreams.push(upstream);
    return upstream;
  };
  await using server = await startServer({ vnc });
  const first = open(server, { authorization: `Bearer ${TOKEN}` });
  await once(first, 'open');
  await expect.poll(() => upstreams.length).toBe(1);
  upstreams[0]?.destroy();
  await once(first, 'close');
  const second = open(server, { authorization: `Bearer ${TOKEN}` });
  await once(second, 'open');
  await expect.poll(() => upstreams.length).toBe(2);
  second.terminate();
  await expect.poll(() => upstreams[1]?.destroyed).toBe(true);
});

test('a viewer that does not read stops the VNC server from sending, and loses nothing', async () => {
  const total = 64;
  let sent = 0;
  const source = new Duplex({
    read() {
      if (sent < total) this.push(Buffer.alloc(1024 * 1024, sent++));
    },
    write(_chunk, _encoding, done) {
      done();
    },
  });
  await using server = await startServer({ vnc: async () => source });
  const socket = open(server, { authorization: `Bearer ${TOKEN}` });
  let got = 0;
  socket.on('message', (data: Buffer) => (got += data.length));
  await once(socket, 'open');
  socket.pause();
  await expect.poll(() => source.isPaused()).toBe(true);
  expect(sent).toBeLessThan(total);
  socket.resume();
  await expect.poll(() => got, { timeout: 10_000 }).toBe(total * 1024 * 1024);
  socket.terminate();
});

test('a session’s end ends the viewer that is open on it, and not before', async () => {
  const time = { now: 1_000_000 };
  await using server = await startServer({ now: () => time.now });
  const ann = await session(server);
  time.now += SESSION_MS - 200;
  const socket = open(server, ann);
  const closed = once(socket, 'close');
  await once(socket, 'open');
  const [code, reason] = (await closed) as [number, Buffer];
  expect([code, String(reason)]).toEqual([1008, 'the session has expired']);
});

test('what a person did is told with the handover, as counts without a character', async () => {
  await using server = await startServer();
  const ann = await session(server);
  const control = (holder: string) =>
    server.request('/v1/control', { method: 'POST', headers: ann, body: JSON.stringify({ holder }) });
  const socket = open(server, ann);
  const chunks = collect(socket);
  await once(socket, 'open');
  socket.send(Buffer.concat([HANDSHAKE, KEY]));
  await received(socket, chunks, HANDSHAKE.length);
  await control('human');
  const click = Buffer.concat([Buffer.of(5, 1, 0, 9, 0, 9), Buffer.of(5, 0, 0, 9, 0, 9)]);
  socket.send(Buffer.concat([KEY, KEY, click, REQUEST]));
  await received(socket, chunks, HANDSHAKE.length + REQUEST.length);
  const answer = await (await control('agent')).json();
  expect(answer).toMatchObject({
    holder: 'agent',
    last_handover: { input: { clicks: 1, characters: 2, keys: 0, scrolls: 0, pastes: 0 } },
  });
  socket.terminate();
});
