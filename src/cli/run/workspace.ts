import { copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { KEPT_FILES } from '../../base/kept-file.ts';
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

/**
 * Copies the files that a recorded playbook uploads into `NAME.files` beside it, and lets it name them there. Does nothing
 * where the record keeps none, or the playbook was not written.
 */
export async function keepPlaybookFiles(runFolder: string, playbook: string): Promise<void> {
  const text = await readFile(playbook, 'utf8').catch(() => undefined);
  const names = await readdir(join(runFolder, KEPT_FILES)).catch((): string[] => []);
  if (text === undefined || names.length === 0) return;
  const beside = `${basename(playbook, extname(playbook))}.files`;
  const { parseDocument, isSeq, isScalar } = await import('yaml');
  const document = parseDocument(text);
  const list = document.get('files');
  if (!isSeq(list)) return;
  const wanted = new Map(names.map((name) => [name, join(runFolder, KEPT_FILES, name)]));
  for (const item of list.items) {
    const from =
      isScalar(item) && typeof item.value === 'string' ? wanted.get(basename(item.value)) : undefined;
    if (from === undefined || !isScalar(item)) continue;
    const folder = join(dirname(playbook), beside);
    await keepFile(from, join(folder, basename(from)), folder);
    item.value = `${beside}/${basename(from)}`;
  }
  await writeFile(`${playbook}.part`, document.toString({ lineWidth: 110 }));
  await rename(`${playbook}.part`, playbook);
}
