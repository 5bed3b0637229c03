import type { Summary } from './statistics.ts';

/** What the bench ran on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** The kernel's release. */
  readonly kernel: string;
  /** The Docker Engine's version. */
  readonly engine: string;
}

/** One line of the bench: what was measured, how it did, and what it should reach. */
export interface Measurement {
  readonly name: string;
  readonly unit: 's' | 'ms' | 'MB' | 'chars/s' | '%';
  readonly summary: Summary;
  /** The number to reach for the p50 (design, Numbers to reach); undefined for the peers' ways. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
  /** Measured beside ours for comparison. */
  readonly peer?: boolean;
}

/** Whether a measurement reaches its target; undefined where it has none. */
export function reaches({ target, summary }: Measurement): boolean | undefined {
  if (target === undefined) return undefined;
  return 'atMost' in target ? summary.p50 <= target.atMost : summary.p50 >= target.atLeast;
}

/** The measurements as a Markdown table. */
export function toTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map((m) => [
    m.peer === true ? `*${m.name}*` : m.name,
    format(m.summary.p50, m.unit),
    format(m.summary.p95, m.unit),
    String(m.summary.n),
    targetText(m),
  ]);
  const head = ['what', 'p50', 'p95', 'n', 'target'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function targetText(m: Measurement): string {
  if (m.target === undefined) return '';
  const bound = 'atMost' in m.target ? `≤ ${m.target.atMost}` : `≥ ${m.target.atLeast}`;
  return `${bound} ${reaches(m) === true ? 'reached' : '**missed**'}`;
}

/** A measurement's p50 in words, such as `3.4 s`. */
export function formatP50({ summary, unit }: Measurement): string {
  return format(summary.p50, unit);
}

function format(value: number, unit: Measurement['unit']): string {
  const digits = unit === 's' ? 1 : unit === 'ms' && value < 10 ? 2 : unit === 'ms' && value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}

/** A whole run of the bench. */
export interface Report {
  readonly machine: Machine;
  /** ISO 8601. */
  readonly at: string;
  readonly measurements: readonly Measurement[];
}
