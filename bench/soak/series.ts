import { judge } from './flatness.ts';
import type { Point, Tolerance, Verdict } from './flatness.ts';
import type { ProcessSample, Sample } from './sample.ts';

/** A sample and when it was taken, in seconds since the soak began. */
export interface TimedSample extends Sample {
  readonly at: number;
}

/** One quantity over the soak, with its verdict. */
export interface Series {
  readonly name: string;
  readonly unit: 'MB' | '';
  readonly points: readonly Point[];
  readonly verdict: Verdict;
}

const MB = 1_000_000;
// What a collector has not yet collected, code that V8 compiles as it becomes hot, and holes of the allocator come and go by this much.
const MEMORY: Tolerance = { absolute: 8, relative: 0.05 };
// No code and no holes: what is left behind for good shows here first.
const OBJECTS: Tolerance = { absolute: 3, relative: 0 };
// One left behind in every tenth round would be more.
const COUNT: Tolerance = { absolute: 2, relative: 0 };

/** The quantities that must not grow, judged from `warmUp` seconds on. */
export function judgeSamples(samples: readonly TimedSample[], warmUp: number): readonly Series[] {
  const series = (
    name: string,
    unit: Series['unit'],
    tolerance: Tolerance,
    value: (sample: Sample) => number,
  ): Series => {
    const points = samples.map((sample) => ({ at: sample.at, value: value(sample) }));
    return { name, unit, points, verdict: judge(points, warmUp, tolerance) };
  };
  const names = [...new Set(samples.flatMap((sample) => sample.processes.map(({ name }) => name)))].sort();
  const sum = (of: readonly ProcessSample[], value: (process: ProcessSample) => number): number =>
    of.reduce((total, process) => total + value(process), 0);
  const of = (sample: Sample, name: string): readonly ProcessSample[] =>
    sample.processes.filter((process) => process.name === name);
  return [
    series('memory of the container', 'MB', MEMORY, ({ memory }) => memory / MB),
    ...names.map((name) =>
      series(`memory of ${name}`, 'MB', MEMORY, (sample) =>
        sum(of(sample, name), ({ memory }) => memory / MB),
      ),
    ),
    series('old objects of runner', 'MB', OBJECTS, ({ oldObjects }) => oldObjects / MB),
    // Those of tini cannot be counted.
    ...names
      .filter((name) => name !== 'tini')
      .map((name) =>
        series(`open files of ${name}`, '', COUNT, (sample) => sum(of(sample, name), ({ files }) => files)),
      ),
    series('processes', '', COUNT, ({ processes }) => processes.length),
  ];
}

/** Processes that were zombies at two samples in a row: one alone may just not have been reaped yet. */
export function lastingZombies(samples: readonly TimedSample[]): readonly string[] {
  const zombies = samples.map(({ processes }) => processes.filter(({ isZombie }) => isZombie));
  const lasting = zombies.flatMap((now, i) =>
    now.filter(({ pid }) => zombies[i - 1]?.some((earlier) => earlier.pid === pid) === true),
  );
  return [...new Set(lasting.map(({ pid, name }) => `${name} (${pid})`))];
}
