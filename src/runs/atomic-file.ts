import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file so that a reader, and a crash at any moment, finds the old content or the new one and nothing between:
 * a neighbour is written, flushed to disk and renamed over it.
 */
export async function writeFileAtomically(path: string, content: string | Buffer): Promise<void> {
  const neighbour = `${path}.${process.pid}.tmp`;
  const file = await open(neighbour, 'w', 0o644);
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(neighbour, path);
  await flushFolder(dirname(path));
}

/** The rename itself is only on disk once its folder is; not every file system allows that. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync().catch(() => undefined);
  } finally {
    await folder.close();
  }
}
