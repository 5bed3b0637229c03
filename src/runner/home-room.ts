import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DeskhandError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { removeCaches } from './browser-cache.ts';
import { errorCode, isFull, notWritable, whyNotWritable } from './writable.ts';

/** Makes a folder that is this user's alone. Resolves with the system's code where that cannot be; undefined where it is there. */
export async function tryFolder(path: string): Promise<string | undefined> {
  return mkdir(path, { recursive: true, mode: 0o700 }).then(() => undefined, errorCode);
}

/** What to tell of a folder that cannot be made for that reason: where there is no room, it is missing in one that is full. */
export async function notMade(path: string, code: string): Promise<DeskhandError> {
  return notWritable(isFull(code) ? dirname(path) : path, code);
}

/**
 * Makes a home's folders. Some file systems, such as ext4, have no room for one when they are full: then the browser's caches go,
 * which nobody has open, for `profile` is ours by now. Throws `not_ready` where that is not enough.
 */
export async function makeFolders(paths: readonly string[], profile: string, log: Log): Promise<void> {
  for (const path of paths) {
    const code = await tryFolder(path);
    if (code === undefined) continue;
    if (!isFull(code)) throw await notMade(path, code);
    await removeCaches(profile);
    const still = await tryFolder(path);
    if (still !== undefined) throw await notMade(path, still);
    log.warn(removedFrom(dirname(path)));
  }
}

/**
 * Makes room in full folders by removing the browser's caches, which nobody has open, for `profile` is ours by now. Where that is not enough,
 * the log says so. Throws `not_ready` for a folder that cannot be written for another reason.
 */
export async function makeRoom(folders: readonly string[], profile: string, log: Log): Promise<void> {
  const told = new Set<number>();
  for (const folder of folders) {
    const code = await whyNotWritable(folder);
    if (code === undefined) continue;
    const error = await notWritable(folder, code);
    if (!isFull(code)) throw error;
    await removeCaches(profile);
    const { dev } = await stat(folder);
    if ((await whyNotWritable(folder)) === undefined) log.warn(removedFrom(folder));
    else if (!told.has(dev))
      log.warn(`${error.message} The desktop works, but what it would keep there is lost`, {
        hint: error.hint,
      });
    told.add(dev);
  }
}

function removedFrom(folder: string): string {
  return `${folder} was full: the browser's caches were removed from it`;
}
