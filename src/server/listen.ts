import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.ts';
import type { App } from './app.ts';
import type { ServerDeps, ServerOptions } from './deps.ts';
import { cdpDoor } from './cdp/door.ts';
import { vncDoor } from './vnc/door.ts';
import { attachWebSockets } from './web-sockets.ts';
import { DeskhandError } from '../base/errors.ts';

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  readonly app: App;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** Starts the HTTP and WebSocket server. Throws `not_ready` when the port is taken. */
export async function listen(
  deps: ServerDeps,
  options: ServerOptions & { readonly port: number; readonly hostname?: string },
): Promise<RunningServer> {
  const app = createApp(deps, options);
  const server = createAdaptorServer({ fetch: app.hono.fetch, overrideGlobalObjects: false }) as Server;
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
  return {
    port: (server.address() as AddressInfo).port,
    app,
    async close() {
      closeSockets();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
