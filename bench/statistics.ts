/** Percentiles of a set of measurements, in the measurements' own unit. */
export interface Summary {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly min: number;
  readonly max: number;
}

/** Sums up measurements by nearest-rank percentiles; throws for none. */
export function summarise(values: readonly number[]): Summary {
  if (values.length === 0) throw new Error('There is nothing to sum up.');
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return { n: sorted.length, p50: rank(0.5), p95: rank(0.95), min: rank(0), max: rank(1) };
}

/** Runs `work` `n` times after `warmUp` uncounted times and gives the milliseconds of each. */
export async function time(
  n: number,
  work: (i: number) => Promise<unknown>,
  warmUp = 3,
): Promise<readonly number[]> {
  for (let i = -warmUp; i < 0; i++) await work(i);
  const times: number[] = [];
  for (let i = 0; i < n; i++) {
    const start = performance.now();
    await work(i);
    times.push(performance.now() - start);
  }
  return times;
}
