import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Log } from '../../base/log.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { FailureLimit } from '../auth/failure-limit.ts';
import type { ControlHolder } from '../control-holder.ts';
import type { ServerDeps } from '../deps.ts';
import { admitClient, openServer } from './handshake.ts';
import { isPress } from './input-tally.ts';
import { PersonInput } from './person-input.ts';
import { beforeRequest, isOnlyRequests } from './picture-requests.ts';
import { RfbClientFilter } from './rfb-filter.ts';
import { connectServer } from './upstream.ts';

/** A person needs time for the password only after the server's greeting, and their client asks for it before it connects. */
const HANDSHAKE_MS = 30_000;

/** With more input than this still to be played, nothing more is read of a client. */
const MOST_UNPLAYED = 32_768;

/** Raw VNC for clients that speak no WebSocket. */
export interface RawVncOptions {
  readonly port: number;
  readonly password: string;
  /** Wrong passwords so far. */
  readonly failures: FailureLimit;
  readonly control: ControlHolder;
  /** Connects to the desktop's own VNC server. */
  readonly vnc: (signal: AbortSignal) => Promise<Duplex>;
  readonly playInput: ServerDeps['playInput'];
  readonly log: Log;
}

/** What listens for raw VNC. */
export interface RawVnc {
  readonly port: number;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/**
 * Serves VNC over TCP to clients that know the password, by the same rules as the viewer: input only from whoever holds
 * control. Such a client has no button: it takes over by pressing a key or a mouse button ({@link ControlHolder.takeByInput}).
 * Throws `not_ready` when the port is taken.
 */
export async function listenRawVnc(options: RawVncOptions): Promise<RawVnc> {
  const { port, log } = options;
  const clients = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    client.on('error', (error) => log.debug('VNC client failed', { error: String(error) }));
    serve(client, `vnc-${++count}`, options).catch((error: unknown) => {
      log.warn('VNC client refused', { reason: String(error) });
      client.destroy();
    });
  });
  server.listen(port, '0.0.0.0');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new DeskhandError('not_ready', `Cannot listen for VNC on port ${port}: ${String(cause)}`, {
      hint: 'Another VNC server may run here; unset VNC_PASSWORD or end it.',
      cause,
    });
  }
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const client of clients) client.destroy();
      await closed;
    },
  };
}

async function serve(
  client: Socket,
  id: string,
  { password, failures, control, vnc, playInput, log }: RawVncOptions,
): Promise<void> {
  const gone = new AbortController();
  client.once('close', () => gone.abort());
  client.setNoDelay(true);
  // A peer that is gone without a word must not hold the desktop.
  client.setKeepAlive(true, 15_000);
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(HANDSHAKE_MS)]);
  const address = client.remoteAddress ?? 'unknown';
  const guard = {
    password,
    waitSeconds: () => failures.waitSeconds(address),
    failed: () => {
      failures.fail(address);
      log.warn('wrong VNC password', { address });
    },
  };
  if (!(await admitClient(client, guard, signal))) {
    // A peer that keeps its half open would hold the descriptor for ever.
    client.end(() => client.destroy());
    return;
  }
  const upstream = await connectServer(vnc, signal, openServer);
  try {
    // Either's end ends both: there is nothing more to say to the other then.
    await Promise.race([
      pipeline(client, inputGate(id, { control, playInput, log }), upstream),
      pipeline(upstream, client),
    ]).catch((error: unknown) => log.debug('VNC connection ended', { error: String(error) }));
  } finally {
    upstream.destroy();
    client.destroy();
    control.left(id);
  }
}

/**
 * Lets through what this client may send, and plays its input, in the order in which it came; but a request for the picture
 * waits for the input before it no longer than 1 s.
 */
function inputGate(
  id: string,
  { control, playInput, log }: Pick<RawVncOptions, 'control' | 'playInput' | 'log'>,
): (sent: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  const input = new PersonInput({ control, playInput, log });
  const judge = (message: Buffer): boolean => {
    if (!control.holds(id) && isPress(message)) control.takeByInput(id);
    if (!control.holds(id)) return false;
    control.noteByInput(message);
    return !input.take(message);
  };
  const filter = new RfbClientFilter(judge, { authenticated: true });
  return async function* pass(sent) {
    for await (const chunk of sent) {
      const passed = filter.push(chunk);
      const played = input.played();
      if (input.unplayed > MOST_UNPLAYED) await played;
      if (passed.length === 0) continue;
      await (isOnlyRequests(passed) ? beforeRequest(played) : played);
      yield passed;
    }
  };
}
