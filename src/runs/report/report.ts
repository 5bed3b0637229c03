import type { Outcome, RunHead, Step } from '../../agent/events.ts';
import { costCurve, TIME_PARTS, timeBars, TOKEN_PARTS, tokenBars } from './charts.ts';
import type { StepTime, StepTokens } from './charts.ts';
import { formatCount, formatMs, formatUsd } from './format.ts';
import { html, trusted } from './html.ts';
import type { Html } from './html.ts';
import type { ReportData } from './report-data.ts';
import { REPORT_STYLE } from './style.ts';
import { stepLinks, timeline } from './timeline.ts';
import { toolRows, toolTable } from './tool-table.ts';

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  done: 'Done',
  failed: 'Failed',
  limit: 'Limit reached',
  cancelled: 'Cancelled',
  needs_user: 'Needs you',
};

/**
 * A run as one HTML page that needs nothing else: no script, no network (its own policy forbids both), pictures inside.
 * Whatever a page or a model has said is escaped.
 */
export function renderReport({ head, steps, last }: ReportData): string {
  const plain = steps.map(({ step }) => step);
  const title = head.task.split('\n')[0]?.slice(0, 120) ?? head.id;
  return html`${trusted('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – deskhand run ${head.id}</title>
        <style>
          ${trusted(REPORT_STYLE)}
        </style>
      </head>
      <body>
        <main>
          ${header(head)} ${numbers(head)} ${overview(plain, head)}
          <h2>What happened</h2>
          ${stepLinks(steps)} ${timeline(steps, last)}
        </main>
        <footer>deskhand · run ${head.id} · ${head.startedAt}</footer>
      </body>
    </html> `.toString();
}

function header(head: RunHead): Html {
  const outcome = head.outcome ?? 'failed';
  const ended = head.state === 'ended';
  return html`<header>
    <p class="badge ${ended ? outcome : 'running'}">${ended ? OUTCOMES[outcome] : 'Running'}</p>
    <h1>${head.task}</h1>
    ${head.result === undefined ? undefined : html`<div class="result">${head.result}</div>`}
    ${head.error === undefined ? undefined : html`<div class="result error"><b>${head.error.code}</b> ${head.error.message}${head.error.hint === undefined ? undefined : html`<br /><span>${head.error.hint}</span>`}</div>`}
  </header>`;
}

function numbers(head: RunHead): Html {
  const { totals } = head;
  const others = head.answeredBy.filter((id) => id !== head.model);
  const cards: [string, string, string][] = [
    ['model', head.model, others.length === 0 ? '' : `answered by ${others.join(', ')}`],
    ['time', formatMs(totals.durationMs), `of ${head.limits.minutes} min`],
    ['steps', formatCount(totals.steps), `${formatCount(totals.actions)} actions`],
    ['cost', formatUsd(totals.costUsd), costNote(head)],
    ...(totals.inputTokens === 0
      ? []
      : [
          [
            'tokens',
            formatCount(totals.inputTokens + totals.outputTokens),
            `${formatCount(totals.cachedTokens)} cached, ${formatCount(totals.outputTokens)} out`,
          ] satisfies [string, string, string],
        ]),
  ];
  return html`<dl class="cards">
    ${cards.map(
      ([name, value, note]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}<small>${note}</small></dd>
        </div>`,
    )}
  </dl>`;
}

function costNote(head: RunHead): string {
  if (head.estimatedUsd === undefined) return `of ${formatUsd(head.limits.usd)}`;
  return `grok-4-1-fast: about ${formatUsd(head.estimatedUsd)}`;
}

function overview(steps: readonly Step[], head: RunHead): Html | undefined {
  if (steps.length === 0) return undefined;
  const times = steps.map(timeOf);
  const sum = (part: keyof StepTime): number => times.reduce((total, time) => total + time[part], 0);
  const all = TIME_PARTS.reduce((total, part) => total + sum(part), 0);
  const legend = TIME_PARTS.map(
    (part) => html`<span class="${part}">${part} ${formatMs(sum(part))} (${share(sum(part), all)})</span>`,
  );
  const costs = steps.map((step) => step.costUsd);
  return html`<section class="overview">
    <figure>
      <figcaption>Where the time went <span class="legend">${legend}</span></figcaption>
      ${timeBars(times)}
    </figure>
    ${
      head.totals.costUsd > 0
        ? html`<figure>
            <figcaption>What it cost</figcaption>
            ${costCurve(costs)}
          </figure>`
        : undefined
    }
    ${tokenFigure(steps)}
    <figure>
      <figcaption>Tools</figcaption>
      ${toolTable(toolRows(steps))}
    </figure>
  </section>`;
}

function share(part: number, all: number): string {
  return all === 0 ? '0 %' : `${Math.round((part / all) * 100)} %`;
}

function tokenFigure(steps: readonly Step[]): Html | undefined {
  const tokens = steps.map(({ usage }) => ({
    cached: Math.min(usage.cached, usage.input),
    fresh: Math.max(0, usage.input - usage.cached),
    output: usage.output,
  }));
  const sum = (part: keyof StepTokens): number => tokens.reduce((total, each) => total + each[part], 0);
  if (TOKEN_PARTS.every((part) => sum(part) === 0)) return undefined;
  const legend = TOKEN_PARTS.map(
    (part) => html`<span class="${part}">${part} ${formatCount(sum(part))}</span>`,
  );
  return html`<figure>
    <figcaption>Tokens <span class="legend">${legend}</span></figcaption>
    ${tokenBars(tokens)}
  </figure>`;
}

function timeOf(step: Step): StepTime {
  const sum = (part: 'actMs' | 'settleMs' | 'frameMs'): number =>
    step.actions.reduce((total, { timings }) => total + timings[part], 0);
  return { model: step.modelMs, act: sum('actMs'), settle: sum('settleMs'), frame: sum('frameMs') };
}
