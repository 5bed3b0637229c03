import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';

/**
 * What an X server, the browser's policy and its folder need in `/tmp` at a start, in bytes, with room to spare: with a keymap that it
 * compiles there and its lock, Xvfb alone was measured to start with 12 KiB and not with 8.
 */
export const ROOM_BYTES = 64 * 1024;

/** A desktop in a `/tmp` that others fill goes on, but its X server could not be started again: this much is kept for it. */
const RESERVE_BYTES = 4 * ROOM_BYTES;

/** Keeps room in the file system of a runner's own folder, as much as there is; the sweep after the runner's death frees it too. */
export async function keepReserve(folder: string): Promise<void> {
  // Random: some file systems give text and zeros no room of their own. What was written before it was full is kept.
  await writeFile(reserveOf(folder), randomBytes(RESERVE_BYTES)).catch(() => {});
}

/** Gives that room to whoever needs it now. */
export async function freeReserve(folder: string): Promise<void> {
  await rm(reserveOf(folder), { force: true }).catch(() => {});
}

function reserveOf(folder: string): string {
  return `${folder}/reserve`;
}
