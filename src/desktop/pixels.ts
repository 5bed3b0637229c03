import { closeSync, writeSync, openSync, readSync, unlinkSync } from 'node:fs';
import type { Shm } from 'x11';
import { DeskhandError } from '../base/errors.ts';
import type { Box } from '../base/geometry.ts';
import type { Log } from '../base/log.ts';
import type { Connection } from './x11/connection.ts';

const Z_PIXMAP = 2;
const ALL_PLANES = 0xffff_ffff;
const BYTES_PER_PIXEL = 4;
// A fresh 4 MB has to be mapped page by page, which takes longer than filling it.
const SPARE_FRAMES = 2;

/** Where the root window's pixels come from. */
export interface PixelSource {
  /** The box's pixels as BGRX in a buffer of their own, without the pointer. Not to be called while a call is under way. */
  read(box: Box): Promise<Buffer>;
  /** Takes back a buffer that nobody looks at any more. */
  reuse(pixels: Buffer): void;
  close(): void;
}

/** Shared memory where the server takes a file descriptor (MIT-SHM 1.2), else the socket, at about five times the cost. */
export async function openPixels(connection: Connection, log: Log): Promise<PixelSource> {
  if (connection.depth !== 24 && connection.depth !== 32) {
    throw new DeskhandError(
      'not_ready',
      `The display has a depth of ${connection.depth}, but 24 is needed.`,
      {
        hint: 'Start the X server with -screen 0 WIDTHxHEIGHTx24.',
      },
    );
  }
  try {
    return await sharedMemory(connection, await connection.extension('shm'));
  } catch (error) {
    log.warn('No shared memory with the X server: frames come through the socket.', { error: String(error) });
    return socket(connection);
  }
}

/**
 * A segment is an unlinked file on tmpfs that both sides have open, so nothing is left behind however either ends; we
 * read it with `read`, which unlike a mapping cannot crash the process.
 */
async function sharedMemory(connection: Connection, shm: Shm): Promise<PixelSource> {
  if (!shm.fdCapable) throw new Error('the connection cannot pass file descriptors');
  const size = connection.width * connection.height * BYTES_PER_PIXEL;
  const fd = anonymousFile(size);
  const segment = connection.X.AllocID();
  try {
    await connection.call<undefined>((done) => shm.AttachFd(segment, fd, false, done));
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  let isOpen = true;
  const spare: Buffer[] = [];
  return {
    async read({ x, y, width, height }) {
      const bytes = width * height * BYTES_PER_PIXEL;
      await connection.call<unknown>((done) =>
        shm.GetImage(connection.root, x, y, width, height, ALL_PLANES, Z_PIXMAP, segment, 0, done),
      );
      const pixels = (bytes === size ? spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(bytes);
      readSync(fd, pixels, 0, bytes, 0);
      return pixels;
    },
    reuse(pixels) {
      if (pixels.length === size && spare.length < SPARE_FRAMES) spare.push(pixels);
    },
    close() {
      if (isOpen) closeSync(fd);
      isOpen = false;
    },
  };
}

function anonymousFile(size: number): number {
  const path = `/dev/shm/deskhand-${process.pid}-${Date.now()}`;
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  // Zeros, not a hole: in a /dev/shm that is full, a hole would only fail later, and then inside the X server.
  try {
    writeSync(fd, Buffer.alloc(size));
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

function socket(connection: Connection): PixelSource {
  return {
    async read({ x, y, width, height }) {
      const image = await connection.call<{ readonly data: Buffer }>((done) =>
        connection.X.GetImage(Z_PIXMAP, connection.root, x, y, width, height, ALL_PLANES, done),
      );
      return image.data.subarray(0, width * height * BYTES_PER_PIXEL);
    },
    reuse() {},
    close() {},
  };
}
