import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.ts';
import type { App } from './app.ts';
import type { ServerDeps, ServerOptions } from './deps.ts';
import { cdpDoor } from './cdp/door.ts';
import { vncDoor } from './vnc/door.ts';
import { listenRawVnc } from './vnc/raw-vnc.ts';
import type { RawVnc } from './vnc/raw-vnc.ts';
import { attachWebSockets, isWebSocketUpgrade } from './web-sockets.ts';
import { DeskhandError } from '../base/errors.ts';

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** Port of raw VNC, where that is on. */
  readonly vncPort: number | undefined;
  readonly app: App;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** Starts the HTTP and WebSocket server, and raw VNC where a password is given. Throws `not_ready` when a port is taken. */
export async function listen(
  deps: ServerDeps,
  options: ServerOptions & { readonly port: number; readonly hostname?: string },
): Promise<RunningServer> {
  const app = createApp(deps, options);
  // This also puts light classes in place of the global Request and Response, for faster answers: what `fetch` gives is then no
  // `instanceof Response`.
  const server = createAdaptorServer({
    fetch: app.hono.fetch,
    serverOptions: { shouldUpgradeCallback: isWebSocketUpgrade },
  }) as Server;
  // Small answers: waiting for more data to send (Nagle) would cost more than it saves.
  server.on('connection', (socket) => socket.setNoDelay(true));
  const closeSockets = attachWebSockets(server, [vncDoor(app.control, deps), cdpDoor(deps)], options);
  server.listen(options.port, options.hostname ?? '0.0.0.0');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new DeskhandError('not_ready', `Cannot listen on port ${options.port}: ${String(cause)}`, {
      hint: 'Another desktop may run here; set DESKHAND_PORT to a free port.',
      cause,
    });
  }
  const vnc = await startRawVnc(deps, options, app).catch((error: unknown) => {
    closeSockets();
    server.close();
    throw error;
  });
  return {
    vncPort: vnc?.port,
    port: (server.address() as AddressInfo).port,
    app,
    async close() {
      closeSockets();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await Promise.all([closed, vnc?.close()]);
    },
  };
}

async function startRawVnc(
  { vnc, playInput, log }: ServerDeps,
  { rawVnc }: ServerOptions,
  { control, access }: App,
): Promise<RawVnc | undefined> {
  if (rawVnc === undefined) return undefined;
  return listenRawVnc({ ...rawVnc, failures: access.vncFailures, control, vnc, playInput, log });
}
