import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ServerOptions, WebSocket } from 'ws';
import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import type { Access, Principal } from './auth/access.ts';
import { checkHost, checkOrigin } from './auth/same-site.ts';
import { retryAfterSeconds } from './error-response.ts';

// Between two pings a dead connection may hold what it holds at most this long.
const PING_MS = 15_000;

/** Close code of RFC 6455, 7.4.1, for a session that has ended: what was open on it ends too. */
const POLICY_VIOLATION = 1008;

/** What WebSockets may be opened for. */
export interface Door {
  /** Whether this address is the door's. */
  readonly opens: (path: string) => boolean;
  readonly options: Pick<ServerOptions, 'maxPayload' | 'handleProtocols'>;
  /** Serves a socket; throws before it is accepted when the caller may not. */
  readonly admit: (principal: Principal, path: string) => Promise<Admission> | Admission;
}

/** What a caller was let in with. One of the two is called, once. */
export interface Admission {
  readonly serve: (socket: WebSocket) => void;
  /** Gives back what was taken for it: the client has left meanwhile, or its handshake is none. */
  readonly abandon?: () => void;
}

/** What Node hands to {@link attachWebSockets}; any other protocol that a client offers (h2c) is passed over, as RFC 9110 7.8 has it. */
export function isWebSocketUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Serves WebSockets at these doors. Every one is checked like a request: host name, token or session, origin; only then is
 * its address looked at. Returns what closes them all.
 */
export function attachWebSockets(
  server: Server,
  doors: readonly Door[],
  guard: { readonly access: Access; readonly allowedHosts: readonly string[] },
): () => void {
  const served = doors.map((door) => ({
    door,
    // Pictures are compressed already, and CDP is for local use.
    sockets: new WebSocketServer({ noServer: true, perMessageDeflate: false, ...door.options }),
  }));
  const streams = new Set<Duplex>();
  server.on('upgrade', (request, stream, head) => {
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    const open = async () => {
      const principal = identify(request, guard);
      const path = request.url?.split('?')[0] ?? '';
      const found = served.find(({ door }) => door.opens(path));
      if (found === undefined) throw new DeskhandError('not_found', `There is no WebSocket at ${path}.`);
      const { serve, abandon } = await found.door.admit(principal, path);
      let opened = false;
      // It calls back before it returns, or not at all.
      found.sockets.handleUpgrade(request, stream, head, (socket) => {
        opened = true;
        const stop = keepAlive(socket);
        socket.once('close', stop);
        const expired = () => socket.close(POLICY_VIOLATION, 'the session has expired');
        socket.once('close', guard.access.onExpiry(principal, expired));
        serve(socket);
      });
      if (!opened) abandon?.();
    };
    // A client that leaves before it is let in must not end the process.
    stream.on('error', () => {});
    open().catch((error: unknown) => refuse(stream, toDeskhandError(error)));
  });
  return () => {
    for (const { sockets } of served) {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    }
    // Those that wait to be let in too: the server counts them, but no longer knows them.
    for (const stream of streams) stream.destroy();
  };
}

function identify(
  request: IncomingMessage,
  { access, allowedHosts }: { readonly access: Access; readonly allowedHosts: readonly string[] },
): Principal {
  const { host, origin, authorization, cookie } = request.headers;
  checkHost(host, allowedHosts);
  const address = request.socket.remoteAddress ?? 'unknown';
  const principal = access.authenticate({ authorization, cookie, host, address });
  const fetchSite = request.headers['sec-fetch-site'];
  checkOrigin(
    { host, origin, fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined },
    principal.kind === 'session',
  );
  return principal;
}

/**
 * Pings every 15 s and ends a connection that has not answered by the next time, until the result is called. Where the socket
 * is paused by us no answer can be read: that says nothing about the peer.
 */
export function keepAlive(socket: WebSocket): () => void {
  let alive = true;
  const isThere = () => (alive = true);
  socket.on('pong', isThere);
  socket.on('message', isThere);
  const timer = setInterval(() => {
    if (socket.isPaused) return isThere();
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, PING_MS);
  return () => clearInterval(timer);
}

function refuse(stream: Duplex, error: DeskhandError): void {
  const body = JSON.stringify({ error });
  const retryAfter = retryAfterSeconds(error);
  stream.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}\r\ncontent-type: application/json\r\n` +
      (retryAfter === undefined ? '' : `retry-after: ${retryAfter}\r\n`) +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    // A peer that keeps its half open would hold the descriptor for ever.
    () => stream.destroy(),
  );
}
