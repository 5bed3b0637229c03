import type { Point, Size } from '../../base/geometry.ts';
import type { CalibrationTarget } from './targets.ts';

/** What a model may mean by its coordinates. */
export type Convention = 'pixels' | 'thousandths' | 'percent' | 'fractions';

/** A target and where the model said that it is, in its own numbers. */
export interface Answer {
  readonly target: CalibrationTarget;
  /** Undefined when it named no point. */
  readonly point: Point | undefined;
}

/** How well the answers fit one convention. */
export interface Fit {
  readonly convention: Convention;
  /** Share of all targets that were hit. */
  readonly hitRate: number;
  /** Distance from the targets' middles in pixels: median and 95th percentile of the answers. */
  readonly medianError: number;
  readonly p95Error: number;
  /** Mean of the errors: not 0 where the model points beside everything in the same direction. */
  readonly bias: Point;
}

const SCALES: Readonly<Record<Convention, (frame: Size) => Size>> = {
  pixels: () => ({ width: 1, height: 1 }),
  thousandths: (frame) => ({ width: frame.width / 1000, height: frame.height / 1000 }),
  percent: (frame) => ({ width: frame.width / 100, height: frame.height / 100 }),
  fractions: (frame) => frame,
};

/** The fit of every convention, the best first: by targets hit, then by distance. */
export function fitConventions(answers: readonly Answer[], frame: Size): readonly Fit[] {
  const conventions = Object.keys(SCALES) as Convention[];
  return conventions
    .map((convention) => fitOf(convention, answers, frame))
    .sort((a, b) => b.hitRate - a.hitRate || a.medianError - b.medianError);
}

function fitOf(convention: Convention, answers: readonly Answer[], frame: Size): Fit {
  const scale = SCALES[convention](frame);
  const errors = answers.flatMap(({ target, point }) =>
    point === undefined
      ? []
      : [
          {
            x: point.x * scale.width - target.x,
            y: point.y * scale.height - target.y,
            radius: target.radius,
          },
        ],
  );
  const distances = errors.map(({ x, y }) => Math.hypot(x, y)).toSorted((a, b) => a - b);
  const hits = errors.filter(({ x, y, radius }) => Math.hypot(x, y) <= radius).length;
  const mean = (pick: (error: Point) => number): number =>
    errors.reduce((sum, error) => sum + pick(error), 0) / Math.max(1, errors.length);
  return {
    convention,
    hitRate: answers.length === 0 ? 0 : hits / answers.length,
    medianError: rank(distances, 0.5),
    p95Error: rank(distances, 0.95),
    bias: { x: mean(({ x }) => x), y: mean(({ y }) => y) },
  };
}

function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Infinity;
}
