import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { isRightResponse } from '../../../src/server/vnc/vnc-password.ts';
import { vncResponse } from '../../fixtures/vnc-response.ts';
import { startServer, TOKEN } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

const PASSWORD = 'sesame';
const KEY = Buffer.of(4, 1, 0, 0, 0, 0, 0, 0x61);
const MOVE = Buffer.of(5, 0, 0, 7, 0, 7);

/** Bytes from a socket in any portions. */
class Reader {
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => (this.#bytes = Buffer.concat([this.#bytes, chunk])));
    socket.on('error', () => {});
  }

  async read(size: number): Promise<Buffer> {
    while (this.#bytes.length < size) await once(this.#socket, 'data');
    const taken = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    return taken;
  }
}

/** A VNC server that wants no password and notes what comes after the handshake. */
function fakeVncServer(): { readonly stream: Duplex; readonly got: () => Buffer } {
  let sent = 0;
  let got = Buffer.alloc(0);
  const answers = [Buffer.of(1, 1), Buffer.of(0, 0, 0, 0)];
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      const answer = answers[sent++];
      if (answer === undefined) got = Buffer.concat([got, chunk]);
      else this.push(answer);
      done();
    },
  });
  stream.push('RFB 003.008\n');
  return { stream, got: () => got };
}

async function logIn(server: TestServer, password: string, version = 'RFB 003.008\n') {
  const socket = connect(server.server.vncPort ?? 0, '127.0.0.1');
  const reader = new Reader(socket);
  await reader.read(12);
  socket.write(version);
  // 3.3: the server's choice; later: how many it offers, which, and the client's choice.
  const offered = await reader.read(version.includes('003.003') ? 4 : 2);
  if (offered.at(-1) !== 2) throw new Error(`offered ${offered.toString('hex')}`);
  if (offered.length === 2) socket.write(Buffer.of(2));
  socket.write(vncResponse(password, await reader.read(16)));
  return { socket, reader, result: (await reader.read(4)).readUInt32BE() };
}

/** A client that has been asked for the password. */
async function challenged(server: TestServer, options: { readonly allowHalfOpen?: boolean } = {}) {
  const socket = connect({ ...options, port: server.server.vncPort ?? 0, host: '127.0.0.1' });
  const reader = new Reader(socket);
  await reader.read(12);
  socket.write('RFB 003.008\n');
  await reader.read(2);
  socket.write(Buffer.of(2));
  return { socket, reader, challenge: await reader.read(16) };
}

test('the answer to a challenge is the one that another VNC program gives, of the first 8 characters', () => {
  const challenge = Buffer.from([...Array(16).keys()]);
  const right = vncResponse('password', challenge);
  expect(isRightResponse('password', challenge, right)).toBe(true);
  expect(isRightResponse('password and more', challenge, right)).toBe(true);
  expect(isRightResponse('passwor', challenge, right)).toBe(false);
  expect(isRightResponse('password', challenge, right.subarray(0, 15))).toBe(false);
});

test.each(['RFB 003.003\n', 'RFB 003.007\n', 'RFB 003.008\n'])(
  'a client of %j that knows the password only looks, until it presses a key: then the agent has to wait',
  async (version) => {
    const { stream, got } = fakeVncServer();
    await using server = await startServer({ vnc: async () => stream, vncPassword: PASSWORD });
    const { socket, result } = await logIn(server, PASSWORD, version);
    expect(result).toBe(0);
    const held = async () =>
      ((await (await server.request('/v1/control')).json()) as { holder: string }).holder;
    const REQUEST = Buffer.of(3, 1, 0, 0, 0, 0, 5, 0, 3, 0x20);
    socket.write(Buffer.concat([Buffer.of(0), MOVE, REQUEST]));
    await expect.poll(got).toEqual(Buffer.concat([Buffer.of(1), REQUEST]));
    expect(await held()).toBe('agent');
    socket.write(KEY);
    await expect.poll(() => server.played).toEqual([[{ kind: 'key', keysym: 0x61, down: true }]]);
    expect(await held()).toBe('human');
    expect(server.released()).toBe(1);
    socket.destroy();
    await expect.poll(held).toBe('agent');
    expect(stream.destroyed).toBe(true);
  },
);

test('its requests for the picture pass while a hung page takes its input in for long', async () => {
  const { stream, got } = fakeVncServer();
  const hung = Promise.withResolvers<void>();
  const playInput = () => hung.promise;
  await using server = await startServer({ vnc: async () => stream, vncPassword: PASSWORD, playInput });
  const { socket } = await logIn(server, PASSWORD);
  const REQUEST = Buffer.of(3, 1, 0, 0, 0, 0, 5, 0, 3, 0x20);
  const CUT_TEXT = Buffer.of(6, 0, 0, 0, 0, 0, 0, 1, 0x61);
  socket.write(Buffer.of(1));
  await expect.poll(got).toEqual(Buffer.of(1));
  socket.write(Buffer.concat([KEY, REQUEST]));
  await expect.poll(got, { timeout: 5000 }).toEqual(Buffer.concat([Buffer.of(1), REQUEST]));
  socket.write(CUT_TEXT);
  hung.resolve();
  await expect.poll(got).toEqual(Buffer.concat([Buffer.of(1), REQUEST, CUT_TEXT]));
  socket.destroy();
});

