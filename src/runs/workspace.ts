import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';

/** A folder that outlives runs: the model's notes in memory.md. */
export interface WorkspaceFolder {
  /** The notes; empty when there are none yet. */
  readMemory(): Promise<string>;
  /** Replaces them, whole or not at all; makes the folder when it is not there. */
  writeMemory(text: string): Promise<void>;
}

/** The workspace at `folder`, which need not exist yet. */
export function openWorkspace(folder: string): WorkspaceFolder {
  const path = join(folder, 'memory.md');
  return {
    async readMemory() {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
        throw error;
      }
    },
    async writeMemory(text) {
      await mkdir(folder, { recursive: true });
      await writeFileAtomically(path, text);
    },
  };
}
