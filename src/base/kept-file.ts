import { access } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

/** Folder of a run's record that keeps the files which the run could upload. */
export const KEPT_FILES = 'files';

/**
 * Where a file lies that a playbook in `folder` names: at its own path, or, when there is none and the playbook is that of a
 * record, among the kept files. Resolves with the own path where both are missing, for the error that names it.
 */
export async function locateFile(folder: string, name: string): Promise<string> {
  const own = resolve(folder, name);
  const kept = join(resolve(folder), KEPT_FILES, basename(name));
  const isThere = (path: string): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );
  return !(await isThere(own)) && (await isThere(kept)) ? kept : own;
}
