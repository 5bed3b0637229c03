import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { RfbProtocolError } from './rfb-messages.ts';

/**
 * x11vnc 0.9.17 closes one in ten connections to its unix socket before it has said a word (its `accept` fails with EINVAL), and
 * it is away for a moment when it is started again.
 */
const ATTEMPT_PAUSES_MS = [0, 0, 50, 200, 800];

/**
 * A connection to our own VNC server with which `open` has succeeded: by default that has begun to speak, and nothing of it is
 * read yet. Throws what the last attempt failed with, at once when `signal` fires.
 */
export async function connectServer(
  vnc: (signal: AbortSignal) => Promise<Duplex>,
  signal: AbortSignal,
  open: (stream: Duplex, signal: AbortSignal) => Promise<void> = greeted,
): Promise<Duplex> {
  for (let attempt = 0; ; attempt++) {
    let upstream: Duplex | undefined;
    try {
      upstream = await vnc(signal);
      // Its end is told by what reads from it.
      upstream.on('error', () => {});
      await open(upstream, signal);
      return upstream;
    } catch (error) {
      upstream?.destroy();
      const pause = ATTEMPT_PAUSES_MS[attempt];
      if (pause === undefined || signal.aborted) throw error;
      await sleep(pause, undefined, { signal });
    }
  }
}

/** Resolves once there is something to read; throws {@link RfbProtocolError} when the stream ends before. */
async function greeted(stream: Duplex, signal: AbortSignal): Promise<void> {
  // It is emitted at the stream's end too.
  if (stream.readableLength === 0) await once(stream, 'readable', { signal });
  if (stream.readableLength === 0) throw new RfbProtocolError('the VNC server hung up');
}
