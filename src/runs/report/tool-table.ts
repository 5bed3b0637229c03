import type { Step } from '../../agent/events.ts';
import { formatMs } from './format.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** What one tool was used for in a run. */
export interface ToolRow {
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  readonly totalMs: number;
  readonly medianMs: number;
}

/** Calls, errors and time of each tool, the most used first. */
export function toolRows(steps: readonly Step[]): readonly ToolRow[] {
  const byName = Map.groupBy(
    steps.flatMap((step) => step.actions),
    (action) => action.name,
  );
  return [...byName]
    .map(([name, actions]) => {
      const times = actions
        .map(({ timings: t }) => t.actMs + t.settleMs + t.frameMs)
        .toSorted((a, b) => a - b);
      return {
        name,
        calls: actions.length,
        errors: actions.filter((action) => !action.ok).length,
        totalMs: times.reduce((sum, ms) => sum + ms, 0),
        medianMs: times[Math.floor(times.length / 2)] ?? 0,
      };
    })
    .sort((a, b) => b.calls - a.calls || a.name.localeCompare(b.name));
}

/** The table of {@link toolRows}. */
export function toolTable(rows: readonly ToolRow[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th>tool</th>
        <th>calls</th>
        <th>errors</th>
        <th>median</th>
        <th>total</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            <td><code>${row.name}</code></td>
            <td>${row.calls}</td>
            <td class="${row.errors > 0 ? 'some' : ''}">${row.errors}</td>
            <td>${formatMs(row.medianMs)}</td>
            <td>${formatMs(row.totalMs)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
