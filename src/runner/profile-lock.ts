import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { DeskhandError } from '../base/errors.ts';

/**
 * Takes a browser profile for this desktop, by a unix socket in its folder: a live one answers also where the folder is a
 * volume that another container has, and a dead one does not. Resolves with what gives it back. Throws `not_ready` while
 * another desktop has it. Where the folder's file system knows no sockets, nothing is held.
 */
export async function lockProfile(profile: string): Promise<() => Promise<void>> {
  const path = `${profile}/.deskhand-lock`;
  for (let attempt = 0; ; attempt++) {
    try {
      return await listen(path);
    } catch (error) {
      if (!isInUse(error)) return async () => {};
      if (attempt > 0 || (await answers(path))) throw taken(profile);
      await rm(path, { force: true });
    }
  }
}

async function listen(path: string): Promise<() => Promise<void>> {
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

async function answers(path: string): Promise<boolean> {
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

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function taken(profile: string): DeskhandError {
  return new DeskhandError('not_ready', `The browser profile ${profile} is in use by another desktop.`, {
    hint: 'A profile has one browser at a time: end the other desktop, or mount another volume here.',
  });
}
