import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page's own record of what happened to it. */
export interface PageEvent {
  readonly type: string;
  readonly [detail: string]: unknown;
}

/** A web server on this machine whose pages tell it what they see: the other door of the input tests. */
export interface PageServer extends AsyncDisposable {
  /** The server's address as the desktop reaches it. */
  readonly url: string;
  /** Puts a page's HTML at a path, answered after `delayMs`; `record(type, details)` is there for its scripts. */
  page(path: string, html: string, delayMs?: number): string;
  /** Sends whoever asks for a path on to another one, by GET. */
  redirect(path: string, to: string): void;
  /** The requests for pages so far, such as `POST /orders`. */
  readonly requests: readonly string[];
  /** What the pages have recorded so far. */
  readonly events: readonly PageEvent[];
  /** Resolves with the first event that fits, also one that is there already; rejects after 30 s. */
  event(fits: (event: PageEvent) => boolean, what: string): Promise<PageEvent>;
  /** Forgets all events and requests. */
  clear(): void;
}

// Chromium fails a `keepalive` request, which outlives its page, while others with 64 KiB of bodies (Fetch standard, 4.6) or 256
// of them are under way: a busy machine gets there. What is beyond is sent without it, rather than lost. A UTF-16 unit is three bytes at most.
const RECORD = `<script>{
  let underWay = 0;
  window.record = async (type, details) => {
    const body = JSON.stringify({ type, ...details });
    const size = 256 + 3 * body.length;
    const keepalive = underWay + size <= 60_000;
    if (keepalive) underWay += size;
    try {
      await fetch('/record', { method: 'POST', keepalive, body });
    } finally {
      if (keepalive) underWay -= size;
    }
  };
}</script>`;

/** Starts a page server on all interfaces and a free port; `host` is the name by which the desktop reaches it. */
export async function startPageServer(host = 'host.docker.internal'): Promise<PageServer> {
  const pages = new Map<string, { readonly html: string; readonly delayMs: number }>();
  const redirects = new Map<string, string>();
  const events: PageEvent[] = [];
  const requests: string[] = [];
  const listeners = new Set<() => void>();
  const server = createServer((request, response) => {
    if (request.url === '/record') {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        events.push(JSON.parse(body) as PageEvent);
        response.writeHead(204).end();
        for (const listener of listeners) listener();
      });
      return;
    }
    requests.push(`${request.method} ${request.url}`);
    const location = redirects.get(request.url ?? '');
    if (location !== undefined) {
      response.writeHead(303, { location }).end();
      return;
    }
    const page = pages.get(request.url ?? '');
    const answer = () => {
      response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(page === undefined ? 'not here' : `<!doctype html>${RECORD}${page.html}`);
    };
    setTimeout(answer, page?.delayMs ?? 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    events,
    requests,
    redirect: (path, to) => void redirects.set(path, to),
    page(path, html, delayMs = 0) {
      pages.set(path, { html, delayMs });
      return url + path;
    },
    event: (fits, what) => firstEvent(events, listeners, fits, what),
    clear() {
      events.splice(0);
      requests.splice(0);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function firstEvent(
  events: readonly PageEvent[],
  listeners: Set<() => void>,
  fits: (event: PageEvent) => boolean,
  what: string,
): Promise<PageEvent> {
  const { promise, resolve, reject } = Promise.withResolvers<PageEvent>();
  const look = () => {
    const found = events.find(fits);
    if (found !== undefined) resolve(found);
  };
  const timer = setTimeout(() => {
    const seen = JSON.stringify(events.slice(-10));
    reject(new Error(`The page has not recorded ${what}. Its last events: ${seen}`));
  }, 30_000);
  listeners.add(look);
  look();
  return promise.finally(() => {
    clearTimeout(timer);
    listeners.delete(look);
  });
}
