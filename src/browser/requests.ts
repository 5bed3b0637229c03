/** Requests older than this are taken for long polls or streams: nothing waits for them, in ms. */
export const LONG_POLL_MS = 3000;

/**
 * A script may never read the body of the answer that it has, and then its end is never told. So a `fetch` that has its
 * answer's head counts only for so long without data, in ms.
 */
export const UNREAD_MS = 150;

/** How long a message over a socket that follows an action is waited to be answered, in ms. */
export const SOCKET_ANSWER_MS = 500;

/** How many slow addresses are remembered. */
const MAX_REMEMBERED = 200;

/** Kinds of requests (Network.ResourceType) whose end changes nothing that is worth waiting for. */
const IGNORED = new Set([
  'WebSocket',
  'EventSource',
  'Media',
  'Ping',
  'Prefetch',
  'Preflight',
  'CSPViolationReport',
  'SignedExchange',
  'Manifest',
  'TextTrack',
  'Other',
]);

/** A request as the Network domain announces it. */
export interface SentRequest {
  readonly url: string;
  readonly type: string | undefined;
  readonly frameId: string | undefined;
  readonly loaderId: string;
}

interface Live {
  readonly at: number;
  readonly url: string;
  readonly type: string;
  readonly frameId: string;
  readonly loaderId: string;
  /** When it stops counting. */
  readonly until: number;
}

/**
 * The requests of one tab that are under way and worth waiting for. Sockets, streams, pings and the like are left out, a
 * request stops counting after {@link LONG_POLL_MS}, and an address that was that slow once is not waited for again, so
 * it can never stay busy. Pure but for the clock that is passed in.
 */
export class RequestTracker {
  readonly #now: () => number;
  readonly #live = new Map<string, Live>();
  readonly #slow = new Set<string>();
  /** Sockets over which something was said: when, until an answer comes. */
  readonly #asked = new Map<string, number>();

  /** `now` is in ms, on the clock that `busy` is asked on. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A request was sent, or redirected (the same id again keeps its first moment). */
  sent(id: string, request: SentRequest): void {
    const type = request.type ?? 'Other';
    if (IGNORED.has(type) || !/^https?:/i.test(request.url) || this.#slow.has(addressOf(request.url))) return;
    const { url, loaderId } = request;
    const at = this.#live.get(id)?.at ?? this.#now();
    const until = at + LONG_POLL_MS;
    this.#live.set(id, { at, url, type, frameId: request.frameId ?? '', loaderId, until });
  }

  /** The head of a response has come: an event stream goes on for good. */
  responded(id: string, mimeType: string): void {
    if (/^(text\/event-stream|multipart\/x-mixed-replace)/i.test(mimeType)) this.#live.delete(id);
    else this.received(id);
  }

  /** Some of a response has come. */
  received(id: string): void {
    const request = this.#live.get(id);
    if (request?.type !== 'Fetch') return;
    this.#live.set(id, { ...request, until: Math.min(request.at + LONG_POLL_MS, this.#now() + UNREAD_MS) });
  }

  /** The request has finished or failed, or was cancelled. */
  ended(id: string): void {
    this.#live.delete(id);
  }

  /** The page has sent a message over a socket. */
  spoke(socket: string): void {
    if (!this.#asked.has(socket)) this.#asked.set(socket, this.#now());
  }

  /** A message has come over a socket, or it has closed; true when one was waited for. */
  answered(socket: string): boolean {
    return this.#asked.delete(socket);
  }

  /** A frame is gone and its requests with it. */
  frameGone(frameId: string): void {
    for (const [id, request] of this.#live) if (request.frameId === frameId) this.#live.delete(id);
  }

  /** A frame shows a new document: what the old one asked for no longer matters. */
  navigated(frameId: string, loaderId: string): void {
    for (const [id, request] of this.#live) {
      if (request.frameId === frameId && request.loaderId !== loaderId) this.#live.delete(id);
    }
  }

  /** Forgets all that is under way: the page has crashed. */
  clear(): void {
    this.#live.clear();
    this.#asked.clear();
  }

  /** Whether a request that was sent at or after `since`, or a socket's answer, is still under way. */
  busy(since: number): boolean {
    this.#expire();
    for (const { at } of this.#live.values()) if (at >= since) return true;
    for (const at of this.#asked.values()) if (at >= since) return true;
    return false;
  }

  /** When the next one stops counting by its age, if any is under way. */
  get nextExpiry(): number | undefined {
    let first: number | undefined;
    for (const { until } of this.#live.values()) first = Math.min(first ?? Infinity, until);
    for (const at of this.#asked.values()) first = Math.min(first ?? Infinity, at + SOCKET_ANSWER_MS);
    return first;
  }

  #expire(): void {
    const now = this.#now();
    for (const [id, { at, type, url, until }] of this.#live) {
      if (now < until) continue;
      this.#live.delete(id);
      const isSlow = now - at >= LONG_POLL_MS && (type === 'XHR' || type === 'Fetch');
      if (isSlow && this.#slow.size < MAX_REMEMBERED) this.#slow.add(addressOf(url));
    }
    for (const [id, at] of this.#asked) if (now - at >= SOCKET_ANSWER_MS) this.#asked.delete(id);
  }
}

/** Scheme, host and path: a long poll's query changes each time. */
function addressOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
