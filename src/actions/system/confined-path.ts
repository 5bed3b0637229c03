import { DeskhandError } from '../../base/errors.ts';
import { realInside } from '../../base/real-inside.ts';
import { quoted } from '../../base/shorten.ts';

/**
 * The real path of what `path` names, which need not exist yet; relative paths start at the first folder. Throws
 * `bad_input` for anything outside the folders, also by way of a symbolic link.
 */
export async function confinedPath(folders: readonly string[], path: string): Promise<string> {
  const real = await realInside(folders, path);
  if (real !== undefined) return real;
  throw new DeskhandError(
    'bad_input',
    `path: ${quoted(path, 200)} is outside the folders that may be used.`,
    {
      hint: `Use a path under ${folders.join(' or ')}.`,
    },
  );
}
