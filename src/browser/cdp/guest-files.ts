import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';

/** The folders that guests may give files of, and have downloads written to; a relative path starts at the first. */
export type GuestFolders = readonly [downloads: string, ...others: string[]];

/** The real paths of files that a guest wants to give to a page. Throws `forbidden` for one outside the folders, also by way of a symbolic link. */
export async function confineFiles(
  folders: GuestFolders,
  files: readonly unknown[],
): Promise<readonly string[]> {
  return Promise.all(
    files.map(async (file) => {
      const real = typeof file === 'string' ? await inside(folders, file) : undefined;
      if (real !== undefined) return real;
      throw new DeskhandError(
        'forbidden',
        `The file ${JSON.stringify(file)} is not under ${folders.join(', ')}: no other file is given to pages.`,
      );
    }),
  );
}

/**
 * Where downloads of a guest's own context go: the folder that it names, if it may; else the desktop's downloads, since
 * clients name a folder of their own machine without being asked.
 */
export async function downloadFolder(folders: GuestFolders, wanted: unknown): Promise<string> {
  const real = typeof wanted === 'string' && wanted !== '' ? await inside(folders, wanted) : undefined;
  return real ?? folders[0];
}

/** The real path, which need not exist yet, if it is one of the folders or in one. */
async function inside(folders: GuestFolders, path: string): Promise<string | undefined> {
  const real = await realOf(resolve(folders[0], path));
  const roots = await Promise.all(folders.map((folder) => realOf(folder)));
  return roots.some((root) => real === root || real.startsWith(root + sep)) ? real : undefined;
}

async function realOf(path: string): Promise<string> {
  const parent = dirname(path);
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined || parent === path) return real ?? path;
  return join(await realOf(parent), basename(path));
}
