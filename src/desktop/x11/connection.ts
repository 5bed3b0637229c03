import x11 from 'x11';
import type { ClientOptions, Extensions, Reply, XClient, XDisplay, XEvent } from 'x11';
import { DeskhandError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { isProtocolError, requestError } from './request-error.ts';

/** One resident connection to an X server. Requests leave in the order they are made; each promise settles exactly once. */
export interface Connection {
  /** The raw client, for requests without a reply; those leave with the next `call` or `sync`, at the latest with the next turn of the event loop. */
  readonly X: XClient;
  readonly root: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly keycodes: { readonly min: number; readonly max: number };
  /** Sends one request and waits for its reply. Rejects with a named X error, or `not_ready` when the connection ends first. */
  call<T>(request: (done: Reply<T>) => void): Promise<T>;
  /** A round trip: resolves once the server has handled everything sent so far and all events up to then have arrived. */
  sync(): Promise<void>;
  /** The id of an atom; names are asked for once. */
  atom(name: string): Promise<number>;
  /** Loads an extension; `not_ready` when the server lacks it. */
  extension<K extends keyof Extensions>(name: K): Promise<Extensions[K]>;
  /** Calls `listener` with each event; returns the unsubscribe function. */
  onEvent(listener: (event: XEvent) => void): () => void;
  /** Which client a window or other resource belongs to: equal numbers mean the same client. */
  clientOf(id: number): number;
  /** The promise's outcome, or `not_ready` when the connection ends first. Leaves nothing behind once it has settled. */
  orEnd<T>(promise: Promise<T>): Promise<T>;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** Where to connect: a display name such as `:99`, or a stream that speaks X11. */
export type Endpoint = { readonly display: string } | { readonly stream: NodeJS.EventEmitter };

/** Connects and waits for the handshake. Throws `not_ready` naming the display when nobody answers there. */
export async function connect(endpoint: Endpoint, log: Log): Promise<Connection> {
  // Bursts of input become one write; anything that wants a reply is flushed at once.
  const options: ClientOptions = { bufferRequests: true, ...endpoint };
  const state = newState(log);
  const display = await new Promise<XDisplay>((resolve, reject) => {
    const client = x11.createClient(options, (error, display) => {
      if (error) reject(error);
      else resolve(display);
    });
    client.on('error', (error) => {
      if (isProtocolError(error)) state.log.debug('X error', { error: requestError(error).message });
      else {
        reject(error);
        state.end(error);
      }
    });
    client.on('end', () => state.end());
    client.on('event', (event) => state.dispatch(event));
  }).catch((error: unknown) => {
    throw new DeskhandError('not_ready', `Cannot connect to the X display ${nameOf(endpoint)}.`, {
      hint: 'Start the X server, or set DISPLAY to one that runs.',
      cause: error,
    });
  });
  // The library keeps interned atoms in one table for all connections; those of a dead server mean other names to the next.
  Object.assign(display.client, { atoms: { ...display.client.atoms } });
  display.client.stream.on('close', () => state.end());
  return connectionOn(display, state);
}

function nameOf(endpoint: Endpoint): string {
  return 'display' in endpoint ? endpoint.display : 'on the given stream';
}

type State = ReturnType<typeof newState>;

/** What must be told when the connection ends: waiting calls, `closed`, listeners. */
function newState(log: Log) {
  const listeners = new Set<(event: XEvent) => void>();
  const waiting = new Set<(error: DeskhandError) => void>();
  const ended = Promise.withResolvers<void>();
  let gone: DeskhandError | undefined;
  return {
    log,
    listeners,
    waiting,
    closed: ended.promise,
    gone: () => gone,
    dispatch(event: XEvent) {
      for (const listener of listeners) listener(event);
    },
    end(cause?: Error) {
      if (gone !== undefined) return;
      gone = new DeskhandError('not_ready', 'The connection to the X display has ended.', {
        hint: 'The desktop is restarting; try again in a moment.',
        ...(cause === undefined ? {} : { cause }),
      });
      for (const reject of waiting) reject(gone);
      waiting.clear();
      ended.resolve();
    },
  };
}

function connectionOn(display: XDisplay, state: State): Connection {
  const X = display.client;
  const screen = display.screen[0];
  if (screen === undefined) throw new DeskhandError('not_ready', 'The X display has no screen.');
  const call = caller(state);
  const atoms = new Map<string, Promise<number>>();
  return {
    X,
    root: screen.root,
    width: screen.pixel_width,
    height: screen.pixel_height,
    depth: screen.root_depth,
    keycodes: { min: display.min_keycode, max: display.max_keycode },
    call,
    async sync() {
      await call<unknown>((done) => X.GetInputFocus(done));
    },
    atom(name) {
      const known = atoms.get(name) ?? call<number>((done) => X.InternAtom(false, name, done));
      atoms.set(name, known);
      return known;
    },
    async extension(name) {
      try {
        return await call<Extensions[typeof name]>((done) => X.require(name, done));
      } catch (error) {
        throw new DeskhandError('not_ready', `The X server lacks the extension "${name}".`, {
          hint: 'Use Xvfb or Xvnc with XTEST, XFIXES and DAMAGE enabled.',
          cause: error,
        });
      }
    },
    onEvent(listener) {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
    clientOf: (id) => (id & ~display.resource_mask) >>> 0,
    orEnd: (promise) => orEnd(state, promise),
    closed: state.closed,
    async close() {
      if (state.gone() !== undefined) return;
      X.terminate(); // what has been sent still arrives
      state.end();
      await state.closed;
    },
  };
}

function orEnd<T>(state: State, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const gone = state.gone();
    if (gone !== undefined) {
      reject(gone);
      return;
    }
    // A race against one promise for the end would keep each waiter for as long as the connection lives.
    state.waiting.add(reject);
    promise.then(resolve, reject).finally(() => state.waiting.delete(reject));
  });
}

function caller(state: State): Connection['call'] {
  return <T>(request: (done: Reply<T>) => void) =>
    new Promise<T>((resolve, reject) => {
      const gone = state.gone();
      if (gone !== undefined) {
        reject(gone);
        return;
      }
      state.waiting.add(reject);
      request((error, value) => {
        state.waiting.delete(reject);
        if (error) reject(requestError(error));
        else resolve(value);
        return true;
      });
    });
}
