import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { DeskhandError } from './errors.ts';

/** Gives back what was held. */
export type Release = () => Promise<void>;

/**
 * Holds something by a unix socket at `path` for as long as this process lives: a live holder answers also where the folder is a
 * volume that another container has, and a dead one does not, whatever it left behind. Throws `busy` while another one holds
 * it, or while it cannot be known whether one does: only what is surely dead is taken over. Where the folder's file system knows no sockets, or the path is too long for one, nothing is held.
 */
export async function holdSocket(path: string): Promise<Release> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await listen(path);
    } catch (error) {
      if (!isInUse(error)) return async () => {};
      if (attempt > 0 || (await isHeld(path)) !== false)
        throw new DeskhandError('busy', `${path} is held by another process.`, { cause: error });
      await rm(path, { force: true });
    }
  }
}

/**
 * Whether a living process holds the socket at `path`. False only where there is none (ENOENT) or nobody listens at it
 * (ECONNREFUSED); every other error, such as EACCES or ENOTSUP, tells nothing of the holder: undefined.
 */
export async function isHeld(path: string): Promise<boolean | undefined> {
  const client = connect(path);
  try {
    await once(client, 'connect');
    return true;
  } catch (error) {
    return isDead(error) ? false : undefined;
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
  return codeOf(error) === 'EADDRINUSE';
}

function isDead(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ECONNREFUSED' || code === 'ENOENT';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
