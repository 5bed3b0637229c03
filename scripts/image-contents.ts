/** A named share of an image, in bytes. */
export interface Size {
  readonly name: string;
  readonly bytes: number;
}

/** The files of an image, and which Debian package each came with. */
export interface ImageContents {
  readonly files: ReadonlyMap<string, number>;
  readonly owners: ReadonlyMap<string, string>;
}

/** What no package brought is named by its place. */
const OURS: ReadonlyArray<readonly [prefix: string, name: string]> = [
  ['/usr/local/bin/node', '(node)'],
  ['/opt/deskhand/', '(runner)'],
  ['/usr/share/deskhand/', '(demo pages)'],
  ['/usr/local/', '(commands)'],
  ['/var/lib/dpkg/', '(dpkg database)'],
  ['/var/cache/fontconfig/', '(font cache)'],
];

/**
 * Reads lines of two forms: `file<TAB>bytes<TAB>path`, and `…/info/PACKAGE.list:path` as dpkg's lists say through grep.
 * Paths below /bin, /sbin and /lib are taken as below /usr, where they are since the folders were merged.
 */
export function parseListing(text: string): ImageContents {
  const files = new Map<string, number>();
  const owners = new Map<string, string>();
  for (const line of text.split('\n')) {
    const file = /^file\t(\d+)\t(.+)$/.exec(line);
    const owner = /\/([^/:]+)(?::[^/.:]+)?\.list:(\/.+)$/.exec(line);
    if (file?.[2] !== undefined) files.set(file[2], Number(file[1]));
    else if (owner?.[1] !== undefined && owner[2] !== undefined) owners.set(merged(owner[2]), owner[1]);
  }
  return { files, owners };
}

/** Bytes by Debian package, biggest first; what belongs to none is in brackets. */
export function sizesByPackage({ files, owners }: ImageContents): Size[] {
  return sum(
    files,
    (path) => owners.get(path) ?? OURS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? '(other)',
  );
}

/** Bytes by folder, at most three levels deep, biggest first. */
export function sizesByFolder({ files }: ImageContents): Size[] {
  return sum(files, (path) => path.split('/').slice(0, -1).slice(0, 4).join('/') || '/');
}

function merged(path: string): string {
  return path.replace(/^\/(bin|sbin|lib|lib64)\//, '/usr/$1/');
}

function sum(files: ReadonlyMap<string, number>, nameOf: (path: string) => string): Size[] {
  const totals = new Map<string, number>();
  for (const [path, bytes] of files) totals.set(nameOf(path), (totals.get(nameOf(path)) ?? 0) + bytes);
  return [...totals].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
}
