import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** Connects to the VNC server's unix socket. Rejects when nobody listens there or the signal is aborted. */
export async function connectVnc(path: string, signal: AbortSignal): Promise<Duplex> {
  const socket = connect(path);
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}
