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

/** The browser's own children among them, with the sandbox or without. */
const OUTER_ZYGOTES = 2;

const GONE = 'a zygote of it has ended, so it can open no page any more';

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
  /** The browser that starts, and how many outer zygotes it must have had by the look before. */
  #starting = { browser: 0, expected: 0 };
  /** Looks in a row that found a helper stopped. */
  #stopped = new Map<number, number>();

  constructor(log: Log, senses: FamilySenses = SENSES) {
    this.#log = log;
    this.#senses = senses;
  }

  /**
   * Looks once at the family of the browser with this pid, which leads its group; first when it has just become ready: from then
   * on all its zygotes are known. Kills helpers that were stopped by a signal, for Chromium to replace them; gives the reason when
   * the browser itself has to be started again.
   */
  inspect(browser: number): string | undefined {
    const members = this.#senses.lookAtGroup(browser).filter(({ pid }) => pid !== browser);
    if (this.#browser !== browser) {
      this.#browser = browser;
      this.#zygotes = this.#findZygotes(browser, members);
      this.#stopped.clear();
      // One that ends before the first look would never be missed.
      if (this.#zygotes.length < this.#expectedZygotes(browser)) return GONE;
    }
    const gone = this.#zygotes.some((zygote) => !isAlive(zygote, this.#senses.lookAt(zygote.pid)));
    if (gone) return GONE;
    return this.#endStopped(members, (pid) => this.#zygotes.some((zygote) => zygote.pid === pid));
  }

  /**
   * Looks once at the family of a browser that is starting: without its zygotes it would go on starting for good. The inner zygote needs
   * no look of its own, for the first process of its namespace ends with it.
   */
  inspectStart(browser: number): string | undefined {
    if (this.#starting.browser !== browser) {
      this.#starting = { browser, expected: 0 };
      this.#stopped.clear();
    }
    const members = this.#senses.lookAtGroup(browser).filter(({ pid }) => pid !== browser);
    const types = members.map(({ pid }) => typeOf(this.#senses.commandLine(pid)));
    const isOuter = ({ parent, state }: ProcessLook, i: number): boolean =>
      types[i] === 'zygote' && parent === browser && state !== 'Z';
    const outer = members.filter(isOuter).length;
    // Chromium makes its zygotes before any other helper.
    const made = types.some((type) => type !== undefined && type !== 'zygote') ? OUTER_ZYGOTES : outer;
    const { expected } = this.#starting;
    this.#starting = { browser, expected: Math.max(expected, made) };
    if (outer < expected) return GONE;
    return this.#endStopped(
      members,
      (pid) => types[members.findIndex((each) => each.pid === pid)] === 'zygote',
    );
  }

  /** How many there are, of which Chromium itself makes sure before it answers; none of a browser that has just ended. */
  #expectedZygotes(browser: number): number {
    const command = this.#senses.commandLine(browser);
    if (command === '') return 0;
    return / --no-sandbox( |$)/.test(command) ? 2 : 3;
  }

  /**
   * The browser's own two; with the sandbox one of them is the first process of the namespace and only waits for its child, the
   * zygote from which pages are forked. That one's forks that are about to become a page have the same command line.
   */
  #findZygotes(browser: number, members: readonly ProcessLook[]): readonly ProcessLook[] {
    const named = members.filter(({ pid }) => typeOf(this.#senses.commandLine(pid)) === 'zygote');
    const outer = named.filter(({ parent }) => parent === browser);
    const inits = outer.filter(({ pid }) => this.#senses.isNamespaceInit(pid));
    const inner = named.filter(({ parent }) => inits.some(({ pid }) => pid === parent));
    return [...outer, ...inner];
  }

  #endStopped(members: readonly ProcessLook[], isZygote: (pid: number) => boolean): string | undefined {
    const before = this.#stopped;
    const stopped = members.filter(({ state }) => state === 'T');
    this.#stopped = new Map(stopped.map(({ pid }) => [pid, (before.get(pid) ?? 0) + 1]));
    for (const [pid, looks] of this.#stopped) {
      if (looks < STOPPED_LOOKS) continue;
      if (isZygote(pid)) return 'a zygote of it was stopped by a signal';
      const kind = /--(?:utility-sub-type|type)=(\S+)/.exec(this.#senses.commandLine(pid))?.[1] ?? 'helper';
      this.#log.warn(`a ${kind} process of Chromium was stopped by a signal and is ended`, { pid });
      this.#senses.kill(pid);
    }
    return undefined;
  }
}

function typeOf(command: string): string | undefined {
  return / --type=(\S+)/.exec(command)?.[1];
}

function isAlive(then: ProcessLook, now: ProcessLook | undefined): boolean {
  return now !== undefined && now.startedAt === then.startedAt && now.state !== 'Z' && now.state !== 'X';
}
