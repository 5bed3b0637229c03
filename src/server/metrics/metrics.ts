import type { Executor } from '../../actions/executor.ts';
import type { RunEvent } from '../../agent/events.ts';
import type { Gate } from '../../models/gate.ts';
import type { Registry } from '../../models/registry.ts';
import { countedExecutor } from './counted-executor.ts';
import { countedGate } from './counted-gate.ts';
import type { Instruments, Readings } from './instruments.ts';

/** Counts what a desktop does. The library behind it is loaded with the first thing to count, off the way of the call. */
export class Metrics {
  readonly #readings: Readings;
  #instruments: Promise<Instruments> | undefined;

  constructor(readings: Readings) {
    this.#readings = readings;
  }

  /** The same executor, with every action counted, whichever door it comes through. */
  watch(executor: Executor): Executor {
    return countedExecutor(executor, {
      action: (outcome) => this.#note((instruments) => instruments.action(outcome)),
      look: (outcome) => this.#note((instruments) => instruments.look(outcome)),
    });
  }

  /**
   * The same gate, with every answer of a model counted, whoever asked for it: a run's turns, and the repairs of a playbook. Models
   * are named as the registry has them, and `other` where it has not: what hosts invent must not become a label.
   */
  watchGate(gate: Gate, registry: Pick<Registry, 'find'>): Gate {
    return countedGate(gate, (answer) => {
      const model = registry.find(answer.model)?.id ?? 'other';
      this.#note((instruments) => instruments.answer({ ...answer, model }));
    });
  }

  /** Counts the outcome of a run; resolves when it has ended. */
  async follow(events: AsyncIterable<RunEvent>): Promise<void> {
    const instruments = await this.#load();
    for await (const event of events) {
      if (event.type === 'ended') instruments.ended(event.run.outcome ?? 'failed');
    }
  }

  /** Everything in Prometheus' text format. */
  async text(): Promise<{ readonly contentType: string; readonly text: string }> {
    const { registry } = await this.#load();
    return { contentType: registry.contentType, text: await registry.metrics() };
  }

  #note(count: (instruments: Instruments) => void): void {
    void this.#load().then(count);
  }

  #load(): Promise<Instruments> {
    this.#instruments ??= import('./instruments.ts').then(
      ({ Instruments }) => new Instruments(this.#readings),
    );
    return this.#instruments;
  }
}
