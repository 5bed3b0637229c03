import type { Log } from '../../base/log.ts';
import { commandLine, isNamespaceInit, lookAt, lookAtGroup } from '../supervisor/proc.ts';
import type { ProcessLook } from '../supervisor/proc.ts';
import { STOPPED_LOOKS } from '../supervisor/pulse.ts';

/** How the kernel is asked; tests put their own in its place. */
export interface FamilySenses {
  lookAt(pid: number): ProcessLook | undefined;
  lookAtGroup(group: number): readonly ProcessLook[];
  commandLine(pid: number): string;
  isNamespaceInit(pid: number): boolean;
  kill(pid: number): void;
}

const SENSES: FamilySenses = {
  lookAt,
  lookAtGroup,
  commandLine,
  isNamespaceInit,
  kill: (pid) => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // ESRCH: it has ended since it was looked at.
    }
  },
};

/**
 * Chromium's helper processes, looked at from outside. Chromium starts most of them again by itself when they die, but neither does
 * it notice one that was stopped, nor can it start a new zygote: the processes from which all others are forked are made once,
 * and without them no page opens any more.
 */
export class BrowserFamily {
  readonly #log: Log;
  readonly #senses: FamilySenses;
  #browser = 0;
  #zygotes: readonly ProcessLook[] = [];
  /** Looks in a row that found a helper stopped. */
  #stopped = new Map<number, number>();

  constructor(log: Log, senses: FamilySenses = SENSES) {
    this.#log = log;
    this.#senses = senses;
  }

  /**
   * Looks once at the family of the browser with this pid, which leads its group. Kills helpers that were stopped by a signal, for
   * Chromium to replace them; gives the reason when the browser itself has to be started again.
   */
  inspect(browser: number): string | undefined {
    const members = this.#senses.lookAtGroup(browser).filter(({ pid }) => pid !== browser);
    if (this.#browser !== browser) {
      this.#browser = browser;
      this.#zygotes = this.#findZygotes(browser, members);
      this.#stopped.clear();
    }
    const gone = this.#zygotes.some((zygote) => !isAlive(zygote, this.#senses.lookAt(zygote.pid)));
    if (gone) return 'a zygote of it has ended, so it can open no page any more';
    return this.#endStopped(members);
  }

  /** The browser's own, and with the sandbox the one in the namespace: its fork that is about to become a page looks the same. */
  #findZygotes(browser: number, members: readonly ProcessLook[]): readonly ProcessLook[] {
    const named = members.filter(({ pid }) => this.#senses.commandLine(pid).includes(' --type=zygote '));
    const outer = named.filter(({ parent }) => parent === browser);
    const inner = named.filter(
      ({ pid, parent }) => outer.some((zygote) => zygote.pid === parent) && this.#senses.isNamespaceInit(pid),
    );
    return [...outer, ...inner];
  }

  #endStopped(members: readonly ProcessLook[]): string | undefined {
    const before = this.#stopped;
    const stopped = members.filter(({ state }) => state === 'T');
    this.#stopped = new Map(stopped.map(({ pid }) => [pid, (before.get(pid) ?? 0) + 1]));
    for (const [pid, looks] of this.#stopped) {
      if (looks < STOPPED_LOOKS) continue;
      if (this.#zygotes.some((zygote) => zygote.pid === pid)) return 'a zygote of it was stopped by a signal';
      const kind = /--(?:utility-sub-type|type)=(\S+)/.exec(this.#senses.commandLine(pid))?.[1] ?? 'helper';
      this.#log.warn(`a ${kind} process of Chromium was stopped by a signal and is ended`, { pid });
      this.#senses.kill(pid);
    }
    return undefined;
  }
}

function isAlive(then: ProcessLook, now: ProcessLook | undefined): boolean {
  return now !== undefined && now.startedAt === then.startedAt && now.state !== 'Z' && now.state !== 'X';
}
