import { DeskhandError } from '../../base/errors.ts';
import type { CdpConnection, RawEvent } from './connection.ts';
import type { Command, Commands, EventName, Events } from './protocol.ts';

/** Milliseconds after which a call is given up unless its options say otherwise. */
const DEFAULT_TIMEOUT_MS = 10_000;

/** Options of one call. */
export interface CallOptions {
  /** Reject with `timeout` after this many ms (default 10 000). */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Chromium answered a command with an error; `code` is the protocol's own. */
export class CdpError extends Error {
  override readonly name = 'CdpError';
  readonly method: string;
  readonly code: number;

  constructor(method: string, code: number, message: string) {
    super(`${method}: ${message}`);
    this.method = method;
    this.code = code;
  }
}

type Listener = (params: never) => void;

/** One flat CDP session: typed commands and events of one target. */
export class CdpSession {
  readonly id: string;
  readonly #connection: CdpConnection;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #stopRouting: () => void;
  readonly #gone = new AbortController();

  constructor(connection: CdpConnection, id: string) {
    this.#connection = connection;
    this.id = id;
    this.#stopRouting = connection.route(id, (event) => this.#dispatch(event));
  }

  /**
   * Sends a command. Rejects with {@link CdpError} when Chromium refuses it, `timeout` when it does not answer in time,
   * `cancelled` (or the signal's own DeskhandError) on abort, and `not_ready` when the target or the pipe is gone.
   */
  async send<M extends Command>(
    method: M,
    params: Commands[M]['params'],
    options: CallOptions = {},
  ): Promise<Commands[M]['result']> {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(timedOut(method, timeoutMs)), timeoutMs);
    const signals = [
      timeout.signal,
      this.#gone.signal,
      ...(options.signal === undefined ? [] : [options.signal]),
    ];
    try {
      const reply = await this.#connection.forward(
        { method, params, ...(this.id === '' ? {} : { sessionId: this.id }) },
        { signal: AbortSignal.any(signals) },
      );
      if (reply.error !== undefined) throw new CdpError(method, reply.error.code, reply.error.message);
      return reply.result as Commands[M]['result'];
    } finally {
      clearTimeout(timer);
    }
  }

  /** Aborts when the target has gone. */
  get closed(): AbortSignal {
    return this.#gone.signal;
  }

  /** Calls `listener` at each event; returns the unsubscribe function. */
  on<E extends EventName>(event: E, listener: (params: Events[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set<Listener>();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Stops the events and rejects what is pending with `not_ready`: the target has gone. */
  close(): void {
    this.#stopRouting();
    this.#listeners.clear();
    this.#gone.abort(new DeskhandError('not_ready', 'The tab or frame was closed meanwhile.'));
  }

  #dispatch(event: RawEvent): void {
    for (const listener of this.#listeners.get(event.method) ?? []) {
      this.#connection.guarded(event.method, () => listener(event.params as never));
    }
  }
}

function timedOut(method: string, ms: number): DeskhandError {
  return new DeskhandError('timeout', `The browser did not answer ${method} within ${ms} ms.`, {
    hint: 'The page may be busy with a script; wait, reload it or close the tab.',
  });
}
