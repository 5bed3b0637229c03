import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';

/**
 * The real path of what `path` names, which need not exist yet, if it is one of the folders or in one; relative paths start at the
 * first. Undefined for anything outside them, also by way of a symbolic link, and for links that lead nowhere.
 */
export async function realInside(folders: readonly string[], path: string): Promise<string | undefined> {
  const real = await realOf(resolve(folders[0] ?? '/', path));
  const roots = await Promise.all(folders.map((folder) => realOf(resolve(folder))));
  const isIn = (root: string | undefined): boolean =>
    root !== undefined && (real === root || real?.startsWith(root + sep) === true);
  return roots.some(isIn) ? real : undefined;
}

async function realOf(path: string): Promise<string | undefined> {
  const real = await realpath(path).catch(() => undefined);
  const parent = dirname(path);
  if (real !== undefined || parent === path) return real ?? path;
  // What is written to such a link is made where it leads, wherever that is.
  if (await isLink(path)) return undefined;
  const realParent = await realOf(parent);
  return realParent === undefined ? undefined : join(realParent, basename(path));
}

function isLink(path: string): Promise<boolean> {
  return readlink(path).then(
    () => true,
    () => false,
  );
}
