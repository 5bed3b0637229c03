import { randomBytes } from 'node:crypto';
import { open, rm, statfs } from 'node:fs/promises';

/**
 * What an X server, the browser's policy and its folder need in `/tmp` at a start, in bytes, with room to spare: with a keymap that it
 * compiles there and its lock, Xvfb alone was measured to start with 12 KiB and not with 8.
 */
export const ROOM_BYTES = 64 * 1024;

/** A desktop in a `/tmp` that others fill goes on, but its X server could not be started again: this much is kept for it. */
const RESERVE_BYTES = 4 * ROOM_BYTES;

/** So little at a time that also a part of the reserve can be kept, in bytes. */
const CHUNK_BYTES = ROOM_BYTES / 4;

/**
 * Keeps room in the file system of a runner's own folder, as much as there is beyond what others may need meanwhile
 * ({@link ROOM_BYTES}): the sweep after the runner's death frees it too. What is kept already stays.
 */
export async function keepReserve(folder: string): Promise<void> {
  await fillReserve(folder).catch(() => {});
}

async function fillReserve(folder: string): Promise<void> {
  await using file = await open(reserveOf(folder), 'a');
  for (let { size } = await file.stat(); size < RESERVE_BYTES; size += CHUNK_BYTES) {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < ROOM_BYTES + CHUNK_BYTES) return;
    // Random: some file systems give text and zeros no room of their own. `appendFile` goes on until all is written.
    await file.appendFile(randomBytes(CHUNK_BYTES));
  }
}

/** Gives that room to whoever needs it now. */
export async function freeReserve(folder: string): Promise<void> {
  await rm(reserveOf(folder), { force: true }).catch(() => {});
}

function reserveOf(folder: string): string {
  return `${folder}/reserve`;
}
