import { setTimeout as delay } from 'node:timers/promises';
import { toDeskhandError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { backOffMs } from './back-off.ts';
import { killGroup, startChild, stopChild } from './child.ts';
import type { RunningChild } from './child.ts';
import type { ProcessSpec, ProcessState, ProcessStatus } from './process-spec.ts';
import { pulseLost, startLost } from './pulse.ts';

/** What a process asks of its supervisor. */
export interface Neighbours {
  /** Resolves once all the named processes are ready; rejects when the signal is aborted. */
  whenReady(names: readonly string[], signal: AbortSignal): Promise<void>;
  /** Resolves once one of the named processes is no longer ready, or the signal is aborted. */
  whenLost(names: readonly string[], signal: AbortSignal): Promise<void>;
  /** Told at each change of state. */
  changed(): void;
}

/** Keeps one process running until it is stopped or given up. */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly #log: Log;
  readonly #neighbours: Neighbours;
  readonly #stop = new AbortController();
  #state: ProcessState = 'stopped';
  #starts = 0;
  #failures = 0;
  #pid: number | undefined;
  /** When it was last found to have gone (`performance.now()`), until it is ready again. */
  #lostAt: number | undefined;
  #loop: Promise<void> | undefined;

  constructor(spec: ProcessSpec, neighbours: Neighbours, log: Log) {
    this.spec = spec;
    this.#neighbours = neighbours;
    this.#log = log;
  }

  get status(): ProcessStatus {
    return { name: this.spec.name, state: this.#state, restarts: Math.max(0, this.#starts - 1) };
  }

  /** The process id while it runs. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** Starts the loop, again if it had given up. Resolves when the loop ends: stopped or given up. */
  run(): Promise<void> {
    if (this.#loop === undefined || this.#state === 'failed') {
      this.#failures = 0;
      this.#loop = this.#supervise();
    }
    return this.#loop;
  }

  /** Ends the process for good; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    this.#set('stopped');
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#set('starting');
      try {
        await this.#neighbours.whenReady([...this.spec.needs, ...this.spec.after], signal);
        const reason = await this.#oneLife(signal);
        if (reason === undefined) continue;
        this.#failures += 1;
        this.#log.warn(`${this.spec.name} ended: ${reason}`, {
          process: this.spec.name,
          failures: this.#failures,
        });
      } catch (error) {
        if (signal.aborted) return;
        this.#failures += 1;
        this.#log.warn(`${this.spec.name} did not start: ${toDeskhandError(error).message}`, {
          failures: this.#failures,
        });
      }
      if (this.#failures >= this.spec.restart.maxFailures) return this.#set('failed');
      this.#set('backing_off');
      await delay(backOffMs(this.#failures), undefined, { signal }).catch(() => {});
    }
  }

  /** From start to end. Returns why it ended, or undefined when the end was wanted; throws when it did not get ready. */
  async #oneLife(stopped: AbortSignal): Promise<string | undefined> {
    const { spec } = this;
    await spec.prepare?.();
    if (stopped.aborted) return undefined;
    this.#starts += 1;
    const child = await startChild(spec.name, spec.command(), this.#log);
    this.#pid = child.pid;
    const life = new AbortController();
    const wanted = this.#neighbours.whenLost(spec.needs, AbortSignal.any([stopped, life.signal]));
    try {
      return await this.#guard(child, life, wanted, stopped);
    } finally {
      life.abort();
      await stopChild(child, spec.stopWithinMs, spec.lingerMs);
      this.#pid = undefined;
    }
  }

  async #guard(
    child: RunningChild,
    life: AbortController,
    wanted: Promise<void>,
    stopped: AbortSignal,
  ): Promise<string | undefined> {
    const { spec } = this;
    const ended = Promise.race([child.exited, wanted.then(() => undefined)]);
    const ready = spec.ready(child.process, AbortSignal.any([life.signal, stopped]));
    const starting = new AbortController();
    const teardown = await Promise.race([
      ready.then((teardown) => ({ teardown })),
      ended,
      this.#lost(startLost, child, starting.signal),
      deadline(spec.readyWithinMs, life.signal),
    ]).catch((error: unknown) => ({ error }));
    starting.abort();
    if (teardown === undefined || typeof teardown === 'string' || 'error' in teardown) {
      life.abort();
      // Whatever `ready` still brings up belongs to a process that is going away.
      void ready.then((late) => late?.()).catch(() => {});
      if (teardown === undefined) return undefined;
      if (typeof teardown === 'string') return `${teardown} before it was ready`;
      throw toDeskhandError(teardown.error);
    }
    const since = performance.now();
    this.#set('ready');
    this.#tellRecovery(since);
    const over = new AbortController();
    const reason = await Promise.race([ended, this.#lost(pulseLost, child, over.signal)]);
    over.abort();
    this.#lostAt ??= performance.now();
    if (performance.now() - since >= spec.restart.healthyAfterMs) this.#failures = 0;
    this.#set('starting');
    await teardown.teardown?.();
    return reason;
  }

  /** Ends the process once it has lost its pulse, and gives the reason; never when it has none or the signal is aborted first. */
  async #lost(whenLost: typeof pulseLost, child: RunningChild, signal: AbortSignal): Promise<string> {
    const { pulse } = this.spec;
    if (pulse === undefined) return new Promise(() => {});
    const reason = await whenLost(pulse, child.pid, signal);
    // Now, and not after the teardown: what is torn down may wait for the process that does not answer.
    killGroup(child.pid);
    return reason;
  }

  /** Whoever reads the log can tell from it how long the desktop did not work. */
  #tellRecovery(now: number): void {
    if (this.#lostAt === undefined) return;
    const { name } = this.spec;
    const ms = Math.round(now - this.#lostAt);
    this.#log.info(`${name} is ready again after ${ms} ms`, { process: name, recovered_ms: ms });
    this.#lostAt = undefined;
  }

  #set(state: ProcessState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#log.debug(`${this.spec.name} is ${state}`, { process: this.spec.name });
    this.#neighbours.changed();
  }
}

async function deadline(ms: number, signal: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal }).catch(() => {});
  throw new Error(`not ready within ${ms} ms`);
}
