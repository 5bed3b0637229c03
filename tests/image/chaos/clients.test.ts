import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { program } from '../support/cli.ts';
import { startDesktop } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import { expectBorneInTime } from '../support/recovery-time.ts';
import { eventually, expectWorking } from '../support/recovery.ts';
import { rfbPicture } from '../support/rfb-client.ts';

let desktop: TestDesktop;
let filesBefore: number;

beforeAll(async () => {
  desktop = await startDesktop();
  // Everything that stays open once it was used is open from here on.
  await rfbPicture(`${desktop.url.replace('http', 'ws')}/vnc`, auth());
  await desktop.client.tasks.list();
  await expectWorking(desktop);
  filesBefore = await openFiles();
});

afterAll(() => desktop?.[Symbol.asyncDispose]());

function auth(): Record<string, string> {
  return { authorization: `Bearer ${desktop.token}` };
}

/** The runner's open files, by its metrics. */
async function openFiles(): Promise<number> {
  const text = await (await fetch(`${desktop.url}/metrics`, { headers: auth() })).text();
  return Number(/^deskhand_runner_process_open_fds (\d+)$/m.exec(text)?.[1]);
}

/** The runner's memory, by its metrics. */
async function residentBytes(): Promise<number> {
  const text = await (await fetch(`${desktop.url}/metrics`, { headers: auth() })).text();
  return Number(/^deskhand_runner_process_resident_memory_bytes (\d+)$/m.exec(text)?.[1]);
}

/** The desktop works in time, and has closed what the bad clients left; one connection of this very question is always there. */
async function expectUnharmed(clients: () => Promise<unknown>): Promise<void> {
  await expectBorneInTime(desktop, clients);
  await expectWorking(desktop);
  await eventually(async () => expect(await openFiles()).toBeLessThanOrEqual(filesBefore + 4));
}

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(desktop.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** What the server says until it closes the connection. */
async function saysUntilClosed(socket: Socket): Promise<string> {
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
  await once(socket, 'close');
  return said;
}

test('connections that say nothing, half a head or half a body keep nobody else out', async () => {
  await expectUnharmed(async () => {
    const sockets = await Promise.all(Array.from({ length: 60 }, open));
    const head = `POST /v1/actions HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${desktop.token}\r\n`;
    sockets.forEach((socket, i) => {
      if (i % 3 === 1) socket.write('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ');
      if (i % 3 === 2)
        socket.write(`${head}content-type: application/json\r\ncontent-length: 5000\r\n\r\n{"action":`);
    });
    await expectWorking(desktop);
    for (const socket of sockets) socket.resetAndDestroy();
  });
});

test('a head that is too large is refused and its connection closed', async () => {
  await expectUnharmed(async () => {
    const socket = await open();
    const said = saysUntilClosed(socket);
    socket.write(`GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-large: ${'x'.repeat(200_000)}\r\n\r\n`);
    expect(await said).toMatch(/^HTTP\/1\.1 431 /);
  });
});

test('a client of the event stream that is cut off leaves the run going and nothing behind', async () => {
  await expectUnharmed(async () => {
    const { id } = await desktop.client.tasks.submit({
      playbook: 'name: Long\nsteps:\n  - goto: about:blank\n  - wait: { ms: 1500 }\n  - goto: about:blank\n',
    });
    const socket = await open();
    socket.write(
      `GET /v1/tasks/${id}/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${desktop.token}\r\n\r\n`,
    );
    await once(socket, 'data');
    socket.resetAndDestroy();
    const ends: (string | undefined)[] = [];
    for await (const { event } of desktop.client.tasks.events(id))
      if (event.type === 'ended') ends.push(event.run.outcome);
    expect(ends).toEqual(['done']);
  });
});

test.each(['/vnc', '/cdp'])(
  'a WebSocket at %s that is cut off in the middle of a frame leaves nothing behind',
  async (path) => {
    await expectUnharmed(async () => {
      for (let i = 0; i < 5; i++) {
        const socket = await open();
        socket.write(
          `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n` +
            `sec-websocket-key: ${Buffer.alloc(16, i).toString('base64')}\r\nauthorization: Bearer ${desktop.token}\r\n\r\n`,
        );
        const [answer] = (await once(socket, 'data')) as [Buffer];
        expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
        // A masked binary frame that announces 1000 bytes and brings three.
        socket.write(Buffer.from([0x82, 0xfe, 0x03, 0xe8, 1, 2, 3, 4, 5, 6, 7]), () =>
          socket.resetAndDestroy(),
        );
        await once(socket, 'close');
      }
    });
  },
);

test('clients of the event stream that read nothing let the run go on, and are gone when they go', async () => {
  await expectUnharmed(async () => {
    const { id } = await desktop.client.tasks.submit({
      playbook: 'name: Long\nsteps:\n  - goto: about:blank\n  - wait: { ms: 1000 }\n  - goto: about:blank\n',
    });
    const sockets = await Promise.all(Array.from({ length: 20 }, open));
    for (const socket of sockets) {
      socket.pause();
      socket.write(
        `GET /v1/tasks/${id}/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${desktop.token}\r\n\r\n`,
      );
    }
    const ends: (string | undefined)[] = [];
    for await (const { event } of desktop.client.tasks.events(id))
      if (event.type === 'ended') ends.push(event.run.outcome);
    expect(ends).toEqual(['done']);
    for (const socket of sockets) socket.resetAndDestroy();
  });
});

test('two hundred requests at once are all answered', async () => {
  await expectUnharmed(async () => {
    const asked = Array.from({ length: 200 }, async (_, i) => {
      if (i % 4 === 0)
        return (await desktop.client.perform({ action: 'move', x: i, y: i }, { observe: 'none' })).ok;
      if (i % 4 === 1) return (await desktop.client.screenshot({ scale: 0.25 })).data.byteLength > 500;
      if (i % 4 === 2) return (await desktop.client.health()).status === 'ok';
      return (await desktop.client.actions()).length > 20;
    });
    expect(await Promise.all(asked)).toEqual(asked.map(() => true));
  });
});

test('CDP clients that ask for much and read nothing are cut off while they stay: they hold neither memory nor files', async () => {
  const clientsLeft = async () => {
    const { stdout, stderr } = await program('docker', ['logs', desktop.container.getId()]);
    return (stdout + stderr).split('a CDP client has left').length;
  };
  const memoryBefore = await residentBytes();
  const sockets: WebSocket[] = [];
  await expectUnharmed(async () => {
    const leftBefore = await clientsLeft();
    for (let round = 0; round < 2; round++) {
      const list = (await (await fetch(`${desktop.url}/cdp/json/list`, { headers: auth() })).json()) as {
        webSocketDebuggerUrl: string;
      }[];
      const socket = new WebSocket(list[0]?.webSocketDebuggerUrl ?? '', { headers: auth() });
      socket.on('error', () => {});
      await once(socket, 'open');
      socket.pause();
      sockets.push(socket);
      // 240 MB in all; 128 may wait.
      const params = { expression: "'x'.repeat(16 * 1024 * 1024)", returnByValue: true };
      for (let id = 1; id <= 15; id++)
        socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
      await eventually(async () => expect(await clientsLeft()).toBe(leftBefore + round + 1));
    }
  });
  expect((await residentBytes()) - memoryBefore).toBeLessThan(350 * 1024 * 1024);
  for (const socket of sockets) socket.terminate();
});
