import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeskhandError } from '../../base/errors.ts';
import { lock, tryLock } from '../../base/file-lock.ts';
import type { Unlock } from '../../base/file-lock.ts';

/** How often a turn that another process has is tried again, in ms. */
const RETRY_MS = 20;

/** Gives a lease back. */
export type Release = () => Promise<void>;

/** Where the leases lie: `deskhand/mcp` in the user's state folder (XDG). */
export function leasesFolder(env: Readonly<Record<string, string | undefined>>): string {
  const state = env['XDG_STATE_HOME'];
  const home = env['HOME'] ?? homedir();
  return join(state === undefined || state === '' ? join(home, '.local', 'state') : state, 'deskhand', 'mcp');
}

/**
 * Who uses which desktop: a file for each that its process has locked, so that a lease ends with its process, however that
 * ends. All processes with the same folder see each other's; `keeper` names the folder to those who cannot.
 */
export class Leases {
  readonly #folder: string;
  readonly keeper: string;

  private constructor(folder: string, keeper: string) {
    this.#folder = folder;
    this.keeper = keeper;
  }

  /** The leases of a folder, which is made when there is none; throws `not_ready` when it cannot be. */
  static async open(folder: string, signal: AbortSignal): Promise<Leases> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unlock = await lock(join(folder, 'lock'), signal);
      try {
        return new Leases(folder, await keeperOf(join(folder, 'keeper')));
      } finally {
        unlock();
      }
    } catch (cause) {
      signal.throwIfAborted();
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new DeskhandError('not_ready', `Nothing can be kept in ${folder}: ${why}`, {
        hint: 'It tells who uses which desktop. Check its permissions, or name another state folder with XDG_STATE_HOME.',
        cause,
      });
    }
  }

  /** Does something while no other process looks at leases, takes one or gives one back. It must be short. */
  async exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const unlock = await lock(join(this.#folder, 'lock'), signal);
    try {
      return await work();
    } finally {
      unlock();
    }
  }

  /** Takes a lease on what the key names. Only while {@link exclusively}. */
  take(key: string): Release {
    const path = join(this.#folder, `${fileName(key)}-${randomUUID().slice(0, 8)}`);
    const unlock = tryLock(path);
    // A file of this name is nobody else's.
    if (unlock === undefined) throw new DeskhandError('internal', `${path} is locked already.`);
    return async () => {
      unlock();
      await rm(path, { force: true });
    };
  }

  /** Whether a living process has a lease on it; what dead ones have left is removed. Only while {@link exclusively}. */
  async isHeld(key: string): Promise<boolean> {
    const names = (await readdir(this.#folder)).filter((name) => name.startsWith(`${fileName(key)}-`));
    const living = await Promise.all(names.map((name) => isLocked(join(this.#folder, name))));
    return living.includes(true);
  }

  /** Waits until no other process starts or removes what the key names, and keeps them from it. */
  async turn(key: string, signal?: AbortSignal): Promise<Unlock> {
    return lock(this.#turnFile(key), signal);
  }

  /**
   * The turn, as {@link turn} gives it, of what nobody has a lease on; undefined as soon as a living process has one. Whoever takes a lease
   * afterwards waits for the turn.
   */
  async turnIfUnheld(key: string, signal?: AbortSignal): Promise<Unlock | undefined> {
    for (;;) {
      const turn = await this.exclusively(
        async () => ((await this.isHeld(key)) ? 'held' : tryLock(this.#turnFile(key))),
        signal,
      );
      if (turn === 'held') return undefined;
      if (turn !== undefined) return turn;
      await sleep(RETRY_MS);
    }
  }

  #turnFile(key: string): string {
    return join(this.#folder, `${fileName(key)}.turn`);
  }
}

/** The name of all that keep their leases in this folder, made when it has none yet. */
async function keeperOf(path: string): Promise<string> {
  const known = await readFile(path, { encoding: 'utf8', flag: 'a+' });
  // Also where the process that was about to write it has been killed.
  if (known !== '') return known;
  const keeper = randomUUID();
  await writeFile(path, keeper);
  return keeper;
}

async function isLocked(path: string): Promise<boolean> {
  const unlock = tryLock(path);
  unlock?.();
  if (unlock !== undefined) await rm(path, { force: true });
  return unlock === undefined;
}

/** A key may be of any length and hold anything. */
function fileName(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 24);
}
