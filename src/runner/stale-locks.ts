import { constants } from 'node:fs';
import { DeskhandError } from '../base/errors.ts';

/** The little of the system that lock handling needs, so that tests can stand in for it. */
export interface LockFs {
  /** A file's text, or undefined when it does not exist. */
  readText(path: string): Promise<string | undefined>;
  /** A symbolic link's target, or undefined when it does not exist. */
  readLink(path: string): Promise<string | undefined>;
  /** Removes a file or link; nothing happens when it does not exist. */
  remove(path: string): Promise<void>;
  /** Arguments of a running process, or undefined when there is none. */
  argv(pid: number): Promise<readonly string[] | undefined>;
  readonly hostname: string;
}

/**
 * Removes `/tmp/.X<n>-lock` and the socket of a display whose X server is gone, whatever process its number belongs to
 * now: after a container's restart it is often an unrelated one. Throws `not_ready` when an X server still owns it.
 */
export async function clearStaleDisplay(fs: LockFs, display: string, tmp = '/tmp'): Promise<boolean> {
  const number = display.slice(1);
  const lock = `${tmp}/.X${number}-lock`;
  const text = await fs.readText(lock);
  if (text !== undefined) {
    const pid = Number.parseInt(text.trim(), 10);
    const argv = Number.isInteger(pid) && pid > 0 ? await fs.argv(pid) : undefined;
    if (argv !== undefined && isXServer(argv, display)) {
      throw new DeskhandError(
        'not_ready',
        `display ${display} is in use: ${argv[0]} (process ${pid}) runs on it.`,
        {
          hint: 'A desktop already runs here; use its API, or set DISPLAY to another number.',
        },
      );
    }
    await fs.remove(lock);
  }
  await fs.remove(`${tmp}/.X11-unix/X${number}`);
  return text !== undefined;
}

/**
 * Removes Chromium's `Singleton*` links from a profile unless the Chromium that they name runs on this host. A link
 * names `HOST-PID`; one of another host (an earlier container on the same volume) is stale, since a profile volume has one desktop.
 */
export async function clearStaleSingleton(fs: LockFs, profile: string): Promise<boolean> {
  const target = await fs.readLink(`${profile}/SingletonLock`);
  if (target === undefined) return false;
  const dash = target.lastIndexOf('-');
  const pid = Number.parseInt(target.slice(dash + 1), 10);
  const argv = target.slice(0, dash) === fs.hostname && pid > 0 ? await fs.argv(pid) : undefined;
  if (argv !== undefined && argv.some((argument) => argument.includes(profile))) {
    throw new DeskhandError('not_ready', `the browser profile ${profile} is in use by process ${pid}.`, {
      hint: 'End that process, or give this desktop a profile of its own.',
    });
  }
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
    await fs.remove(`${profile}/${name}`);
  return true;
}

/** The real file system and `/proc`. */
export async function systemLockFs(): Promise<LockFs> {
  const [fs, os] = await Promise.all([import('node:fs/promises'), import('node:os')]);
  const orMissing = <T>(work: Promise<T>) =>
    work.catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ESRCH' || error.code === 'EINVAL') return undefined;
      throw error;
    });
  return {
    // O_NOFOLLOW: /tmp is writable for all, and a link there must not make the runner read another file.
    readText: (path) =>
      orMissing(fs.readFile(path, { encoding: 'utf8', flag: constants.O_RDONLY | constants.O_NOFOLLOW })),
    readLink: (path) => orMissing(fs.readlink(path)),
    remove: (path) => fs.rm(path, { force: true }),
    argv: async (pid) => {
      const text = await orMissing(fs.readFile(`/proc/${pid}/cmdline`, 'utf8'));
      // A zombie has an empty command line: it holds nothing any more.
      return text === undefined || text === ''
        ? undefined
        : text.split('\0').filter((argument) => argument !== '');
    },
    hostname: os.hostname(),
  };
}

function isXServer(argv: readonly string[], display: string): boolean {
  const program = argv[0]?.split('/').at(-1) ?? '';
  return /^X(vfb|org|vnc|tigervnc|wayland|ephyr|nest)?$/i.test(program) && argv.includes(display);
}
