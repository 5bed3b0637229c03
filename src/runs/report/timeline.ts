import type { StepAction, StepPart } from '../../agent/events.ts';
import { formatCount, formatMs, formatUsd } from './format.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { marks } from './marks.ts';
import type { ReportFrame, ReportStep } from './report-data.ts';

const MAX_TEXT = 600;

/** A row of numbers that lead to the steps, those with an error in red: a long run is found through at a glance. */
export function stepLinks(steps: readonly ReportStep[]): Html | undefined {
  if (steps.length < 4) return undefined;
  const links = steps.map(({ step }) => {
    const what = step.actions.map(({ name }) => name).join(', ');
    const failed = step.actions.some((action) => !action.ok);
    return html`<a class="${failed ? 'bad' : 'good'}" href="#step-${step.number}" title="${what}"
      >${step.number}</a
    >`;
  });
  return html`<nav aria-label="Steps">${links}</nav>`;
}

/** The steps in order, each with the screen that it acted on and a ring where it clicked. */
export function timeline(steps: readonly ReportStep[], last: ReportFrame | undefined): Html {
  return html`<ol class="timeline">
      ${steps.map(stepItem)}
    </ol>
    ${
      last === undefined
        ? undefined
        : html`<section class="last">
            <h2>The screen at the end</h2>
            ${picture(last, [], 'last')}
          </section>`
    }`;
}

function stepItem({ step, before, zoom }: ReportStep): Html {
  const failed = step.actions.some((action) => !action.ok);
  const bare = before === undefined && zoom === undefined;
  return html`<li class="step${failed ? ' bad' : ''}${bare ? ' bare' : ''}" id="step-${step.number}">
    <div class="told">
      <h3>
        <a href="#step-${step.number}">${step.number}</a
        >${step.actions.map((action) => html`<span>${action.name}</span>`)}
      </h3>
      ${step.thought === '' ? undefined : html`<p class="thought">${step.thought}</p>`}
      <ul class="actions">
        ${step.actions.map(actionItem)}
      </ul>
      <p class="facts">${facts(step)}</p>
      ${step.page === undefined ? undefined : html`<p class="page">${step.page.title}<span>${step.page.url}</span></p>`}
    </div>
    ${
      bare
        ? undefined
        : html`<div class="shown">
            ${before === undefined ? undefined : picture(before, step.actions, String(step.number))}${zoom === undefined ? undefined : picture(zoom, [], `${step.number}z`)}
          </div>`
    }
  </li>`;
}

function facts(step: ReportStep['step']): string {
  const time =
    step.modelMs + step.actions.reduce((sum, { timings: t }) => sum + t.actMs + t.settleMs + t.frameMs, 0);
  const tokens = step.usage.input + step.usage.output;
  return [
    formatMs(time),
    ...(tokens === 0 ? [] : [`${formatCount(tokens)} tokens`, formatUsd(step.costUsd)]),
    new Date(step.at).toISOString().slice(11, 19),
  ].join(' · ');
}

function actionItem(action: StepAction): Html {
  const { timings: t } = action;
  const unsettled = action.settled === false ? html` <em>not settled</em>` : undefined;
  return html`<li class="${action.ok ? 'ok' : 'failed'}">
    <code>${action.name}</code> ${targetOf(action)} ${paramsOf(action)}
    <small>${formatMs(t.actMs + t.settleMs + t.frameMs)}${unsettled}</small>
    ${action.error === undefined ? undefined : html`<p class="error">${action.error.message}${action.error.hint === undefined ? undefined : html` <span>${action.error.hint}</span>`}</p>`}
    ${partsOf(action)} ${resultOf(action)}
  </li>`;
}

/** What is inside a batch, one line each. */
function partsOf({ parts }: StepAction): Html | undefined {
  if (parts === undefined) return undefined;
  const lines = parts.map(
    (part) => html`<li><code>${part.name}</code> ${targetOf(part)} ${paramsOf(part)}</li>`,
  );
  return html`<ol class="parts">
    ${lines}
  </ol>`;
}

function targetOf({ target, end }: StepPart): Html | undefined {
  if (target === undefined) return undefined;
  const to = end?.target === undefined ? undefined : html` → <b>${end.target.role} “${end.target.name}”</b>`;
  return html`<b>${target.role} “${target.name}”</b>${to}`;
}

function paramsOf(action: StepPart & { readonly parts?: readonly StepPart[] }): Html {
  const { params, target, end, parts } = action;
  // A ref says nothing to a person who reads what it stood for, nor does a batch that stands below.
  const known = new Set([
    ...(target === undefined ? [] : ['ref', 'from_ref']),
    ...(end?.target === undefined ? [] : ['to_ref']),
    ...(parts === undefined ? [] : ['actions']),
  ]);
  const told = Object.entries(params).filter(([name]) => !known.has(name));
  const shown = told.map(([name, value]) => {
    const text =
      typeof value === 'string'
        ? html`<q>${clip(value)}</q>`
        : html`<i>${clip(JSON.stringify(value) ?? '')}</i>`;
    return html`<span class="param">${name} ${text}</span>`;
  });
  return html`${shown}`;
}

function resultOf({ result, name }: StepAction): Html | undefined {
  if (result === undefined || name === 'done') return undefined;
  return html`<details>
    <summary>result</summary>
    <pre>${clip(JSON.stringify(result, null, 1), 4000)}</pre>
  </details>`;
}

/** A screen with a numbered ring for each action that had a place. A click on it fills the window, without any script. */
function picture(frame: ReportFrame, actions: readonly StepAction[], id: string): Html {
  const { width, height } = frame.size;
  return html`<div class="frame">
    <input type="checkbox" id="big-${id}" aria-label="Enlarge" /><label for="big-${id}"
      ><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Screen ${id}">
        <image href="${frame.dataUri}" width="${width}" height="${height}" />
        ${marks(actions)}
      </svg></label
    >
  </div>`;
}

function clip(text: string, max = MAX_TEXT): string {
  return text.length <= max ? text : `${text.slice(0, max)}…`;
}
