import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocket } from 'ws';
import { vncResponse } from '../../fixtures/vnc-response.ts';

/** One full picture from a VNC server. */
export interface RfbPicture {
  readonly width: number;
  readonly height: number;
  /** BGRX, 4 bytes a pixel. */
  readonly pixels: Buffer;
}

type Headers = Readonly<Record<string, string>>;

/** One full picture by a VNC client over a WebSocket. It shares no code with the viewer, so it is a second opinion. */
export function rfbPicture(url: string, headers: Headers): Promise<RfbPicture> {
  return withRfb(url, headers, fullUpdate);
}

/** Moves the pointer as a VNC client does, and takes a picture, so that the server has handled the move. */
export async function rfbMove(url: string, headers: Headers, x: number, y: number): Promise<void> {
  await withRfb(url, headers, async (session) => {
    session.stream.write(pointerEvent(x, y, 0));
    return fullUpdate(session);
  });
}

interface RfbSession {
  readonly stream: Duplex;
  readonly reader: StreamReader;
  readonly width: number;
  readonly height: number;
}

/** The handshake of RFC 6143 with security type None, as small as can be. */
async function withRfb<T>(
  url: string,
  headers: Headers,
  work: (session: RfbSession) => Promise<T>,
): Promise<T> {
  const stream = createWebSocketStream(new WebSocket(url, ['binary'], { headers }));
  try {
    return await work(await handShake(stream));
  } finally {
    stream.destroy();
  }
}

/** A client over TCP that stays connected. */
export interface RawRfbClient extends Disposable {
  /** Moves the pointer with these buttons down, and takes a picture, so that the server has handled it. */
  pointer(x: number, y: number, buttons?: number): Promise<RfbPicture>;
  /** Presses and releases a key by its keysym, likewise, while these others are held. */
  key(keysym: number, held?: readonly number[]): Promise<RfbPicture>;
}

/** Connects to raw VNC with a password; throws what the server says when it refuses. */
export async function connectRaw(host: string, port: number, password: string): Promise<RawRfbClient> {
  const stream = connect(port, host);
  const session = await handShake(stream, password);
  return {
    pointer(x, y, buttons = 0) {
      stream.write(pointerEvent(x, y, buttons));
      return fullUpdate(session);
    },
    key(keysym, held = []) {
      for (const each of held) stream.write(keyEvent(each, 1));
      for (const down of [1, 0]) stream.write(keyEvent(keysym, down));
      for (const each of held.toReversed()) stream.write(keyEvent(each, 0));
      return fullUpdate(session);
    },
    [Symbol.dispose]: () => void stream.destroy(),
  };
}

async function handShake(stream: Duplex, password?: string): Promise<RfbSession> {
  const reader = new StreamReader(stream);
  await reader.read(12);
  stream.write('RFB 003.008\n');
  const [types = 0] = await reader.read(1);
  const offered = await reader.read(types);
  const wanted = password === undefined ? 1 : 2;
  if (!offered.includes(wanted)) throw new Error(`The VNC server offers ${offered.join()}.`);
  stream.write(Buffer.from([wanted]));
  if (password !== undefined) stream.write(vncResponse(password, await reader.read(16)));
  const result = await reader.read(4);
  if (result.readUInt32BE() !== 0) {
    const reason = await reader.read((await reader.read(4)).readUInt32BE());
    throw new Error(`The VNC server refused the client: ${reason.toString()}`);
  }
  stream.write(Buffer.from([1]));
  const init = await reader.read(24);
  await reader.read(init.readUInt32BE(20));
  return { stream, reader, width: init.readUInt16BE(0), height: init.readUInt16BE(2) };
}

function pointerEvent(x: number, y: number, buttons: number): Buffer {
  const event = Buffer.from([5, buttons, 0, 0, 0, 0]);
  event.writeUInt16BE(x, 2);
  event.writeUInt16BE(y, 4);
  return event;
}

function keyEvent(keysym: number, down: number): Buffer {
  const event = Buffer.from([4, down, 0, 0, 0, 0, 0, 0]);
  event.writeUInt32BE(keysym, 4);
  return event;
}

/** Asks for the whole screen in raw encoding. */
async function fullUpdate({ stream, reader, width, height }: RfbSession): Promise<RfbPicture> {
  stream.write(setPixelFormat());
  stream.write(Buffer.from([2, 0, 0, 1, 0, 0, 0, 0]));
  stream.write(updateRequest(width, height));
  return readUpdate(reader, width, height);
}

async function readUpdate(reader: StreamReader, width: number, height: number): Promise<RfbPicture> {
  const pixels = Buffer.alloc(width * height * 4);
  const head = await reader.read(4);
  if (head[0] !== 0) throw new Error(`Expected a FramebufferUpdate, got message ${head[0]}.`);
  for (let left = head.readUInt16BE(2); left > 0; left--) {
    const rect = await reader.read(12);
    const [x, y, w, h] = [0, 2, 4, 6].map((offset) => rect.readUInt16BE(offset)) as [
      number,
      number,
      number,
      number,
    ];
    const data = await reader.read(w * h * 4);
    for (let row = 0; row < h; row++)
      data.copy(pixels, ((y + row) * width + x) * 4, row * w * 4, (row + 1) * w * 4);
  }
  return { width, height, pixels };
}

/** 32 bits a pixel, depth 24, little-endian, red in bits 16–23: BGRX in memory. */
function setPixelFormat(): Buffer {
  return Buffer.from([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
}

function updateRequest(width: number, height: number): Buffer {
  const message = Buffer.alloc(10);
  message.writeUInt8(3, 0);
  message.writeUInt16BE(width, 6);
  message.writeUInt16BE(height, 8);
  return message;
}

/** Bytes of a stream, to be read in any portions. */
class StreamReader {
  #buffered = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #failure: Error | undefined;

  constructor(stream: Duplex) {
    stream.on('data', (data: Buffer) => {
      this.#buffered = Buffer.concat([this.#buffered, data]);
      this.#wake?.();
    });
    stream.on('error', (error) => this.#fail(error));
    stream.on('close', () => this.#fail(new Error('The connection was closed.')));
  }

  async read(length: number): Promise<Buffer> {
    while (this.#buffered.length < length) {
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const bytes = this.#buffered.subarray(0, length);
    this.#buffered = this.#buffered.subarray(length);
    return bytes;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }
}
