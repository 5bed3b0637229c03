import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { toDeskhandError } from '../../base/errors.ts';
import { dial } from './dial.ts';
import type { DialOptions } from './dial.ts';

/** What a proxy is made of. */
export interface ProxyOptions extends DialOptions {
  /** Told what was refused or failed, one line each. */
  readonly log: (line: string) => void;
}

/** Headers that speak of one connection only (RFC 9110, 7.6.1), and the proxy's own. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
];

/**
 * An HTTP forward proxy, not yet listening: CONNECT tunnels, and plain requests in absolute form, to allowed hosts only.
 * Everything else gets 403 with a sentence; a host that does not answer gets 502.
 */
export function createEgressProxy(options: ProxyOptions): Server {
  const server = createServer((incoming, response) => void forward(incoming, response, options));
  server.on('connect', (incoming, socket, head) => void tunnel(incoming, socket, head, options));
  return server;
}

/** Joins two connections until either ends. */
export function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    // One that is gone already emits nothing more.
    if (from.destroyed) to.destroy();
    from.pipe(to);
  }
}

async function tunnel(
  { url = '' }: IncomingMessage,
  client: Duplex,
  head: Buffer,
  options: ProxyOptions,
): Promise<void> {
  // Until it is joined to the other side, a client that goes away is nobody's error.
  client.on('error', () => client.destroy());
  try {
    const { host, port } = endpoint(url);
    const target = await dial(host, port, options);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) target.write(head);
    join(client, target);
  } catch (error) {
    const { status, message } = refusal(error, options);
    client.end(
      `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Bad Gateway'}\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${message}\n`,
    );
  }
}

async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: ProxyOptions,
): Promise<void> {
  try {
    const { host, hostname, port, pathname, search } = target(incoming.url ?? '');
    const socket: Socket = await dial(hostname, port === '' ? 80 : Number(port), options);
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).filter(([name]) => !HOP_BY_HOP.includes(name)),
    );
    const outgoing = request({
      // Every request has a connection of its own, to the address that was checked.
      createConnection: () => socket,
      method: incoming.method,
      path: `${pathname}${search}`,
      headers: { ...headers, host, connection: 'close' },
    });
    outgoing.on('response', (reply) => {
      const { statusCode = 502, headers: sent } = reply;
      const kept = Object.entries(sent).filter(([name]) => !HOP_BY_HOP.includes(name));
      response.writeHead(statusCode, Object.fromEntries(kept));
      reply.pipe(response);
      reply.on('error', () => response.destroy());
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    if (response.destroyed) outgoing.destroy();
    incoming.pipe(outgoing);
  } catch (error) {
    const { status, message } = refusal(error, options);
    response.writeHead(status, { 'content-type': 'text/plain' }).end(`${message}\n`);
  }
}

/** Only URLs in absolute form: this is a proxy and has no pages of its own. */
function target(url: string): URL {
  if (URL.canParse(url) && new URL(url).protocol === 'http:') return new URL(url);
  throw new Error('This is a proxy: it answers requests for other hosts only.');
}

function endpoint(authority: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(authority) ?? [];
  if (host === '') throw new Error(`"${authority}" is no host and port.`);
  return { host, port: Number(port) };
}

function refusal(thrown: unknown, { log }: ProxyOptions): { status: number; message: string } {
  const { code, message } = toDeskhandError(thrown);
  log(`${code === 'action_failed' ? 'failed' : 'refused'}: ${message}`);
  return { status: code === 'action_failed' ? 502 : 403, message };
}
