import type { ActionReply, Executor } from '../../actions/executor.ts';
import type { RunEvent } from '../../agent/events.ts';
import { toDeskhandError } from '../../base/errors.ts';
import type { ActionOutcome, Instruments, Readings } from './instruments.ts';

/** Counts what a desktop does. The library behind it is loaded with the first thing to count, off the way of the call. */
export class Metrics {
  readonly #readings: Readings;
  #instruments: Promise<Instruments> | undefined;

  constructor(readings: Readings) {
    this.#readings = readings;
  }

  /** The same executor, with every action counted, whichever door it comes through. */
  watch(executor: Executor): Executor {
    const { table, control } = executor;
    const known = new Set(table.list().map(({ name }) => name));
    return {
      table,
      control,
      observe: (options) => executor.observe(options),
      scene: (frameSize) => executor.scene(frameSize),
      screenshot: (options) => executor.screenshot(options),
      // Names that callers invent must not become labels.
      perform: (call, options) =>
        this.#counted(known.has(call.action) ? call.action : 'unknown', executor.perform(call, options)),
      performAll: (calls, options) => this.#counted('batch', executor.performAll(calls, options)),
    };
  }

  /** Counts the steps, tokens, dollars and the outcome of a run; resolves when it has ended. */
  async follow(events: AsyncIterable<RunEvent>): Promise<void> {
    const instruments = await this.#load();
    for await (const event of events) instruments.run(event);
  }

  /** Everything in Prometheus' text format. */
  async text(): Promise<{ readonly contentType: string; readonly text: string }> {
    const { registry } = await this.#load();
    return { contentType: registry.contentType, text: await registry.metrics() };
  }

  async #counted(action: string, performed: Promise<ActionReply>): Promise<ActionReply> {
    try {
      const reply = await performed;
      const { timings, observation } = reply;
      this.#note({ action, result: 'ok', timings, settled: observation?.settled });
      return reply;
    } catch (error) {
      this.#note({ action, result: toDeskhandError(error).code });
      throw error;
    }
  }

  #note(outcome: ActionOutcome): void {
    void this.#load().then((instruments) => instruments.action(outcome));
  }

  #load(): Promise<Instruments> {
    this.#instruments ??= import('./instruments.ts').then(
      ({ Instruments }) => new Instruments(this.#readings),
    );
    return this.#instruments;
  }
}
