/** One value of a series; `at` in seconds since the soak began. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** How much a series may grow over the judged part and still be flat: the larger of the two. */
export interface Tolerance {
  /** In the series' own unit. */
  readonly absolute: number;
  /** As a part of the median. */
  readonly relative: number;
}

/** The verdict on one series. */
export interface Verdict {
  readonly median: number;
  readonly max: number;
  /** What the slope makes over the judged part, in the series' own unit. */
  readonly growth: number;
  /** The same in an hour. */
  readonly perHour: number;
  readonly allowed: number;
  readonly isFlat: boolean;
}

/**
 * Judges the points from `warmUp` seconds on by the median of the slopes of all pairs (Theil–Sen): up to a quarter of the points
 * may be outliers, such as the moment before a garbage collection, without changing it. Shrinking is flat. Throws for fewer than 8 points.
 */
export function judge(points: readonly Point[], warmUp: number, tolerance: Tolerance): Verdict {
  const judged = points.filter(({ at }) => at >= warmUp);
  const [first, last] = [judged[0], judged.at(-1)];
  if (first === undefined || last === undefined || judged.length < 8)
    throw new Error(`${judged.length} samples after the warm-up are too few to judge: let it run longer.`);
  const values = judged.map(({ value }) => value);
  const median = middle(values);
  const slope = middle(slopes(judged));
  const growth = slope * (last.at - first.at);
  const allowed = Math.max(tolerance.absolute, tolerance.relative * median);
  return {
    median,
    max: Math.max(...values),
    growth,
    perHour: slope * 3600,
    allowed,
    isFlat: growth <= allowed,
  };
}

function slopes(points: readonly Point[]): readonly number[] {
  return points.flatMap((a, i) =>
    points.slice(i + 1).flatMap((b) => (b.at > a.at ? [(b.value - a.value) / (b.at - a.at)] : [])),
  );
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  if (low === undefined || high === undefined) throw new Error('There is nothing to take the median of.');
  return (low + high) / 2;
}
