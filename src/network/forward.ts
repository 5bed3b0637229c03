import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { CONNECT_MS } from './connect.ts';
import type { Route } from './route.ts';

/** Headers that belong to one connection (RFC 9110, 7.6.1), and what only proxies read. */
const HOP_BY_HOP = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer',
  'transfer-encoding', 'upgrade',
]); // prettier-ignore

/** Servers send larger heads than Node takes by itself, and browsers read them. In bytes. */
const MAX_HEAD = 256 * 1024;

/** Passes plain HTTP requests on. Connections are kept and reused, each to an address that was checked when it was opened. */
export class Forwarder {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  /**
   * Sends the request on this way and its answer back. Rejects when there was no answer; one that breaks off breaks off here too. A
   * request that changes nothing may get a kept connection, and is sent once more on a new one where the server has just closed that
   * (RFC 9112, 9.3.1); every other one gets a new connection at once.
   */
  async forward(url: URL, route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mayRepeat = changesNothing(request);
    const first = this.#open(url, route, request, mayRepeat);
    try {
      return await exchange(first, request, response, mayRepeat);
    } catch (error) {
      if (!mayRepeat || !first.reusedSocket || response.headersSent || response.closed) throw error;
    }
    return exchange(this.#open(url, route, request, false), request, response, mayRepeat);
  }

  /** Ends the connections that are kept. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #open(url: URL, route: Route, request: IncomingMessage, mayReuse: boolean) {
    const common = {
      method: request.method,
      headers: headersFor(url, request),
      maxHeaderSize: MAX_HEAD,
      // Browsers read answers that are not quite by the book.
      insecureHTTPParser: true,
    };
    if (route.kind === 'direct') {
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const target = { host, port: url.port === '' ? 80 : Number(url.port), path: url.pathname + url.search };
      return httpRequest({ ...common, ...target, lookup: route.lookup, agent: mayReuse && this.#http });
    }
    const { secure, host, port, authorization } = route.upstream;
    const headers = {
      ...common.headers,
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    };
    const target = { host, port, path: url.href, headers };
    return secure
      ? httpsRequest({ ...common, ...target, agent: mayReuse && this.#https })
      : httpRequest({ ...common, ...target, agent: mayReuse && this.#http });
  }
}

/** One attempt. */
async function exchange(
  onward: ClientRequest,
  request: IncomingMessage,
  response: ServerResponse,
  isEmpty: boolean,
): Promise<void> {
  // Whoever has gone must not be waited for.
  response.once('close', () => onward.destroy());
  const connecting = setTimeout(() => onward.destroy(timeout()), CONNECT_MS);
  onward.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', () => clearTimeout(connecting));
    else clearTimeout(connecting);
  });
  try {
    const sent = isEmpty ? undefined : pipeline(request, onward).catch(() => undefined);
    if (isEmpty) onward.end();
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    response.sendDate = false;
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    // Heads of streams must not wait for their first bytes.
    response.flushHeaders();
    await pipeline(answer, response).catch(() => response.destroy());
    await sent;
  } finally {
    clearTimeout(connecting);
  }
}

/** Whether a request has no body and only reads. */
function changesNothing({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return !hasBody && (method === 'GET' || method === 'HEAD' || method === 'OPTIONS');
}

/** The request's headers, with the host of its address: what was checked is what is asked for. */
function headersFor(url: URL, request: IncomingMessage): OutgoingHttpHeaders {
  const named = connectionHeaders(request.headers.connection);
  const kept = Object.entries(request.headersDistinct).filter(
    ([name]) => !HOP_BY_HOP.has(name) && !named.has(name) && name !== 'host',
  );
  return { host: url.host, ...Object.fromEntries(kept) };
}

function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i], raw[i + 1]];
    if (!HOP_BY_HOP.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function connectionHeaders(value: string | undefined): ReadonlySet<string> {
  return new Set((value ?? '').split(',').map((name) => name.trim().toLowerCase()));
}

function timeout(): Error {
  return Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' });
}
