import type { Readable, Writable } from 'node:stream';
import { DeskhandError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { encodeMessage, MessageSplitter } from './framing.ts';
import { CdpSession } from './session.ts';

/** A message without `id`, as another client of the pipe would send it. */
export interface RawCommand {
  readonly method: string;
  readonly params?: unknown;
  readonly sessionId?: string;
}

/** What came back for a command: exactly one of `result` and `error`. */
export interface RawReply {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** An event, or any message that answers no command. */
export interface RawEvent {
  readonly method: string;
  readonly params: unknown;
  readonly sessionId?: string;
}

interface Incoming extends RawReply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly sessionId?: string;
}

type Settle = (reply: RawReply | DeskhandError) => void;

/**
 * The one connection to Chromium over `--remote-debugging-pipe`. It owns the message ids, so any number of clients can
 * share the pipe: each opens the flat sessions it knows of, and commands of foreign clients go through `forward`.
 */
export class CdpConnection {
  readonly #write: Writable;
  readonly #log: Log;
  readonly #pending = new Map<number, Settle>();
  readonly #sessions = new Map<string, (event: RawEvent) => void>();
  readonly #ended = Promise.withResolvers<void>();
  #lastId = 0;
  #open = true;

  /** Resolves when the pipe has ended; every pending and later call then rejects with `not_ready`. */
  readonly closed: Promise<void> = this.#ended.promise;
  /** The session without an id: the browser itself. */
  readonly browser: CdpSession;

  constructor(write: Writable, read: Readable, log: Log) {
    this.#write = write;
    this.#log = log;
    this.browser = this.session('');
    const splitter = new MessageSplitter();
    read.on('data', (chunk: Buffer) => splitter.push(chunk).forEach((text) => this.#receive(text)));
    for (const event of ['end', 'close', 'error'] as const) read.once(event, () => this.#end());
    // A broken pipe on the writing side is the same end; without a listener it would be an uncaught exception.
    write.on('error', () => this.#end());
  }

  /** Whether the pipe is still there. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** A typed session for a flat session id (`''` is the browser). Its events stop with `close()`. */
  session(sessionId: string): CdpSession {
    return new CdpSession(this, sessionId);
  }

  /** Routes a session's events to `listener`; returns the function that stops it. One listener a session. */
  route(sessionId: string, listener: (event: RawEvent) => void): () => void {
    this.#sessions.set(sessionId, listener);
    return () => {
      if (this.#sessions.get(sessionId) === listener) this.#sessions.delete(sessionId);
    };
  }

  /** Sends a command under an id of this connection and resolves with Chromium's own reply, errors included. */
  forward(command: RawCommand, options: { readonly signal?: AbortSignal } = {}): Promise<RawReply> {
    if (!this.#open) return Promise.reject(ended());
    if (options.signal?.aborted === true) return Promise.reject(aborted(command.method, options.signal));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const abort = (): void => this.#pending.get(id)?.(aborted(command.method, options.signal));
      this.#pending.set(id, (reply) => {
        this.#pending.delete(id);
        options.signal?.removeEventListener('abort', abort);
        if (reply instanceof DeskhandError) reject(reply);
        else resolve(reply);
      });
      options.signal?.addEventListener('abort', abort, { once: true });
      this.#write.write(encodeMessage({ id, ...command }));
    });
  }

  /** Hears an event out. A listener that fails is logged: what a page makes Chromium say must stop neither the others nor the runner. */
  guarded(event: string, listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#log.error('A listener for an event of the browser failed', { event, error: String(error) });
    }
  }

  #receive(text: string): void {
    const message = this.#parse(text);
    if (message === undefined) return;
    if (message.id !== undefined) {
      this.#pending.get(message.id)?.(message.error === undefined ? { result: message.result } : message);
    } else if (message.method !== undefined) {
      const { method, params, sessionId } = message;
      const event = { method, params, ...(sessionId === undefined ? {} : { sessionId }) };
      this.guarded(method, () => this.#sessions.get(sessionId ?? '')?.(event));
    }
  }

  #parse(text: string): Incoming | undefined {
    try {
      return JSON.parse(text) as Incoming;
    } catch {
      this.#log.warn('Chromium sent a message that is not JSON', { bytes: text.length });
      return undefined;
    }
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const settle of this.#pending.values()) settle(ended());
    this.#sessions.clear();
    this.#ended.resolve();
  }
}

function ended(): DeskhandError {
  return new DeskhandError('not_ready', 'The browser has closed its pipe.', {
    hint: 'It is restarted by itself; try again in a second.',
  });
}

function aborted(method: string, signal: AbortSignal | undefined): DeskhandError {
  const reason: unknown = signal?.reason;
  return reason instanceof DeskhandError
    ? reason
    : new DeskhandError('cancelled', `${method} was cancelled.`, { cause: reason });
}
