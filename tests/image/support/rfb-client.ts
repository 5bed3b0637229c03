import { WebSocket } from 'ws';

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
    const event = Buffer.from([5, 0, 0, 0, 0, 0]);
    event.writeUInt16BE(x, 2);
    event.writeUInt16BE(y, 4);
    session.socket.send(event);
    return fullUpdate(session);
  });
}

interface RfbSession {
  readonly socket: WebSocket;
  readonly reader: SocketReader;
  readonly width: number;
  readonly height: number;
}

/** The handshake of RFC 6143 with security type None, as small as can be. */
async function withRfb<T>(
  url: string,
  headers: Headers,
  work: (session: RfbSession) => Promise<T>,
): Promise<T> {
  const socket = new WebSocket(url, ['binary'], { headers });
  const reader = new SocketReader(socket);
  try {
    await reader.read(12);
    socket.send('RFB 003.008\n');
    const [types = 0] = await reader.read(1);
    await reader.read(types);
    socket.send(Buffer.from([1]));
    const result = await reader.read(4);
    if (result.readUInt32BE() !== 0) throw new Error('The VNC server refused the client.');
    socket.send(Buffer.from([1]));
    const init = await reader.read(24);
    await reader.read(init.readUInt32BE(20));
    return await work({ socket, reader, width: init.readUInt16BE(0), height: init.readUInt16BE(2) });
  } finally {
    socket.terminate();
  }
}

/** Asks for the whole screen in raw encoding. */
async function fullUpdate({ socket, reader, width, height }: RfbSession): Promise<RfbPicture> {
  socket.send(setPixelFormat());
  socket.send(Buffer.from([2, 0, 0, 1, 0, 0, 0, 0]));
  socket.send(updateRequest(width, height));
  return readUpdate(reader, width, height);
}

async function readUpdate(reader: SocketReader, width: number, height: number): Promise<RfbPicture> {
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

/** Bytes of a WebSocket, to be read in any portions. */
class SocketReader {
  #buffered = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #failure: Error | undefined;

  constructor(socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.#buffered = Buffer.concat([this.#buffered, data]);
      this.#wake?.();
    });
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', (code, reason) =>
      this.#fail(new Error(`The socket closed: ${code} ${reason.toString()}`)),
    );
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
