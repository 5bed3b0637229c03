import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { holdSocket } from '../base/held-socket.ts';
import type { Log } from '../base/log.ts';
import { removeCaches } from './browser-cache.ts';
import { fallbackHome, pathsUnder, policyPath } from './paths.ts';
import type { Paths } from './paths.ts';
import { lockProfile } from './profile-lock.ts';
import { freeTmp, HOLDER, sweepTmp } from './tmp-leftovers.ts';
import { ROOM_BYTES } from './tmp-reserve.ts';
import { errorCode, isFull, notWritable, whyNotWritable } from './writable.ts';

/** What a desktop's folders are made from. */
export interface FolderOptions {
  readonly home: string | undefined;
  readonly tmp?: string;
  /** The X display, whose lock lies in `tmp`. */
  readonly display: string;
  readonly log: Log;
}

/** A desktop's folders, which are its own until they are released. */
export interface OwnFolders {
  readonly paths: Paths;
  /** Gives the profile back and removes what was only for this process. */
  readonly release: () => Promise<void>;
}

/** With these codes the home is not meant for this user; with others it is, and something is wrong with it. */
const NOT_OURS = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT']);

/**
 * Makes a desktop's folders and takes its profile. Where the home may not be written (another uid, or a read-only root without a
 * mount) they lie under `tmp`, and the log says so. A full home stays the home: what lies there is found again, and the ledger
 * forgets nothing; the browser's caches make room, or the log says that nothing can be kept. What dead runners left in `tmp` is
 * removed. Throws `not_ready`, and leaves nothing, when the profile is in use or `tmp` or a needed folder cannot be written.
 */
export async function takeFolders(options: FolderOptions): Promise<OwnFolders> {
  const { tmp = '/tmp', log } = options;
  await openTmp(tmp, options.display);
  const base = await chooseHome(options.home, tmp, log);
  const sockets = await made(() => mkdtemp(`${tmp}/.deskhand-`), tmp);
  const paths = pathsUnder(base, tmp, sockets);
  const releases = [() => rm(sockets, { recursive: true, force: true })];
  const release = async () => {
    for (const undo of releases.splice(0).toReversed()) await undo();
  };
  try {
    releases.push(await holdSocket(`${sockets}/${HOLDER}`));
    for (const path of [paths.profile, paths.downloads, paths.uploads, paths.runs, paths.workspace])
      await made(() => mkdir(path, { recursive: true, mode: 0o700 }), base);
    // Xvfb makes this folder as root only; for every other user it must be there.
    await mkdir(`${tmp}/.X11-unix`, { mode: 0o1777 }).catch(() => {});
    releases.push(await lockProfile(paths.profile));
    // A volume of its own may be mounted at the profile.
    await makeRoom([base, paths.profile], paths.profile, log);
  } catch (error) {
    await release();
    throw error;
  }
  return { paths, release };
}

async function openTmp(tmp: string, display: string): Promise<void> {
  await sweepTmp(tmp);
  let code = await whyNotWritable(tmp, ROOM_BYTES);
  if (isFull(code)) {
    await freeTmp(tmp, display, policyPath(tmp));
    code = await whyNotWritable(tmp, ROOM_BYTES);
  }
  if (code !== undefined) throw await notWritable(tmp, code);
}

async function chooseHome(home: string | undefined, tmp: string, log: Log): Promise<string> {
  const fallback = fallbackHome(tmp);
  if (home === undefined || home === '/') return fallback;
  const code = await whyNotWritable(home);
  if (code === undefined || isFull(code)) return home;
  if (!NOT_OURS.has(code)) throw await notWritable(home, code);
  log.warn(`${home} cannot be written (${code}): profile, downloads, records and ledger lie in ${fallback}`);
  return fallback;
}

/** The profile is ours by now: nobody has its caches open. */
async function makeRoom(folders: readonly string[], profile: string, log: Log): Promise<void> {
  const told = new Set<number>();
  for (const folder of folders) {
    const code = await whyNotWritable(folder);
    if (code === undefined) continue;
    const error = await notWritable(folder, code);
    if (!isFull(code)) throw error;
    await removeCaches(profile);
    const { dev } = await stat(folder);
    if ((await whyNotWritable(folder)) === undefined)
      log.warn(`${folder} was full: the browser's caches were removed from it`);
    else if (!told.has(dev))
      log.warn(`${error.message} The desktop works, but what it would keep there is lost`, {
        hint: error.hint,
      });
    told.add(dev);
  }
}

async function made<T>(make: () => Promise<T>, folder: string): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw await notWritable(folder, errorCode(error));
  }
}