test('it does not take the desktop from another person', async () => {
  const { stream, got } = fakeVncServer();
  await using server = await startServer({ vnc: async () => stream, vncPassword: PASSWORD });
  const take = { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` }, body: '{"holder":"human"}' };
  await server.request('/v1/control', take);
  const { socket } = await logIn(server, PASSWORD);
  const REQUEST = Buffer.of(3, 1, 0, 0, 0, 0, 5, 0, 3, 0x20);
  socket.write(Buffer.concat([Buffer.of(1), KEY, REQUEST]));
  await expect.poll(got).toEqual(Buffer.concat([Buffer.of(1), REQUEST]));
  socket.destroy();
  const { holder } = (await (await server.request('/v1/control')).json()) as { holder: string };
  expect(holder).toBe('human');
});

test('a wrong password is refused, and too many of them for a while', async () => {
  await using server = await startServer({ vncPassword: PASSWORD, now: () => 1_000_000 });
  for (let i = 0; i < 10; i++) {
    const { result, reader, socket } = await logIn(server, 'wrong');
    expect(result).toBe(1);
    const length = (await reader.read(4)).readUInt32BE();
    expect(String(await reader.read(length))).toContain('wrong');
    socket.destroy();
  }
  const socket = connect(server.server.vncPort ?? 0, '127.0.0.1');
  const reader = new Reader(socket);
  await reader.read(12);
  socket.write('RFB 003.008\n');
  expect((await reader.read(1))[0]).toBe(0);
  expect(String(await reader.read((await reader.read(4)).readUInt32BE()))).toMatch(/try again in \d+ s/);
  socket.destroy();
});

test('a client whose words come one byte at a time is let in, and nobody waits for it', async () => {
  const { stream } = fakeVncServer();
  await using server = await startServer({ vnc: async () => stream, vncPassword: PASSWORD });
  const socket = connect(server.server.vncPort ?? 0, '127.0.0.1').setNoDelay(true);
  const reader = new Reader(socket);
  const slowly = async (bytes: Buffer) => {
    for (const byte of bytes) {
      socket.write(Buffer.of(byte));
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    }
  };
  await reader.read(12);
  await slowly(Buffer.from('RFB 003.008\n'));
  expect(await reader.read(2)).toEqual(Buffer.of(1, 2));
  await slowly(Buffer.of(2));
  await slowly(vncResponse(PASSWORD, await reader.read(16)));
  expect((await reader.read(4)).readUInt32BE()).toBe(0);
  socket.destroy();
});

test('passwords that are tried all at once are no more than ten at once', async () => {
  await using server = await startServer({ vncPassword: PASSWORD, now: () => 1_000_000 });
  const ready = await Promise.all(Array.from({ length: 51 }, () => challenged(server)));
  const results: string[] = [];
  for (const [i, { socket, reader, challenge }] of ready.entries()) {
    // The last one would have been right.
    socket.write(vncResponse(i < 50 ? 'wrong' : PASSWORD, challenge));
    expect((await reader.read(4)).readUInt32BE()).toBe(1);
    results.push(String(await reader.read((await reader.read(4)).readUInt32BE())));
    socket.destroy();
  }
  expect(results.filter((result) => result.includes('wrong'))).toHaveLength(10);
  expect(results.at(-1)).toMatch(/try again in \d+ s/);
});

test('a client that was refused and keeps its half open holds no descriptor', async () => {
  await using server = await startServer({ vncPassword: PASSWORD, now: () => 1_000_000 });
  const sockets: Socket[] = [];
  for (let i = 0; i < 5; i++) {
    const { socket, reader, challenge } = await challenged(server, { allowHalfOpen: true });
    socket.write(vncResponse('wrong', challenge));
    expect((await reader.read(4)).readUInt32BE()).toBe(1);
    sockets.push(socket);
  }
  const left = () => sockets.filter((socket) => !socket.destroyed);
  await expect
    .poll(() => {
      for (const socket of left()) socket.write('still here');
      return left().length;
    })
    .toBe(0);
});

test('what is no VNC client, such as a page that tries a WebSocket, is cut off', async () => {
  await using server = await startServer({ vncPassword: PASSWORD });
  const socket = connect(server.server.vncPort ?? 0, '127.0.0.1');
  socket.on('error', () => {});
  let got = '';
  socket.on('data', (chunk: Buffer) => (got += String(chunk)));
  socket.write('GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n');
  await once(socket, 'close');
  expect(got).toBe('RFB 003.008\n');
});

test('without a password nothing listens', async () => {
  await using server = await startServer();
  expect(server.server.vncPort).toBeUndefined();
});

test('a VNC server that hangs up on the first connection is asked again', async () => {
  const { stream, got } = fakeVncServer();
  let asked = 0;
  const vnc = async () => {
    if (++asked > 1) return stream;
    const dead = fakeVncServer().stream;
    dead.push(null);
    return dead;
  };
  await using server = await startServer({ vnc, vncPassword: PASSWORD });
  const { socket, result } = await logIn(server, PASSWORD);
  expect(result).toBe(0);
  socket.write(Buffer.of(1));
  await expect.poll(got).toEqual(Buffer.of(1));
  expect(asked).toBe(2);
  socket.destroy();
});
