import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ticksToUsd } from '../../models/pricing.ts';
import type { ActionOutcome, LookOutcome } from './counted-executor.ts';
import type { PaidAnswer } from './counted-gate.ts';

/** Seconds; from the input itself (below 2 ms) to an action that waits for its page. */
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What is read at each scrape instead of being counted. */
export interface Readings {
  readonly processes: () => readonly {
    readonly name: string;
    readonly state: string;
    readonly restarts: number;
  }[];
  /** Connections of the browser that were refused, by rule. */
  readonly refusedConnections?: () => Readonly<Record<string, number>>;
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
  readonly #actions = this.#counter(
    'deskhand_actions_total',
    'Actions by name and result, those inside of a batch too.',
    ['action', 'result'],
  );
  readonly #act = this.#histogram(
    'deskhand_action_seconds',
    'The input itself of actions that succeeded, without looking.',
    ['action'],
  );
  readonly #settle = this.#histogram(
    'deskhand_settle_seconds',
    'Waiting for the screen to settle, where that was asked for.',
    [],
  );
  readonly #frame = this.#histogram('deskhand_frame_seconds', 'Taking and encoding the observation.', []);
  readonly #unsettled = this.#counter(
    'deskhand_unsettled_total',
    'Observations that waited for the screen to settle, and it still changed.',
    [],
  );
  readonly #answers = this.#counter(
    'deskhand_steps_total',
    'Model turns: answers that were paid for, in runs and for repairs of playbooks.',
    ['model'],
  );
  readonly #tokens = this.#counter(
    'deskhand_tokens_total',
    'Tokens as billed; reasoning is part of output, cached of input.',
    ['model', 'kind'],
  );
  readonly #dollars = this.#counter('deskhand_cost_dollars_total', 'Dollars spent on models.', ['model']);
  readonly #model = this.#histogram(
    'deskhand_model_seconds',
    'Answers of the model, waiting for limits not included.',
    ['model'],
  );
  readonly #runs = this.#counter('deskhand_runs_total', 'Runs by outcome.', ['outcome']);

  constructor(readings: Readings) {
    collectDefaultMetrics({ register: this.registry, prefix: 'deskhand_runner_' });
    this.registry.registerMetric(versionGauge(readings.version));
    this.registry.registerMetric(restartCounter(readings));
    this.registry.registerMetric(upGauge(readings));
    this.registry.registerMetric(refusedCounter(readings));
    for (const metric of gateMetrics(readings)) this.registry.registerMetric(metric);
  }

  /** Counts an action. */
  action({ action, result, actMs }: ActionOutcome): void {
    this.#actions.inc({ action, result });
    if (actMs !== undefined) this.#act.observe({ action }, actMs / 1000);
  }

  /** Counts an observation. */
  look({ frameMs, settling }: LookOutcome): void {
    this.#frame.observe(frameMs / 1000);
    if (settling === undefined) return;
    this.#settle.observe(settling.settleMs / 1000);
    if (!settling.settled) this.#unsettled.inc();
  }

  /** Counts an answer of a model. */
  answer({ model, usage, ticks, ms }: PaidAnswer): void {
    this.#answers.inc({ model });
    for (const kind of ['input', 'cached', 'output', 'reasoning'] as const) {
      this.#tokens.inc({ model, kind }, usage[kind]);
    }
    this.#dollars.inc({ model }, ticksToUsd(ticks));
    this.#model.observe({ model }, ms / 1000);
  }

  /** Counts a run that has ended. */
  ended(outcome: string): void {
    this.#runs.inc({ outcome });
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

function refusedCounter({ refusedConnections }: Readings): Counter {
  return new Counter({
    name: 'deskhand_refused_connections_total',
    help: 'Connections of the browser that were not allowed, by the setting that decided.',
    labelNames: ['rule'],
    registers: [],
    collect() {
      this.reset();
      for (const [rule, count] of Object.entries(refusedConnections?.() ?? {})) this.inc({ rule }, count);
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
