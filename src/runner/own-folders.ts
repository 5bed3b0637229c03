import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { holdSocket } from '../base/held-socket.ts';
import type { Log } from '../base/log.ts';
import { makeFolders, makeRoom, notMade, tryFolder } from './home-room.ts';
import { fallbackHome, pathsUnder, policyPath } from './paths.ts';
import type { Paths } from './paths.ts';
import { lockProfile } from './profile-lock.ts';
import { freeTmp, HOLDER, sweepTmp } from './tmp-leftovers.ts';
import { ROOM_BYTES } from './tmp-reserve.ts';
import { errorCode, isFull, isNotOurs, notWritable, whyNotWritable } from './writable.ts';

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

/**
 * Makes a desktop's folders and takes its profile. Where the home may not be written (another uid, or a read-only root without a
 * mount) they lie under `tmp`, and the log says so. A full home stays the home: what lies there is found again, and the ledger
 * forgets nothing; the browser's caches make room, or the log says that nothing can be kept. What dead runners left in `tmp` is
 * removed, once the profile is taken: who is refused has removed nothing. Throws `not_ready`, and leaves nothing in `tmp`, when the
 * profile is in use, `tmp` or a needed folder cannot be written, or one is missing in a full home.
 */
export async function takeFolders(options: FolderOptions): Promise<OwnFolders> {
  const { tmp = '/tmp', display, log } = options;
  const tmpCode = await whyNotWritable(tmp, ROOM_BYTES);
  if (tmpCode !== undefined && !isFull(tmpCode)) throw await notWritable(tmp, tmpCode);
  const base = await chooseHome(options.home, tmp, log);
  const places = pathsUnder(base, tmp);
  const { profile, downloads, uploads, runs, workspace } = places;
  const releases: (() => Promise<void>)[] = [];
  const release = async () => {
    for (const undo of releases.splice(0).toReversed()) await undo();
  };
  try {
    // Without room a missing one may have to wait until `tmp` is freed; nobody can have it meanwhile.
    const found = await takeProfile(profile);
    if (found !== undefined) releases.push(found);
    await openTmp(tmp, display, isFull(tmpCode));
    if (found === undefined) {
      await makeFolders([profile], profile, log);
      releases.push(await lockProfile(profile));
    }
    const sockets = await mkdtemp(`${tmp}/.deskhand-`).catch(async (error: unknown) => {
      throw await notWritable(tmp, errorCode(error));
    });
    releases.push(() => rm(sockets, { recursive: true, force: true }));
    releases.push(await holdSocket(`${sockets}/${HOLDER}`));
    // Xvfb makes this folder as root only; for every other user it must be there.
    await mkdir(`${tmp}/.X11-unix`, { mode: 0o1777 }).catch(() => {});
    await makeFolders([downloads, uploads, runs, workspace], profile, log);
    // Volumes of their own may be mounted at the profile and at the runs.
    await makeRoom([base, profile, runs], profile, log);
    return { paths: { ...places, sockets }, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Takes a profile, a new one too; undefined where there is none and no room for one. */
async function takeProfile(profile: string) {
  const code = await tryFolder(profile);
  if (code === undefined) return lockProfile(profile);
  if (isFull(code)) return undefined;
  throw await notMade(profile, code);
}

async function openTmp(tmp: string, display: string, wasFull: boolean): Promise<void> {
  await sweepTmp(tmp);
  if (!wasFull) return;
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
  if (!isNotOurs(code)) throw await notWritable(home, code);
  log.warn(`${home} cannot be written (${code}): profile, downloads, records and ledger lie in ${fallback}`);
  return fallback;
}
