import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { rawRequest } from './support/raw-request.ts';
import { startServer, TOKEN } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

const HEAD = `host: 127.0.0.1\r\nauthorization: Bearer ${TOKEN}\r\n`;
const WEB_SOCKET =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';

test.each([
  [
    'curl --http2',
    'connection: Upgrade, HTTP2-Settings, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n',
  ],
  ['an unknown protocol', 'connection: upgrade, close\r\nupgrade: smoke-signals/1\r\n'],
])('a call that would also speak another protocol (%s) is answered in this one', async (_, offer) => {
  server = await startServer();
  const body = '{"action":"move","x":1,"y":2,"observe":"none"}';
  const head = `POST /v1/actions HTTP/1.1\r\n${HEAD}${offer}content-length: ${body.length}\r\n\r\n`;
  expect(await rawRequest(server.url, head + body)).toMatch(/^HTTP\/1\.1 200 /);
  expect(server.performed).toMatchObject([{ action: 'move', x: 1, y: 2 }]);
});

test('refused upgrades whose clients keep their half open hold no descriptor', async () => {
  server = await startServer();
  const sockets = await Promise.all(Array.from({ length: 50 }, () => halfOpen(server.server.port)));
  const ends = sockets.map((socket) => once(socket, 'end'));
  for (const socket of sockets) socket.write(`GET /vnc HTTP/1.1\r\nhost: 127.0.0.1\r\n${WEB_SOCKET}\r\n`);
  await Promise.all(ends);
  // Where the other end has gone as a whole, what is sent is answered by a reset; the next writing tells.
  const left = () => sockets.filter((socket) => !socket.destroyed);
  await expect
    .poll(() => {
      for (const socket of left()) socket.write('still here');
      return left().length;
    })
    .toBe(0);
});

/** A connection that reads to the end, and does not hang up by itself. */
async function halfOpen(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.resume().on('error', () => {});
  await once(socket, 'connect');
  return socket;
}
