import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** The VNC server greets in a third of a second at most. */
const ANSWER_MS = 1000;

/** The viewers' connections to the VNC server's unix socket. */
export class VncConnections {
  readonly #path: string;
  readonly #withinMs: number;
  readonly #open = new Set<Socket>();

  constructor(path: string, withinMs = ANSWER_MS) {
    this.#path = path;
    this.#withinMs = withinMs;
  }

  /** Connects. Rejects when nobody listens there or the signal is aborted. */
  async connect(signal: AbortSignal): Promise<Duplex> {
    const socket = connect(this.#path);
    try {
      await once(socket, 'connect', { signal });
    } catch (error) {
      socket.destroy();
      throw error;
    }
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  }

  /**
   * Resolves when the server serves: it greets a new client, or hangs up on it, as x11vnc 0.9.17 does with one in ten. Rejects
   * when it does neither within a second. While a viewer takes its picture too slowly the server may wait for that one, which
   * is no fault of its own: then nothing is asked.
   */
  async answers(): Promise<void> {
    if (this.#isHeldUp()) return;
    const socket = connect(this.#path);
    const over = new AbortController();
    const { signal } = over;
    try {
      const answered = Promise.race([once(socket, 'data', { signal }), once(socket, 'close', { signal })]);
      const late = sleep(this.#withinMs, false, { signal });
      const serves = await Promise.race([answered.then(() => true), late]);
      if (!serves && !this.#isHeldUp()) throw new Error('the VNC server does not answer');
    } finally {
      over.abort();
      socket.destroy();
    }
  }

  #isHeldUp(): boolean {
    return [...this.#open].some((socket) => socket.isPaused() || socket.readableLength > 0);
  }
}
