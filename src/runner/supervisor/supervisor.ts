import { EventEmitter, once } from 'node:events';
import { DeskhandError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { ProcessSpec, ProcessStatus } from './process-spec.ts';
import { SupervisedProcess } from './supervised-process.ts';

/**
 * Starts processes in the order of what they need, starts them again when they end, and stops them in reverse order.
 * `given up` is told through {@link Supervisor.gaveUp}.
 */
export class Supervisor {
  readonly #processes: ReadonlyMap<string, SupervisedProcess>;
  readonly #events = new EventEmitter<{ change: [] }>().setMaxListeners(0);
  readonly #gaveUp = Promise.withResolvers<DeskhandError>();
  /** The loops whose end is awaited: a loop may last for days, and every demand asks for it. */
  readonly #watched = new WeakSet<Promise<void>>();
  #stopping: Promise<void> | undefined;

  /** `specs` in the order of their needs. */
  constructor(specs: readonly ProcessSpec[], log: Log) {
    const neighbours = {
      whenReady: this.whenReady.bind(this),
      whenLost: this.#whenLost.bind(this),
      changed: () => this.#events.emit('change'),
    };
    this.#processes = new Map(specs.map((spec) => [spec.name, new SupervisedProcess(spec, neighbours, log)]));
  }

  /** Resolves with `not_ready` once an essential process has been given up. */
  get gaveUp(): Promise<DeskhandError> {
    return this.#gaveUp.promise;
  }

  /** Starts every process that is not on demand. */
  start(): void {
    for (const process of this.#processes.values()) if (!process.spec.onDemand) this.#run(process);
  }

  /** Starts a process if it does not run; resolves when it is ready. Throws `not_ready` when it was given up. */
  async demand(name: string, signal: AbortSignal): Promise<void> {
    const process = this.#get(name);
    this.#run(process);
    await this.whenReady([name], signal);
  }

  /** Every process's state, in the order of the declarations; without those that nobody has demanded yet. */
  status(): readonly ProcessStatus[] {
    const wanted = [...this.#processes.values()].filter(
      ({ spec, status }) => !spec.onDemand || status.state !== 'stopped',
    );
    return wanted.map((process) => process.status);
  }

  /** The process id of a process that runs. */
  pid(name: string): number | undefined {
    return this.#get(name).pid;
  }

  /** Resolves once all the named processes are ready. Rejects with `not_ready` when one is given up or the signal is aborted. */
  async whenReady(names: readonly string[], signal: AbortSignal): Promise<void> {
    for (;;) {
      const states = names.map((name) => this.#get(name).status);
      if (states.every(({ state }) => state === 'ready')) return;
      const failed = states.find(({ state }) => state === 'failed');
      if (failed !== undefined)
        throw new DeskhandError('not_ready', `${failed.name} could not be kept running`);
      await this.#change(signal);
    }
  }

  /** Calls the listener at each change of a state; returns the unsubscribe function. */
  onChange(listener: () => void): () => void {
    this.#events.on('change', listener);
    return () => this.#events.off('change', listener);
  }

  /** Stops everything, dependents first. Resolves when nothing is left; idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  async #stopInOrder(): Promise<void> {
    const left = new Set(this.#processes.values());
    while (left.size > 0) {
      const leaves = [...left].filter(
        ({ spec }) => ![...left].some((other) => other.spec.needs.includes(spec.name)),
      );
      await Promise.all(leaves.map((process) => process.stop()));
      for (const process of leaves) left.delete(process);
    }
  }

  #run(process: SupervisedProcess): void {
    const loop = process.run();
    if (this.#watched.has(loop)) return;
    this.#watched.add(loop);
    void loop.then(() => {
      const { name, essential } = process.spec;
      if (process.status.state !== 'failed' || !essential) return;
      const hint = 'Its output is in the debug log (DESKHAND_LOG_LEVEL=debug).';
      this.#gaveUp.resolve(new DeskhandError('not_ready', `${name} could not be kept running`, { hint }));
    });
  }

  async #whenLost(names: readonly string[], signal: AbortSignal): Promise<void> {
    while (!signal.aborted && names.every((name) => this.#get(name).status.state === 'ready')) {
      await this.#change(signal).catch(() => {});
    }
  }

  async #change(signal: AbortSignal): Promise<void> {
    try {
      await once(this.#events, 'change', { signal });
    } catch (cause) {
      throw new DeskhandError('not_ready', 'stopped while waiting for a process', { cause });
    }
  }

  #get(name: string): SupervisedProcess {
    const process = this.#processes.get(name);
    if (process === undefined) throw new DeskhandError('internal', `no process is called ${name}`);
    return process;
  }
}
