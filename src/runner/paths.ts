import { statfs } from 'node:fs/promises';

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

/** The folders of a desktop whose files lie under `base`, and the rest under `tmp`; that of its sockets gets its name only when it is made. Pure. */
export function pathsUnder(base: string, tmp: string): Omit<Paths, 'sockets'> {
  return {
    profile: `${base}/profile`,
    downloads: `${base}/downloads`,
    uploads: `${base}/uploads`,
    runs: `${base}/runs`,
    ledger: `${base}/ledger.db`,
    workspace: `${base}/workspace`,
    policy: policyPath(tmp),
  };
}

/** Where the browser's policy for this desktop lies. */
export function policyPath(tmp: string): string {
  return `${tmp}/.deskhand-policy.json`;
}

/** Where the browser's profile may lie, the likelier place first. */
export function profileFolders(home: string | undefined, tmp = '/tmp'): readonly string[] {
  return [...(home === undefined ? [] : [home]), fallbackHome(tmp)].map((base) => `${base}/profile`);
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

/** Where a desktop has its files whose home cannot be written. */
export function fallbackHome(tmp: string): string {
  return `${tmp}/deskhand-${process.getuid?.() ?? 0}`;
}
