import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { VncConnections } from '../../../src/runner/vnc-connection.ts';

const never = new AbortController().signal;

let folder: string;
let server: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vnc-'));
});

afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

/** A server that treats its clients so, and the connections to it, of which an answer is expected within 50 ms. */
async function listening(serve: (client: Socket) => void): Promise<VncConnections> {
  const path = join(folder, 'vnc');
  server = createServer((client) => {
    client.on('error', () => {});
    serve(client);
  });
  await once(server.listen(path), 'listening');
  return new VncConnections(path, 50);
}

test('a server that greets serves, and is left at once', async () => {
  const left = Promise.withResolvers<void>();
  const connections = await listening((client) => {
    client.once('close', () => left.resolve()).resume();
    client.write('RFB 003.008\n');
  });
  await expect(connections.answers()).resolves.toBeUndefined();
  await left.promise;
});

test('a server that hangs up serves: it looks after its clients', async () => {
  const connections = await listening((client) => client.end());
  await expect(connections.answers()).resolves.toBeUndefined();
});

test('a server that accepts and says nothing does not serve, and is left', async () => {
  const left = Promise.withResolvers<void>();
  const connections = await listening((client) => client.once('close', () => left.resolve()).resume());
  await expect(connections.answers()).rejects.toThrow('does not answer');
  await left.promise;
});

test('where nobody listens nobody serves', async () => {
  await expect(new VncConnections(join(folder, 'none')).answers()).rejects.toThrow('ENOENT');
});

test('a server that may be waiting for a slow viewer is not asked, and is again once that one reads', async () => {
  let clients = 0;
  const connections = await listening((client) => {
    clients += 1;
    if (clients === 1) client.write('a picture');
  });
  const viewer = await connections.connect(never);
  await once(viewer, 'readable');
  await connections.answers();
  expect(clients).toBe(1);
  viewer.resume();
  await once(viewer, 'data');
  await expect(connections.answers()).rejects.toThrow('does not answer');
  viewer.pause();
  await connections.answers();
  viewer.destroy();
  await vi.waitFor(() => expect(connections.answers()).rejects.toThrow('does not answer'));
});
