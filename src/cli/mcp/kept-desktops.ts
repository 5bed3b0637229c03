import { DeskhandError, toDeskhandError } from '../../base/errors.ts';
import type { DesktopInfo } from '../../host/desktop-info.ts';
import { listDesktops, lookUpDesktop, removeDesktop } from '../../host/desktops.ts';
import { engineError } from '../../host/engine-error.ts';
import type { Engine } from '../../host/engine.ts';
import type { Output } from '../output.ts';
import { chooseName, isForAnyone } from './choose-name.ts';
import type { Leases } from './leases.ts';

/** A desktop's name that this process holds. */
export interface HeldName {
  readonly name: string;
  /** Whether the desktop was there, left for clients that name none. */
  readonly wasWaiting: boolean;
  /** Gives it back; the last holder removes the desktop, if `deskhand mcp` has made it. */
  readonly end: () => Promise<void>;
}

/** The desktops of one engine with those who hold them. */
export class KeptDesktops {
  readonly #engine: Engine;
  readonly #leases: Leases;
  readonly #engineId: string;

  private constructor(engine: Engine, leases: Leases, engineId: string) {
    this.#engine = engine;
    this.#leases = leases;
    this.#engineId = engineId;
  }

  /** Of this engine, whichever of its addresses it was reached at. */
  static async open(engine: Engine, leases: Leases): Promise<KeptDesktops> {
    const info: unknown = await engine.docker.info().catch((error: unknown) => {
      throw engineError('tell who it is', error);
    });
    const { ID: id } = info as { readonly ID?: string };
    return new KeptDesktops(engine, leases, id === undefined || id === '' ? engine.host : id);
  }

  /** Who keeps the leases, as the label of a desktop tells it. */
  get keeper(): string {
    return this.#leases.keeper;
  }

  /** Holds the desktop of that name or container id, there or not. */
  async hold(wanted: string, signal: AbortSignal): Promise<HeldName> {
    // Before the leases are locked, for which everyone waits: the engine may take its time.
    const existing = await lookUpDesktop(this.#engine, wanted);
    if (existing !== undefined) this.requireOurs(existing);
    const name = existing?.name ?? wanted;
    return this.#leases.exclusively(async () => this.#take(name, false), signal);
  }

  /** Holds one that is nobody else's, which is there with this mark or is not there; none of those without use. */
  async holdOwn(mark: string, useless: ReadonlySet<string>, signal: AbortSignal): Promise<HeldName> {
    for (;;) {
      const listed = await listDesktops(this.#engine);
      const isTaken = async (name: string): Promise<boolean> =>
        useless.has(name) || this.#leases.isHeld(this.#key(name));
      const held = await this.#leases.exclusively(async () => {
        const name = await chooseName(listed, mark, isTaken);
        return this.#take(
          name,
          listed.some((desktop) => desktop.name === name),
        );
      }, signal);
      try {
        // Another one may have come and gone since the list was made, and have left a desktop of that name.
        if (isForAnyone(await listDesktops(this.#engine), held.name, mark)) return held;
      } catch (error) {
        await held.end();
        throw error;
      }
      await held.end();
    }
  }

  /** Does something while no other process starts or removes the desktop of that name. */
  async inTurn<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const unlock = await this.#leases.turn(this.#key(name), signal);
    try {
      return await work();
    } finally {
      unlock();
    }
  }

  /** Removes what has outlived its holders since the last one was killed, but for the desktop of one name. Waits for nobody's start. */
  async removeLeftovers(but: string | undefined, output: Output, signal: AbortSignal): Promise<void> {
    const ours = (await listDesktops(this.#engine)).filter(
      ({ name, id, keeper }) => keeper === this.keeper && (but === undefined || !isNamed(but, name, id)),
    );
    for (const { name } of ours) {
      await this.#removeUnheld(name, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        output.detail(`The desktop ${name} stays behind: ${toDeskhandError(error).message}`);
      });
    }
  }

  /** Throws `busy` for a desktop that those with other leases may hold, and will remove. */
  requireOurs({ name, keeper }: DesktopInfo): void {
    if (keeper === null || keeper === this.keeper) return;
    throw new DeskhandError('busy', `The desktop "${name}" belongs to a \`deskhand mcp\` of another user.`, {
      hint: `It goes with its last client, of which nothing is known here: take another name, or \`deskhand down ${name}\` first.`,
    });
  }

  /** Only while the leases are locked. */
  #take(name: string, wasWaiting: boolean): HeldName {
    const release = this.#leases.take(this.#key(name));
    const end = async (): Promise<void> => {
      await this.#leases.exclusively(release);
      await this.#removeUnheld(name);
    };
    return { name, wasWaiting, end };
  }

  /** Leaves to its holders what anyone holds by the time that it could be removed: the last of them removes it. */
  async #removeUnheld(name: string, signal?: AbortSignal): Promise<void> {
    const unlock = await this.#leases.turnIfUnheld(this.#key(name), signal);
    if (unlock === undefined) return;
    try {
      const desktop = (await listDesktops(this.#engine)).find((each) => each.name === name);
      if (desktop?.keeper === this.keeper) await removeDesktop(this.#engine, desktop.id);
    } finally {
      unlock();
    }
  }

  #key(name: string): string {
    return `${this.#engineId} ${name}`;
  }
}

function isNamed(wanted: string, name: string, id: string): boolean {
  return name === wanted || id.startsWith(wanted);
}
