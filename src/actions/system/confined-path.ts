import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';
import { quoted } from '../../base/shorten.ts';

/**
 * The real path of what `path` names, which need not exist yet; relative paths start at the first folder. Throws
 * `bad_input` for anything outside the folders, also by way of a symbolic link.
 */
export async function confinedPath(folders: readonly string[], path: string): Promise<string> {
  const asked = resolve(folders[0] ?? '/', path);
  const real = await realpath(asked).catch(() => withRealParent(asked));
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => resolve(folder))));
  if (roots.some((root) => real === root || real.startsWith(root + sep))) return real;
  throw new DeskhandError(
    'bad_input',
    `path: ${quoted(path, 200)} is outside the folders that may be used.`,
    {
      hint: `Use a path under ${folders.join(' or ')}.`,
    },
  );
}

async function withRealParent(path: string): Promise<string> {
  const parent = dirname(path);
  const real = await realpath(parent).catch(() => (parent === path ? path : withRealParent(parent)));
  return join(real, basename(path));
}
