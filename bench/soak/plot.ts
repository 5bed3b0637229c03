import type { Series } from './series.ts';

const WIDTH = 860;
const LEFT = 260;
const ROW = 44;
const TOP = 64;

/** All series as one SVG that needs nothing else: a line each from zero, the warm-up shaded, what is not flat in red. */
export function soakSvg(series: readonly Series[], warmUp: number, title: string): string {
  const height = TOP + series.length * ROW + 20;
  const end = Math.max(1, ...series.flatMap(({ points }) => points.map(({ at }) => at)));
  const x = (at: number): number => LEFT + (at / end) * (WIDTH - LEFT - 20);
  const rows = series.map((each, i) => row(each, TOP + i * ROW, x));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${title}">
<style>text{font:13px system-ui,sans-serif;fill:#1c1e21}.soft{fill:#6a6f76;font-size:11px}.line{fill:none;stroke:#0b66c3;stroke-width:1.5}.grows{stroke:#c0261c}</style>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="20" y="32" font-weight="600">${title}</text>
<rect x="${LEFT}" y="${TOP - 8}" width="${(x(warmUp) - LEFT).toFixed(1)}" height="${series.length * ROW}" fill="#eef1f4"/>
<text x="${LEFT + 4}" y="${TOP - 12}" class="soft">warm-up</text>
${rows.join('\n')}
</svg>
`;
}

function row({ name, unit, points, verdict }: Series, y: number, x: (at: number) => number): string {
  const top = Math.max(1, ...points.map(({ value }) => value));
  const line = points.map(({ at, value }) => {
    const height = ((ROW - 12) * value) / top;
    return `${x(at).toFixed(1)},${(y + ROW - 12 - height).toFixed(1)}`;
  });
  const grown = `${verdict.growth >= 0 ? '+' : ''}${verdict.growth.toFixed(1)}`;
  return `<text x="20" y="${y + 14}">${name}</text><text x="20" y="${y + 29}" class="soft">${verdict.median.toFixed(1)} ${unit}, ${grown} ${unit} over the judged part</text>
<polyline class="line${verdict.isFlat ? '' : ' grows'}" points="${line.join(' ')}"/>`;
}
