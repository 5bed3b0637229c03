import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RunEvent, Step } from '../../agent/events.ts';

/** Seconds; from the input itself (below 2 ms) to an action that waits for its page. */
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What became of an action. */
export interface ActionOutcome {
  readonly action: string;
  /** `ok`, or the error's code. */
  readonly result: string;
  readonly timings?: { readonly actMs: number; readonly settleMs: number; readonly frameMs: number };
  /** Undefined where nothing was looked at. */
  readonly settled?: boolean | undefined;
}

/** What is read at each scrape instead of being counted. */
export interface Readings {
  readonly processes: () => readonly {
    readonly name: string;
    readonly state: string;
    readonly restarts: number;
  }[];
  /** What keeping the limits and budgets of the model's key has cost; see `GateCounts`. */
  readonly gate: () => {
    readonly waiting: number;
    readonly waits: number;
    readonly waitedMs: number;
    readonly refused: number;
    readonly rateLimited: number;
  };
  readonly version: string;
}

/** Everything that a desktop counts. Names follow https://prometheus.io/docs/practices/naming/. */
export class Instruments {
  readonly registry = new Registry();
  readonly #actions = this.#counter('deskhand_actions_total', 'Actions by name and result.', [
    'action',
    'result',
  ]);
  readonly #act = this.#histogram('deskhand_action_seconds', 'The input itself, without looking.', [
    'action',
  ]);
  readonly #settle = this.#histogram('deskhand_settle_seconds', 'Waiting for the screen to settle.', []);
  readonly #frame = this.#histogram('deskhand_frame_seconds', 'Taking and encoding the observation.', []);
  readonly #unsettled = this.#counter(
    'deskhand_unsettled_total',
    'Observations of a screen that still changed.',
    [],
  );
  readonly #steps = this.#counter('deskhand_steps_total', 'Model turns.', ['model']);
  readonly #tokens = this.#counter(
    'deskhand_tokens_total',
    'Tokens as billed; reasoning is part of output, cached of input.',
    ['model', 'kind'],
  );
  readonly #dollars = this.#counter('deskhand_cost_dollars_total', 'Dollars spent on models.', ['model']);
  readonly #model = this.#histogram('deskhand_model_seconds', 'Answers of the model.', ['model']);
  readonly #runs = this.#counter('deskhand_runs_total', 'Runs by outcome.', ['outcome']);

  constructor(readings: Readings) {
    collectDefaultMetrics({ register: this.registry, prefix: 'deskhand_runner_' });
    this.registry.registerMetric(versionGauge(readings.version));
    this.registry.registerMetric(restartCounter(readings));
    this.registry.registerMetric(upGauge(readings));
    for (const metric of gateMetrics(readings)) this.registry.registerMetric(metric);
  }

  /** Counts an action. */
  action({ action, result, timings, settled }: ActionOutcome): void {
    this.#actions.inc({ action, result });
    if (timings === undefined) return;
    this.#act.observe({ action }, timings.actMs / 1000);
    if (settled === undefined) return;
    this.#settle.observe(timings.settleMs / 1000);
    this.#frame.observe(timings.frameMs / 1000);
    if (!settled) this.#unsettled.inc();
  }

  /** Counts what an event of a run tells. */
  run(event: RunEvent): void {
    if (event.type === 'step') this.#step(event.step);
    if (event.type === 'ended') this.#runs.inc({ outcome: event.run.outcome ?? 'failed' });
  }

  #step({ model, usage, costUsd, modelMs }: Step): void {
    this.#steps.inc({ model });
    for (const kind of ['input', 'cached', 'output', 'reasoning'] as const) {
      this.#tokens.inc({ model, kind }, usage[kind]);
    }
    this.#dollars.inc({ model }, costUsd);
    this.#model.observe({ model }, modelMs / 1000);
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }
}

function versionGauge(version: string): Gauge {
  const gauge = new Gauge({
    name: 'deskhand_info',
    help: 'The version.',
    labelNames: ['version'],
    registers: [],
  });
  gauge.set({ version }, 1);
  return gauge;
}

function restartCounter({ processes }: Readings): Counter {
  return new Counter({
    name: 'deskhand_process_restarts_total',
    help: 'How often a process was started again.',
    labelNames: ['process'],
    registers: [],
    collect() {
      this.reset();
      for (const { name, restarts } of processes()) this.inc({ process: name }, restarts);
    },
  });
}

function upGauge({ processes }: Readings): Gauge {
  return new Gauge({
    name: 'deskhand_process_up',
    help: 'Whether a process works.',
    labelNames: ['process'],
    registers: [],
    collect() {
      for (const { name, state } of processes()) this.set({ process: name }, state === 'ready' ? 1 : 0);
    },
  });
}

/** Waiting for limits and stopping at budgets, read at each scrape. */
function gateMetrics({ gate }: Readings): readonly (Counter | Gauge)[] {
  const total = (name: string, help: string, read: () => number): Counter =>
    new Counter({
      name,
      help,
      registers: [],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  const waiting = new Gauge({
    name: 'deskhand_model_waiting',
    help: 'Calls that wait for the rate limit now.',
    registers: [],
    collect() {
      this.set(gate().waiting);
    },
  });
  return [
    waiting,
    total('deskhand_model_waits_total', 'Calls that had to wait for a rate limit.', () => gate().waits),
    total(
      'deskhand_model_wait_seconds_total',
      'Time that calls waited for rate limits, those that still wait included.',
      () => gate().waitedMs / 1000,
    ),
    total(
      'deskhand_model_refused_total',
      'Calls that were not made: a budget would have been passed.',
      () => gate().refused,
    ),
    total(
      'deskhand_model_rate_limited_total',
      'Calls that the provider turned away (429) for its rate limit.',
      () => gate().rateLimited,
    ),
  ];
}
