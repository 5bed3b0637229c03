import { mkdir, mkdtemp, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { DeskhandError } from '../base/errors.ts';

/** Folders that the runner uses. */
export interface Paths {
  /** Chromium's profile. */
  readonly profile: string;
  readonly downloads: string;
  readonly uploads: string;
  readonly runs: string;
  /** What calls have cost, and the limits that they keep. */
  readonly ledger: string;
  /** What outlives runs: the model's notes. */
  readonly workspace: string;
  /** Chromium's policy for this desktop; a link in the image leads here, so it has one place. */
  readonly policy: string;
  /** Private (0700): the VNC socket. Removed at the end. */
  readonly sockets: string;
}

/**
 * Makes the folders. Where HOME is not writable (another uid, or a read-only root without a mount) they lie under
 * `tmp`. Throws `not_ready` that names the mount to add when neither is writable.
 */
export async function preparePaths(home: string | undefined, tmp = '/tmp'): Promise<Paths> {
  await requireWritable(tmp);
  const homeUsable = home !== undefined && home !== '/' && (await isWritable(home));
  const base = homeUsable ? home : fallbackHome(tmp);
  const paths = {
    profile: `${base}/profile`,
    downloads: `${base}/downloads`,
    uploads: `${base}/uploads`,
    runs: `${base}/runs`,
    ledger: `${base}/ledger.db`,
    workspace: `${base}/workspace`,
    policy: `${tmp}/.deskhand-policy.json`,
    sockets: await mkdtemp(`${tmp}/.deskhand-`),
  };
  for (const path of [paths.profile, paths.downloads, paths.uploads, paths.runs, paths.workspace])
    await mkdir(path, { recursive: true, mode: 0o700 });
  // A volume of its own may be mounted there.
  await requireWritable(paths.profile);
  // Xvfb makes this folder as root only; for every other user it must be there.
  await mkdir(`${tmp}/.X11-unix`, { mode: 0o1777 }).catch(() => {});
  return paths;
}

/** Where the browser's profile may lie, the likelier place first. */
export function profileFolders(home: string | undefined, tmp = '/tmp'): readonly string[] {
  return [...(home === undefined ? [] : [home]), fallbackHome(tmp)].map((base) => `${base}/profile`);
}

/** Whether the profile lies in a volume of its own, and so outlives the container. `mounts`: the text of `/proc/self/mountinfo`. Pure. */
export function isKept(profile: string, mounts: string): boolean {
  // The fifth field is the mount point (proc_pid_mountinfo(5)).
  return mounts.split('\n').some((line) => line.split(' ')[4] === profile);
}

/** {@link isKept} for this process; false where that cannot be known. */
export async function keepsProfile(profile: string): Promise<boolean> {
  return isKept(profile, await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
}

/** Whether /dev/shm is too small for Chromium's shared memory: under 512 MiB pages with many images crash there. */
export async function isSharedMemorySmall(path = '/dev/shm'): Promise<boolean> {
  try {
    const { bsize, blocks } = await statfs(path);
    return bsize * blocks < 512 * 1024 * 1024;
  } catch {
    return true;
  }
}

function fallbackHome(tmp: string): string {
  return `${tmp}/deskhand-${process.getuid?.() ?? 0}`;
}

async function requireWritable(path: string): Promise<void> {
  if (await isWritable(path)) return;
  const full = await stat(path).then(
    () => 'cannot be written',
    () => 'does not exist',
  );
  throw new DeskhandError('not_ready', `${path} ${full}.`, {
    hint: `With a read-only root add a volume there: docker run -v ${path} …`,
  });
}

/** Tries it: permission bits say nothing about read-only mounts and full disks. */
async function isWritable(folder: string): Promise<boolean> {
  const probe = `${folder}/.deskhand-probe-${process.pid}`;
  try {
    await writeFile(probe, '1');
    await rm(probe);
    return true;
  } catch {
    return false;
  }
}
