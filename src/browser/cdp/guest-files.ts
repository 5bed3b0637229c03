import { DeskhandError } from '../../base/errors.ts';
import { realInside } from '../../base/real-inside.ts';

/** The folders that guests may give files of, and have downloads written to; a relative path starts at the first. */
export type GuestFolders = readonly [downloads: string, ...others: string[]];

/** The real paths of files that a guest wants to give to a page. Throws `forbidden` for one outside the folders, also by way of a symbolic link. */
export async function confineFiles(
  folders: GuestFolders,
  files: readonly unknown[],
): Promise<readonly string[]> {
  return Promise.all(
    files.map(async (file) => {
      const real = typeof file === 'string' ? await realInside(folders, file) : undefined;
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
  const real = typeof wanted === 'string' && wanted !== '' ? await realInside(folders, wanted) : undefined;
  return real ?? folders[0];
}
