/** The report's style sheet: light and dark by the reader's preference, fonts of the system. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f6f5f1, #14161a); --card: light-dark(#fff, #1d2026); --ink: light-dark(#1c1e21, #e8e6e1);
  --soft: light-dark(#6a6f76, #9aa0a8); --rule: light-dark(#e2e0d9, #2d3138); --accent: light-dark(#0b66c3, #6bb3ff);
  --good: light-dark(#15803d, #4ade80); --bad: light-dark(#b42318, #ff8a7a); --warn: light-dark(#b45309, #fbbf24);
  --model: light-dark(#6d5bd0, #a79bf5); --act: light-dark(#0b8a8a, #4fd1c5); --settle: light-dark(#d9822b, #f6ad55);
  --frame: light-dark(#8a94a0, #718096); --ring: #ff2d6f;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 40px 24px 24px; }
h1 { font-size: 26px; line-height: 1.3; margin: 8px 0 16px; white-space: pre-wrap; overflow-wrap: anywhere; text-wrap: balance; }
h2 { font-size: 18px; margin: 40px 0 12px; }
code, pre { font: 13px/1.5 ui-monospace, 'DejaVu Sans Mono', monospace; }
.badge { display: inline-block; margin: 0; padding: 3px 12px; border-radius: 99px; font-weight: 600; font-size: 13px; color: #fff; background: var(--soft); }
.badge.done { background: #15803d; } .badge.failed { background: #b42318; } .badge.limit, .badge.needs_user { background: #b45309; }
.result { background: var(--card); border: 1px solid var(--rule); border-left: 4px solid var(--good); border-radius: 8px; padding: 14px 18px; font-size: 17px; white-space: pre-wrap; overflow-wrap: anywhere; }
.result.error { border-left-color: var(--bad); margin-top: 10px; font-size: 15px; } .result.error span { color: var(--soft); }
.cards { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0; }
.cards div { flex: 1 1 150px; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 12px 16px; }
.cards dt { color: var(--soft); font-size: 12px; text-transform: uppercase; letter-spacing: .06em; }
.cards dd { margin: 2px 0 0; font-size: 20px; font-weight: 600; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.cards small { display: block; color: var(--soft); font-size: 12px; font-weight: 400; min-height: 1.5em; }
.overview { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 12px; align-items: stretch; }
figure { display: flex; flex-direction: column; margin: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 14px 16px; }
figcaption { font-weight: 600; margin-bottom: 8px; } figure svg { width: 100%; height: auto; max-height: 230px; display: block; margin: auto 0; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; } .grid { stroke: var(--rule); }
.area { fill: var(--accent); opacity: .15; } .line { fill: none; stroke: var(--accent); stroke-width: 2; } .dot { fill: var(--accent); }
rect.model { fill: var(--model); } rect.act { fill: var(--act); } rect.settle { fill: var(--settle); } rect.frame { fill: var(--frame); }
.legend { float: right; font-weight: 400; font-size: 12px; color: var(--soft); } .legend span { margin-left: 12px; white-space: nowrap; }
.legend span::before { content: ''; display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin-right: 5px; background: var(--soft); }
rect.fresh { fill: var(--accent); } rect.cached { fill: var(--frame); } rect.output { fill: var(--model); }
.legend .fresh::before { background: var(--accent); } .legend .cached::before { background: var(--frame); } .legend .output::before { background: var(--model); }
.legend .model::before { background: var(--model); } .legend .act::before { background: var(--act); } .legend .settle::before { background: var(--settle); } .legend .frame::before { background: var(--frame); }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: right; color: var(--soft); font-weight: 500; font-size: 12px; } td { text-align: right; padding: 4px 0; border-top: 1px solid var(--rule); }
th:first-child, td:first-child { text-align: left; } td.some { color: var(--bad); font-weight: 600; }
.timeline { list-style: none; margin: 0; padding: 0; }
.step { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 20px; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 18px; margin-bottom: 14px; }
.step.bad { border-color: var(--bad); } .step.bare { grid-template-columns: 1fr; } .step { scroll-margin-top: 10px; } .step:target { outline: 3px solid var(--accent); outline-offset: -1px; }
nav { display: flex; flex-wrap: wrap; gap: 6px; margin: 0 0 14px; } nav a { min-width: 32px; padding: 4px 8px; border-radius: 99px; text-align: center; font-size: 13px; text-decoration: none; color: var(--ink); background: var(--card); border: 1px solid var(--rule); }
nav a.bad { color: var(--bad); border-color: var(--bad); font-weight: 600; } nav a:hover { border-color: var(--accent); }
.step h3 { margin: 0 0 8px; font-size: 15px; display: flex; gap: 8px; align-items: baseline; flex-wrap: wrap; }
.step h3 a { display: inline-grid; place-items: center; min-width: 28px; height: 28px; padding: 0 6px; border-radius: 99px; background: var(--accent); color: var(--card); text-decoration: none; }
.step.bad h3 a { background: var(--bad); }
.meanwhile { margin: 0 0 10px; padding-left: 10px; border-left: 3px solid var(--soft); overflow-wrap: anywhere; }
.thought { margin: 0 0 10px; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--soft); max-height: 16em; overflow: auto; }
.actions { list-style: none; margin: 0; padding: 0; } .actions > li { padding: 7px 0; border-top: 1px solid var(--rule); overflow-wrap: anywhere; }
.actions code { background: color-mix(in srgb, var(--accent) 14%, transparent); color: var(--accent); padding: 1px 7px; border-radius: 5px; }
.actions .failed code { background: color-mix(in srgb, var(--bad) 14%, transparent); color: var(--bad); }
.parts { margin: 6px 0 0; padding-left: 22px; } .parts li { padding: 2px 0; }
.actions b { font-weight: 600; } .param { color: var(--soft); margin-right: 6px; } .param q, .param i { color: var(--ink); font-style: normal; }
.actions small { white-space: nowrap; }
.actions small, .facts, .page { color: var(--soft); font-size: 12px; } .actions em { color: var(--warn); }
.error { margin: 4px 0 0; color: var(--bad); } .error span { color: var(--soft); }
.facts, .page { margin: 8px 0 0; overflow-wrap: anywhere; } .page span { display: block; }
details summary { cursor: pointer; color: var(--soft); font-size: 12px; } pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 18em; overflow: auto; margin: 6px 0 0; }
.frame { margin-bottom: 8px; background: none; } .frame input { position: absolute; opacity: 0; pointer-events: none; }
.frame svg { display: block; width: 100%; height: auto; border: 1px solid var(--rule); border-radius: 6px; cursor: zoom-in; }
.frame input:focus-visible + label svg { outline: 3px solid var(--accent); }
.frame input:checked + label { position: fixed; inset: 0; z-index: 9; display: grid; place-items: center; padding: 2vmin; background: rgb(0 0 0 / .85); cursor: zoom-out; }
.frame input:checked + label svg { width: auto; max-width: 100%; max-height: 96vh; cursor: zoom-out; aspect-ratio: auto; height: 96vh; }
.ring circle { fill: rgb(255 45 111 / .14); stroke: var(--ring); stroke-width: 4; } .ring .core { fill: var(--ring); stroke: none; }
.ring path { fill: none; stroke: var(--ring); stroke-width: 4; stroke-dasharray: 2 9; stroke-linecap: round; }
.ring.failed circle { stroke-dasharray: 7 6; } .ring text { fill: var(--ring); font-size: 22px; font-weight: 700; stroke: #fff; stroke-width: 4; paint-order: stroke; }
footer { text-align: center; color: var(--soft); font-size: 12px; padding: 0 0 40px; }
@media (max-width: 800px) { .step { grid-template-columns: 1fr; } main { padding: 24px 14px; } .legend { float: none; display: block; } .legend span { margin: 0 12px 0 0; } }
@media print { .step { break-inside: avoid; } .frame input:checked + label { position: static; background: none; } }
`;
