import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { DeskhandError } from './errors.ts';

/** Gives back what was held. */
export type Release = () => Promise<void>;

/**
 * Holds something by a unix socket at `path` for as long as this process lives: a live holder answers also where the folder is a
 * volume that another container has, and a dead one does not, whatever it left behind. Throws `busy` while another one holds
 * it. Where the folder's file system knows no sockets, or the path is too long for one, nothing is held.
 */
export async function holdSocket(path: string): Promise<Release> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await listen(path);
    } catch (error) {
      if (!isInUse(error)) return async () => {};
      if (attempt > 0 || (await isHeld(path)))
        throw new DeskhandError('busy', `${path} is held by another process.`, { cause: error });
      await rm(path, { force: true });
    }
  }
}

/** Whether a living process holds the socket at `path`. */
export async function isHeld(path: string): Promise<boolean> {
  const client = connect(path);
  try {
    await once(client, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}

async function listen(path: string): Promise<Release> {
  const server = createServer((client) => client.destroy());
  server.listen(path);
  await once(server, 'listening');
  server.unref();
  return async () => {
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
