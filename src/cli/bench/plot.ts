import type { ModelRow } from './measure.ts';
import type { Published } from './published.ts';

const WIDTH = 860;
const ROW = 54;
const LEFT = 250;
const TOP = 96;
const BAR = 14;

/** A row of the plot: what was measured, and what others have published. */
export interface PlotRow {
  readonly row: ModelRow;
  readonly published: Published | undefined;
}

interface Panel {
  readonly title: string;
  readonly unit: (value: number) => string;
  readonly measured: (row: ModelRow) => number;
  readonly published: (of: Published) => number | undefined;
}

const PANELS: readonly Panel[] = [
  {
    title: 'Answer, ms (p50)',
    unit: (value) => `${Math.round(value)}`,
    measured: (row) => row.modelMs.p50,
    published: (of) => of.endToEndMs,
  },
  {
    title: 'First content, ms (p50)',
    unit: (value) => `${Math.round(value)}`,
    measured: (row) => row.firstMs.p50,
    published: (of) => of.firstMs,
  },
  {
    title: 'Tokens a second',
    unit: (value) => `${Math.round(value)}`,
    measured: (row) => row.tokensPerSecond,
    published: (of) => of.tokensPerSecond,
  },
  {
    title: 'Dollars a task',
    unit: (value) => `$${value.toPrecision(2)}`,
    measured: (row) => row.usdPerRun,
    published: () => undefined,
  },
];

/** The bench as one SVG that needs nothing else: a panel for each quantity, a bar for what was measured, an outlined one for what others have published. */
export function plotSvg(rows: readonly PlotRow[], title: string): string {
  const columns = PANELS.length;
  const panelWidth = Math.floor((WIDTH - LEFT - 20) / columns) - 16;
  const height = TOP + rows.length * ROW + 30;
  const panels = PANELS.map((panel, i) => panelSvg(panel, rows, LEFT + i * (panelWidth + 16), panelWidth));
  const names = rows.map(({ row }, i) => {
    const y = TOP + i * ROW + 18;
    const share = `${row.right} of ${row.runs} right, ${row.steps} turns`;
    return `<text x="20" y="${y}" class="name">${escape(row.model)}</text><text x="20" y="${y + 17}" class="soft">${escape(share)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escape(title)}">
<style>text{font:13px system-ui,sans-serif;fill:#1c1e21}.title{font-size:18px;font-weight:600}.name{font-weight:600}.soft{fill:#6a6f76;font-size:11px}.bar{fill:#0b66c3}.ref{fill:none;stroke:#b45309;stroke-width:1.5}</style>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="20" y="32" class="title">${escape(title)}</text>
<rect x="20" y="46" width="14" height="10" class="bar"/><text x="40" y="56" class="soft">measured</text>
<rect x="110" y="46" width="14" height="10" class="ref"/><text x="130" y="56" class="soft">published by others (see the JSON for sources)</text>
${names.join('\n')}
${panels.join('\n')}
</svg>
`;
}

function panelSvg(panel: Panel, rows: readonly PlotRow[], x: number, width: number): string {
  const pairs = rows.map(({ row, published }) => ({
    measured: panel.measured(row),
    other: published === undefined ? undefined : panel.published(published),
  }));
  const top = Math.max(Number.MIN_VALUE, ...pairs.flatMap(({ measured, other }) => [measured, other ?? 0]));
  // Room for the number at the end of the longest bar.
  const scale = (width - 44) / top;
  const bars = pairs.map(({ measured, other }, i) => {
    const y = TOP + i * ROW + 6;
    return `${bar('bar', x, y, measured * scale, panel.unit(measured))}${other === undefined ? '' : bar('ref', x, y + BAR + 4, other * scale, panel.unit(other))}`;
  });
  return `<text x="${x}" y="${TOP - 12}" class="soft">${escape(panel.title)}</text>${bars.join('')}`;
}

function bar(kind: string, x: number, y: number, length: number, label: string): string {
  const width = Math.max(1, length).toFixed(1);
  return `<rect x="${x}" y="${y}" width="${width}" height="${BAR}" class="${kind}"/><text x="${(x + Number(width) + 4).toFixed(1)}" y="${y + 11}" class="soft">${escape(label)}</text>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
