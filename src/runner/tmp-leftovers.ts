import type { Stats } from 'node:fs';
import { lstat, readdir, readlink, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isHeld } from '../base/held-socket.ts';
import { clearStaleDisplay, systemLockFs } from './stale-locks.ts';

/** The socket by which a runner holds its folder; see `holdSocket`. */
export const HOLDER = 'held';

/** What `mkdtemp` makes of a runner's prefix, and Chromium of its own. */
const RUNNER_FOLDER = /^\.deskhand-[A-Za-z0-9]{6}$/;
const BROWSER_ENTRY = /^\.?(?:org\.chromium\.(?:Chromium\.)?|com\.google\.Chrome\.)[A-Za-z0-9]{6}$/;
const PROBE = /^\.deskhand-probe-\d+$/;

/** What nobody holds yet may belong to a runner that is just starting, in ms. */
const YOUNG_MS = 60_000;

/** What the sweep has to know of this machine; tests name their own. */
export interface Surroundings {
  /** First words of the command lines of all processes that live here. */
  readonly programs?: () => Promise<readonly string[]>;
  readonly now?: () => number;
}

/** Removes from `tmp` what runners and browsers left there that surely live no more, this user's only. */
export async function sweepTmp(tmp: string, surroundings: Surroundings = {}): Promise<void> {
  const { now = Date.now } = surroundings;
  for (const name of await namesIn(tmp)) {
    const path = `${tmp}/${name}`;
    if (PROBE.test(name) && (await isOld(path, now()))) await remove(path);
    if (RUNNER_FOLDER.test(name) && (await isDead(path, now()))) await remove(path);
  }
  await sweepBrowserEntries(tmp, surroundings);
}

/** Removes the folder in `tmp` of the browser that last had this profile; nothing happens while that one may live. */
export async function sweepBrowserOf(
  profile: string,
  tmp: string,
  { now = Date.now }: Surroundings = {},
): Promise<void> {
  const socket = await readlink(`${profile}/SingletonSocket`).catch(() => '');
  const folder = dirname(socket);
  if (dirname(folder) !== tmp || !BROWSER_ENTRY.test(basename(folder))) return;
  if (await isDeadBrowser(folder, now())) await remove(folder);
}

/** Removes what dead browsers of this user left in `tmp`; while any browser lives here, nothing, for it may be that one's. */
async function sweepBrowserEntries(
  tmp: string,
  { programs = programsHere, now = Date.now }: Surroundings = {},
): Promise<void> {
  const found = (await namesIn(tmp)).filter((name) => BROWSER_ENTRY.test(name));
  if (found.length === 0 || (await programs()).some(isBrowser)) return;
  for (const name of found) {
    const path = `${tmp}/${name}`;
    // `tmp` may be shared with another container, whose processes are not seen from here.
    if (await isDeadBrowser(path, now())) await remove(path);
  }
}

/**
 * Gives up in a full `tmp` what this desktop makes anew anyway: the lock of a dead X server and the browser's policy. Throws
 * `not_ready` when an X server owns that display.
 */
export async function freeTmp(tmp: string, display: string, policy: string): Promise<void> {
  await clearStaleDisplay(await systemLockFs(), display, tmp);
  for (const path of [`${policy}.new`, policy]) await remove(path);
}

/** A runner's folder whose sockets nobody serves. One without any may be about to get its first. */
async function isDead(folder: string, now: number): Promise<boolean> {
  if ((await ours(folder)) === undefined) return false;
  const names = await namesIn(folder);
  if (names.length === 0) return isOld(folder, now);
  for (const name of names) if ((await isHeld(`${folder}/${name}`)) !== false) return false;
  return names.includes(HOLDER) || isOld(folder, now);
}

/** A browser's folder whose socket nobody serves. What has no socket may be about to get one, or never has any: that is told by its age. */
async function isDeadBrowser(path: string, now: number): Promise<boolean> {
  if ((await ours(path)) === undefined) return false;
  const socket = `${path}/SingletonSocket`;
  const hasSocket = await lstat(socket).then(
    () => true,
    () => false,
  );
  return hasSocket ? (await isHeld(socket)) === false : isOld(path, now);
}

async function isOld(path: string, now: number): Promise<boolean> {
  const facts = await ours(path);
  return facts !== undefined && now - facts.mtimeMs > YOUNG_MS;
}

/** What the system tells of an entry of this user's; undefined for another's, and where there is none. */
async function ours(path: string): Promise<Stats | undefined> {
  const facts = await lstat(path).catch(() => undefined);
  return facts?.uid === process.getuid?.() ? facts : undefined;
}

function isBrowser(program: string): boolean {
  return /^(chrom(e|ium)|google-chrome)/.test(program.split('/').at(-1) ?? '');
}

async function programsHere(): Promise<readonly string[]> {
  const system = await systemLockFs();
  const pids = (await namesIn('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map((pid) => system.argv(Number(pid)).catch(() => undefined)));
  return all.flatMap((words) => words?.[0] ?? []);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** What cannot be removed stays: the sweep is a kindness, and no start fails by it. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => {});
}
