import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../base/log.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { FailureLimit } from '../auth/failure-limit.ts';
import type { ControlHolder } from '../control-holder.ts';
import { admitClient, openServer } from './handshake.ts';
import { isPress } from './input-tally.ts';
import { RfbClientFilter } from './rfb-filter.ts';

/** A person needs time for the password only after the server's greeting, and their client asks for it before it connects. */
const HANDSHAKE_MS = 30_000;

/** Raw VNC for clients that speak no WebSocket. */
export interface RawVncOptions {
  readonly port: number;
  readonly password: string;
  /** Wrong passwords so far. */
  readonly failures: FailureLimit;
  readonly control: ControlHolder;
  /** Connects to the desktop's own VNC server. */
  readonly vnc: (signal: AbortSignal) => Promise<Duplex>;
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
  { password, failures, control, vnc, log }: RawVncOptions,
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
  if (!(await admitClient(client, guard, signal))) return void client.end();
  const upstream = await connectServer(vnc, signal);
  try {
    // Either's end ends both: there is nothing more to say to the other then.
    await Promise.race([
      pipeline(client, inputGate(id, control), upstream),
      pipeline(upstream, client),
    ]).catch((error: unknown) => log.debug('VNC connection ended', { error: String(error) }));
  } finally {
    upstream.destroy();
    client.destroy();
    control.left(id);
  }
}

/** x11vnc hangs up on who comes while another one goes, and is away for a moment when it is started again. */
const ATTEMPT_PAUSES_MS = [50, 200, 800];

/** A connection to our own VNC server with its handshake done; throws what the last attempt failed with. */
async function connectServer(vnc: RawVncOptions['vnc'], signal: AbortSignal): Promise<Duplex> {
  for (let attempt = 0; ; attempt++) {
    let upstream: Duplex | undefined;
    try {
      upstream = await vnc(signal);
      // Its end is told by what reads from it.
      upstream.on('error', () => {});
      await openServer(upstream, signal);
      return upstream;
    } catch (error) {
      upstream?.destroy();
      const pause = ATTEMPT_PAUSES_MS[attempt];
      if (pause === undefined || signal.aborted) throw error;
      await sleep(pause, undefined, { signal });
    }
  }
}

/** Lets through what this client may send. The press that takes over waits until the agent's keys are up. */
function inputGate(
  id: string,
  control: ControlHolder,
): (sent: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  let taking: Promise<void> | undefined;
  const judge = (message: Buffer): boolean => {
    if (!control.holds(id) && isPress(message)) taking = control.takeByInput(id);
    if (!control.holds(id)) return false;
    control.noteByInput(message);
    return true;
  };
  const filter = new RfbClientFilter(judge, { authenticated: true });
  return async function* pass(sent) {
    for await (const chunk of sent) {
      const passed = filter.push(chunk);
      await taking;
      taking = undefined;
      if (passed.length > 0) yield passed;
    }
  };
}
