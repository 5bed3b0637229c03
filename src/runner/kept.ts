import { readFile } from 'node:fs/promises';

/** One mount, as a line of `/proc/self/mountinfo` tells it (proc_pid_mountinfo(5)). */
interface Mount {
  /** What of its file system is mounted: the folder of a volume or a bind mount on the engine's machine. */
  readonly root: string;
  readonly point: string;
  readonly type: string;
}

/** Where engines keep volumes that nobody has named: under 64 hex digits, wherever their root is. */
const ANONYMOUS = /\/volumes\/[0-9a-f]{64}\/_data(?:\/|$)/;

/** What goes with the container, or sooner: its own layers, and memory. */
const PASSING = new Set(['overlay', 'aufs', 'fuse-overlayfs', 'fuse.fuse-overlayfs', 'tmpfs', 'ramfs']);

/**
 * Whether a folder outlives the container: it lies in a named volume or on a folder of the machine. `mounts`: the text of
 * `/proc/self/mountinfo`. What is mounted in another way than is known here counts as kept, for that costs only time at the stop. Pure.
 */
export function isKept(folder: string, mounts: string): boolean {
  const under = parse(mounts).filter(({ point }) => folder === point || folder.startsWith(`${point}/`));
  // The innermost holds the folder; of two at one place the later lies above.
  const holder = under.toSorted((a, b) => a.point.length - b.point.length).at(-1);
  // Without one it lies on the container's own root, which goes with the container.
  return holder !== undefined && !PASSING.has(holder.type) && !ANONYMOUS.test(holder.root);
}

/** {@link isKept} for this process; false where that cannot be known. */
export async function keeps(folder: string): Promise<boolean> {
  return isKept(folder, await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
}

function parse(mounts: string): readonly Mount[] {
  return mounts.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root = '', point = '/'] = before.split(' ');
    const [type = ''] = after.split(' ');
    return point === '/' ? [] : [{ root: unescape(root), point: unescape(point), type }];
  });
}

/** Blanks, tabs, newlines and backslashes stand there in octal. */
function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
