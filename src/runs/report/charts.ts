import { formatCount, formatMs, formatUsd } from './format.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

const WIDTH = 400;
const HEIGHT = 170;
const LEFT = 58;
const BOTTOM = 24;
const TOP = 12;
const PLOT_WIDTH = WIDTH - LEFT - 8;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;

/** Cumulated dollars over the steps, as a stepped line with an area below it. */
export function costCurve(costs: readonly number[]): Html {
  let sum = 0;
  const sums = [0, ...costs.map((cost) => (sum += cost))];
  const top = sum === 0 ? 1 : sum;
  const x = (i: number): number => LEFT + (PLOT_WIDTH * i) / Math.max(1, costs.length);
  const y = (value: number): number => TOP + PLOT_HEIGHT * (1 - value / top);
  const line = sums
    .map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`)
    .join('');
  const area = `${line}L${x(costs.length).toFixed(1)} ${y(0)}L${x(0)} ${y(0)}Z`;
  return chart(
    `Cost over ${costs.length} steps`,
    html`${axis(top, formatUsd)}
      <path class="area" d="${area}" />
      <path class="line" d="${line}" />
      <circle
        class="dot"
        cx="${x(costs.length).toFixed(1)}"
        cy="${y(sum).toFixed(1)}"
        r="3.5"
      />${stepTicks(costs.length)}`,
  );
}

/** The four parts of a step's time, in ms. */
export interface StepTime {
  readonly model: number;
  readonly act: number;
  readonly settle: number;
  readonly frame: number;
}

/** The parts in the order in which they are stacked. */
export const TIME_PARTS = ['model', 'act', 'settle', 'frame'] as const;

/** A stacked bar for each step: where its time went. */
export function timeBars(times: readonly StepTime[]): Html {
  return stackedBars('Time of each step', TIME_PARTS, times, formatMs);
}

/** The tokens of a step's answer: prompt that was new, prompt from the cache, answer with its reasoning. */
export interface StepTokens {
  readonly fresh: number;
  readonly cached: number;
  readonly output: number;
}

/** The parts in the order in which they are stacked. */
export const TOKEN_PARTS = ['cached', 'fresh', 'output'] as const;

/** A stacked bar for each step: the tokens of its prompt and answer. */
export function tokenBars(tokens: readonly StepTokens[]): Html {
  return stackedBars('Tokens of each step', TOKEN_PARTS, tokens, formatCount);
}

function stackedBars<Part extends string>(
  label: string,
  parts: readonly Part[],
  values: readonly Readonly<Record<Part, number>>[],
  format: (value: number) => string,
): Html {
  const total = (value: Readonly<Record<Part, number>>): number =>
    parts.reduce((sum, part) => sum + value[part], 0);
  const top = Math.max(1, ...values.map(total));
  const slot = PLOT_WIDTH / Math.max(1, values.length);
  const bars = values.map((value, i) => {
    let base = TOP + PLOT_HEIGHT;
    return parts.map((part) => {
      const height = (PLOT_HEIGHT * value[part]) / top;
      base -= height;
      const width = Math.max(1, Math.min(28, slot * 0.7));
      const left = LEFT + slot * (i + 0.5) - width / 2;
      return html`<rect
        class="${part}"
        x="${left.toFixed(1)}"
        y="${base.toFixed(1)}"
        width="${width.toFixed(1)}"
        height="${height.toFixed(1)}"
        ><title>Step ${i + 1}: ${part} ${format(value[part])}</title></rect
      >`;
    });
  });
  return chart(label, html`${axis(top, format)}${bars}${stepTicks(values.length, 0.5)}`);
}

function chart(label: string, content: Html): Html {
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${content}</svg>`;
}

function axis(top: number, format: (value: number) => string): Html {
  const marks = [0, 0.5, 1].map((part) => {
    const y = TOP + PLOT_HEIGHT * (1 - part);
    return html`<line class="grid" x1="${LEFT}" x2="${WIDTH - 8}" y1="${y}" y2="${y}" /><text
        x="${LEFT - 6}"
        y="${y + 4}"
        text-anchor="end"
        >${part === 0 ? '0' : format(top * part)}</text
      >`;
  });
  return html`${marks}`;
}

function stepTicks(count: number, offset = 0): Html {
  const every = Math.max(1, Math.ceil(count / 12));
  const ticks = Array.from({ length: count }, (_, i) => i + 1).filter((n) => n % every === 0 || n === 1);
  return html`${ticks.map((n) => {
    const x = LEFT + (PLOT_WIDTH * (n - offset)) / Math.max(1, count);
    return html`<text x="${x.toFixed(1)}" y="${HEIGHT - 6}" text-anchor="middle">${n}</text>`;
  })}`;
}
