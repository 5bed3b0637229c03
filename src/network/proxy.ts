import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import { connectionError } from './connect.ts';
import { Forwarder } from './forward.ts';
import { canonicalHost } from './host-pattern.ts';
import type { Resolve } from './names.ts';
import { refusalPage } from './refusal-page.ts';
import { Router } from './route.ts';
import type { Route } from './route.ts';
import { Refusal } from './rules.ts';
import type { NetworkRules } from './rules.ts';
import type { Traffic } from './traffic.ts';
import type { ChooseUpstream } from './upstream.ts';

/** A tunnel whose browser side has ended is cut when the other side stays silent for so long, in ms. */
const PARTING_MS = 30_000;

/** What the proxy works by. */
export interface ProxyOptions {
  readonly rules: NetworkRules;
  readonly traffic: Traffic;
  readonly resolve: Resolve;
  readonly upstream: ChooseUpstream;
  /** Ports of the desktop's own services. */
  readonly ownPorts: readonly number[];
  /** The API's port, whose demo pages are open to the browser. */
  readonly demoPort: number;
}

/** A proxy that listens on loopback. */
export interface RunningProxy {
  readonly port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/**
 * The only way out for the browser: an HTTP proxy on 127.0.0.1 that resolves names itself, checks the address it connects to
 * and refuses what the rules refuse. It asks for no password: what may be reached through it, every program of the
 * desktop can reach without it, and pages cannot reach it at all, since it does not connect to itself.
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const server = createServer({ maxHeaderSize: 256 * 1024, requestTimeout: 0, keepAliveTimeout: 60_000 });
  const sockets = new Set<Duplex>();
  const track = (socket: Duplex): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const isOwnPort = (each: number): boolean => each === port || options.ownPorts.includes(each);
  const proxy = new Proxy({ ...options, isOwnPort }, track);
  server.on('connection', (socket) => track(socket.setNoDelay(true)));
  server.on('request', (request, response) => void proxy.request(request, response));
  server.on('connect', (request, socket, head) => void proxy.connect(request, socket, head));
  return {
    port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await closed;
    },
  };
}

class Proxy {
  readonly #traffic: Traffic;
  readonly #demoPort: number;
  readonly #router: Router;
  readonly #forwarder = new Forwarder();
  readonly #track: (socket: Duplex) => void;

  constructor(
    options: ProxyOptions & { readonly isOwnPort: (port: number) => boolean },
    track: (socket: Duplex) => void,
  ) {
    this.#traffic = options.traffic;
    this.#demoPort = options.demoPort;
    this.#router = new Router(options);
    this.#track = track;
  }

  close(): void {
    this.#forwarder.close();
  }

  /** A plain HTTP request with a whole address. */
  async request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = request.url ?? '';
    const url = /^http:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
    const host = url === undefined ? undefined : canonicalHost(url.hostname);
    if (url === undefined || host === undefined) {
      response.writeHead(400, { connection: 'close' }).end();
      return;
    }
    const port = url.port === '' ? 80 : Number(url.port);
    try {
      await this.#forwarder.forward(url, await this.#routeTo(url, host, port), request, response);
    } catch (error) {
      // The browser has gone; that says nothing of the host.
      if (response.destroyed) return;
      const failure = connectionError(host, error);
      this.#traffic.failed(host, port, failure);
      if (response.headersSent) response.destroy();
      else refusalPage(failure, request, response);
    }
  }

  /** A tunnel: TLS, and WebSockets of any kind. */
  async connect(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const authority = `http://${request.url ?? ''}`;
    const url = URL.canParse(authority) ? new URL(authority) : undefined;
    const host = url === undefined || url.pathname !== '/' ? undefined : canonicalHost(url.hostname);
    if (url === undefined || host === undefined || url.username !== '' || url.search !== '') {
      client.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
      return;
    }
    const port = url.port === '' ? 80 : Number(url.port);
    try {
      join(client, this.#kept(await this.#router.tunnel(host, port), client), head);
    } catch (error) {
      if (client.destroyed) return;
      const failure = connectionError(host, error);
      this.#traffic.failed(host, port, failure);
      const status = failure instanceof Refusal ? '403 Forbidden' : '502 Bad Gateway';
      client.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    }
  }

  /** The demo pages are the one thing on loopback that is always open; a URL's path has no `..` left in it. */
  async #routeTo(url: URL, host: string, port: number): Promise<Route> {
    const isDemo = host === '127.0.0.1' && port === this.#demoPort && url.pathname.startsWith('/demo/');
    if (!isDemo) return this.#router.find(false, host, port);
    // An address needs no lookup.
    return { kind: 'direct', lookup: (_name, _options, callback) => callback(null, '127.0.0.1', 4) };
  }

  #kept(socket: Socket, client: Duplex): Socket {
    this.#track(socket);
    if (client.destroyed) socket.destroy();
    return socket;
  }
}

function join(client: Duplex, server: Socket, head: Buffer): void {
  if (server.destroyed) return;
  client.write('HTTP/1.1 200 Connection established\r\n\r\n');
  if (head.length > 0) server.write(head);
  const ended = (): void => {
    client.destroy();
    server.destroy();
  };
  client.once('end', () => server.setTimeout(PARTING_MS, ended));
  pipeline(client, server, (error) => error && ended());
  pipeline(server, client, ended);
}
