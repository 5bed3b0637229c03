import type { Duplex } from 'node:stream';
import { RfbProtocolError } from './rfb-messages.ts';
import { isRightResponse, newChallenge } from './vnc-password.ts';

const VERSION = 'RFB 003.008\n';
const NONE = 1;
const VNC_AUTHENTICATION = 2;

/** Decides about clients that try passwords. */
export interface PasswordGuard {
  readonly password: string;
  /** Seconds that this client has to wait after too many wrong ones; 0 when it may try. */
  readonly waitSeconds: () => number;
  /** Notes a wrong one. */
  readonly failed: () => void;
}

/**
 * Holds the security handshake with a client as a VNC server does (RFC 6143, 7.1), versions 3.3, 3.7 and 3.8. Resolves with
 * whether it knows the password; a client that does not has been told. Throws {@link RfbProtocolError} for what is no VNC client.
 */
export async function admitClient(
  client: Duplex,
  guard: PasswordGuard,
  signal: AbortSignal,
): Promise<boolean> {
  client.write(VERSION);
  const version = (await readExactly(client, 12, signal)).toString('latin1');
  if (!/^RFB 003\.00[378]\n$/.test(version))
    throw new RfbProtocolError(`unknown protocol version ${JSON.stringify(version)}`);
  const isOldest = version.endsWith('3\n');
  const wait = guard.waitSeconds();
  if (wait > 0) {
    // No security type at all is how a server refuses (7.1.2).
    client.write(Buffer.concat([isOldest ? uint32(0) : Buffer.of(0), reason(`try again in ${wait} s`)]));
    return false;
  }
  await offerPassword(client, isOldest, signal);
  const challenge = newChallenge();
  client.write(challenge);
  const response = await readExactly(client, 16, signal);
  const refusal = judge(guard, challenge, response);
  if (refusal === undefined) {
    client.write(uint32(0));
    return true;
  }
  const isNewest = version.endsWith('8\n');
  client.write(isNewest ? Buffer.concat([uint32(1), reason(refusal)]) : uint32(1));
  return false;
}

/**
 * Why this response does not let in; undefined when it does. Others may have failed since this client was asked, so the limit
 * is looked at again, in the same turn in which the response is judged.
 */
function judge(guard: PasswordGuard, challenge: Buffer, response: Buffer): string | undefined {
  const wait = guard.waitSeconds();
  if (wait > 0) return `try again in ${wait} s`;
  if (isRightResponse(guard.password, challenge, response)) return undefined;
  guard.failed();
  return 'the password is wrong';
}

/** Holds the handshake with our own VNC server, which wants no password. Throws {@link RfbProtocolError} when it is not that. */
export async function openServer(server: Duplex, signal: AbortSignal): Promise<void> {
  await readExactly(server, 12, signal);
  server.write(VERSION);
  const [count = 0] = await readExactly(server, 1, signal);
  const types = await readExactly(server, count, signal);
  if (!types.includes(NONE)) throw new RfbProtocolError('the VNC server wants a password');
  server.write(Buffer.of(NONE));
  const result = await readExactly(server, 4, signal);
  if (result.readUInt32BE() !== 0) throw new RfbProtocolError('the VNC server refused');
}

/** In 3.3 the server alone decides on the security type. */
async function offerPassword(client: Duplex, isOldest: boolean, signal: AbortSignal): Promise<void> {
  if (isOldest) {
    client.write(uint32(VNC_AUTHENTICATION));
    return;
  }
  client.write(Buffer.of(1, VNC_AUTHENTICATION));
  const [chosen] = await readExactly(client, 1, signal);
  if (chosen !== VNC_AUTHENTICATION)
    throw new RfbProtocolError(`security type ${chosen ?? ''} was not offered`);
}

/** The next `size` bytes; what comes after them stays in the stream. */
async function readExactly(stream: Duplex, size: number, signal: AbortSignal): Promise<Buffer> {
  if (size === 0) return Buffer.alloc(0);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const look = () => {
      const bytes = stream.read(size) as Buffer | null;
      // At the stream's end it gives the rest, however little that is.
      const isOver = bytes !== null || stream.readableEnded || stream.destroyed;
      if (bytes?.length === size) settle(() => resolve(bytes));
      else if (isOver) settle(() => reject(new RfbProtocolError('it hung up in the handshake')));
    };
    const abort = () => settle(() => reject(signal.reason));
    const settle = (tell: () => void) => {
      // At once: another look would take what comes after.
      for (const event of ['readable', 'end', 'close']) stream.off(event, look);
      signal.removeEventListener('abort', abort);
      tell();
    };
    // The same listeners to the end: a new one is told of what is there already, and with too little there that goes on for ever.
    for (const event of ['readable', 'end', 'close']) stream.on(event, look);
    signal.addEventListener('abort', abort);
    look();
  });
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function reason(text: string): Buffer {
  return Buffer.concat([uint32(text.length), Buffer.from(text, 'latin1')]);
}
