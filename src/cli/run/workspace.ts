import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';

/** The notes of earlier runs in a workspace folder; empty when there are none yet. */
export async function readMemory(folder: string): Promise<string> {
  const path = join(folder, 'memory.md');
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new DeskhandError('bad_input', `The notes ${path} cannot be read.`, { cause });
  }
}

/** Takes a run's notes over into its workspace; false when the run has made none. */
export async function keepMemory(runFolder: string, workspace: string): Promise<boolean> {
  return keepFile(join(runFolder, 'memory.md'), join(workspace, 'memory.md'), workspace);
}

/** Copies a file of a run's record to a place of the user's, whole or not at all; false when the record has none. */
export async function keepFile(from: string, to: string, folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  try {
    await copyFile(from, `${to}.part`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  await rename(`${to}.part`, to);
  return true;
}
