import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { GuestOptions } from '../../../src/browser/cdp/guest.ts';
import type { RunEvent } from '../../../src/agent/events.ts';
import { progress, runHead, startServer, TOKEN } from './support/test-server.ts';

const MEGABYTE = 1024 * 1024;

test('a client of the event stream that does not read is given no more than the connection holds', async () => {
  const event = progress('x'.repeat(MEGABYTE));
  let [given, isLetGo] = [0, false];
  async function* endless(): AsyncIterable<RunEvent> {
    try {
      for (; ; given++) yield event;
    } finally {
      isLetGo = true;
    }
  }
  await using server = await startServer({ tasks: { get: async () => runHead(), events: endless } });
  const socket = await asks(server.server.port, '/v1/tasks/r1/events');
  await once(socket, 'data');
  socket.pause();
  await expect.poll(() => hasStopped(() => given), { timeout: 5000 }).toBe(true);
  // The kernel's buffers of both ends, and what is on its way into them; without a limit it would be thousands.
  expect(given).toBeLessThan(64);
  socket.destroy();
  await expect.poll(() => isLetGo).toBe(true);
});

test('a CDP client that does not read is cut off, and its guest is let go', async () => {
  const closed = Promise.withResolvers<void>();
  let guest: GuestOptions | undefined;
  await using server = await startServer({
    devtools: () => ({
      version: () => Promise.reject(new Error('not asked')),
      pages: async () => [],
      async connect(options) {
        guest = options;
        return { receive() {}, close: async () => closed.resolve(), ended: new Promise(() => {}) };
      },
    }),
  });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/cdp`, { headers }).on('error', () => {});
  await once(socket, 'open');
  socket.pause();
  const text = 'x'.repeat(8 * MEGABYTE);
  let sent = 0;
  const isClosed = closed.promise.then(() => true);
  // 128 MB may wait, and some are in the kernel's buffers.
  while (sent < 40 && !(await Promise.race([isClosed, sleep(5, false)]))) {
    guest?.send(text);
    sent++;
  }
  await closed.promise;
  expect(sent).toBeGreaterThanOrEqual(16);
  expect(sent).toBeLessThan(40);
  socket.terminate();
});

async function asks(port: number, path: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`);
  await once(socket, 'connect');
  return socket;
}

/** Whether a count stays the same for a tenth of a second. */
async function hasStopped(count: () => number): Promise<boolean> {
  const before = count();
  await sleep(100);
  return count() === before;
}
