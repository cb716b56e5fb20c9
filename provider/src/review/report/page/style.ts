/** The page's style. Colours have 4.5:1 against their ground where they carry text, 3:1 where they carry a shape. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #f6f7f6; --ink: #17211f; --soft: #4d5a57; --muted: #5d6a67; --line: #dde3e1;
  --pods: #64748b; --serverless: #0b7a6f; --overlap: #b45309; --accent: #4338ca; --bad: #b42318;
  --good-ground: #e5f4ef; --good-ink: #085c4e; --attention-ground: #fdf0d9; --attention-ink: #7a4300;
  --bad-ground: #fde8e6; --bad-ink: #8f1c13; --plain-ground: #eaeeed; --plain-ink: #38443f;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #141a19; --ground: #0e1312; --ink: #e7eceb; --soft: #b3bfbc; --muted: #96a3a0; --line: #2a3432;
    --pods: #94a3b8; --serverless: #2bb8a5; --overlap: #e8a13c; --accent: #a5b4fc; --bad: #f58b80;
    --good-ground: #0e2f2a; --good-ink: #8fe3d2; --attention-ground: #37270d; --attention-ink: #f6cf8b;
    --bad-ground: #3d1714; --bad-ink: #ffb4ab; --plain-ground: #222b29; --plain-ink: #cfd8d5;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 400 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
main, .masthead, footer { max-width: 1000px; margin-inline: auto; padding-inline: 60px; }
main { background: var(--paper); padding-block: 8px 56px; border-inline: 1px solid var(--line); }
.masthead {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 24px; padding-block: 20px; color: var(--soft);
  font-size: 14px;
}
.masthead h1 { color: var(--ink); } .masthead p { margin: 0; }
.page { border-top: 3px solid var(--serverless); }
h1, h2, h3, h4 { line-height: 1.2; letter-spacing: -0.015em; font-weight: 650; margin: 0; text-wrap: balance; }
h1 { font-size: 15px; letter-spacing: -0.01em; }
h1 span { font-weight: 400; color: var(--soft); }
h2 { font-size: 34px; margin-block: 40px 6px; letter-spacing: -0.025em; overflow-wrap: anywhere; }
h3 { font-size: 22px; margin-block: 56px 4px; }
h4 { font-size: 16px; margin-block: 28px 8px; }
p { margin-block: 0 12px; max-width: 70ch; }
.lede { color: var(--soft); margin-block: 2px 16px; }
.of { color: var(--soft); font-size: 17px; margin-block: 0 24px; overflow-wrap: anywhere; max-width: none; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 3px; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
code { font-family: var(--mono); font-size: 0.875em; overflow-wrap: anywhere; }
table + article, article + article { border-top: 1px solid var(--line); margin-top: 72px; padding-top: 8px; }

.verdict { padding: 18px 22px; border-radius: 10px; border-left: 5px solid; }
.verdict .title { font-size: 20px; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 2px; }
.verdict p { margin: 0; }
.verdict.good { background: var(--good-ground); color: var(--good-ink); border-color: var(--serverless); }
.verdict.attention { background: var(--attention-ground); color: var(--attention-ink); border-color: var(--overlap); }
.verdict.bad { background: var(--bad-ground); color: var(--bad-ink); border-color: var(--bad); }
.verdict.plain { background: var(--plain-ground); color: var(--plain-ink); border-color: var(--pods); }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 0 28px; margin: 28px 0 0; }
.tiles > div { border-top: 1px solid var(--line); padding-block: 14px 18px; }
.tiles dt { color: var(--soft); font-size: 13.5px; }
.tiles dd { margin: 0; }
.tiles .value { font-size: 25px; line-height: 1.3; font-weight: 600; letter-spacing: -0.02em; }
.tiles .value.long { font-size: 20px; line-height: 1.6; }
.tiles .note { color: var(--muted); font-size: 13.5px; }

.chip {
  display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 13px; font-weight: 600; white-space: nowrap;
  background: var(--plain-ground); color: var(--plain-ink);
}
.chip.good { background: var(--good-ground); color: var(--good-ink); }
.chip.attention, .chip.warning { background: var(--attention-ground); color: var(--attention-ink); }
.chip.bad { background: var(--bad-ground); color: var(--bad-ink); }

.timeline { list-style: none; margin: 8px 0 0; padding: 0; }
.timeline li { display: grid; grid-template-columns: 168px 1fr auto; gap: 0 34px; position: relative; padding-bottom: 18px; }
.timeline li::before {
  content: ""; position: absolute; left: 180px; top: 8px; width: 9px; height: 9px; border-radius: 50%;
  background: var(--paper); border: 2px solid var(--pods);
}
.timeline li:not(:last-child)::after {
  content: ""; position: absolute; left: 184px; top: 19px; bottom: -6px; border-left: 1px solid var(--line);
}
.timeline li.switch::before { background: var(--serverless); border-color: var(--serverless); }
.timeline time { color: var(--soft); font-size: 14.5px; line-height: 24.8px; }
.timeline .later { display: block; color: var(--muted); font-size: 13px; line-height: 1.3; }
.timeline .what { font-weight: 600; }
.timeline .detail { color: var(--soft); font-size: 14.5px; margin: 0; max-width: none; overflow-wrap: anywhere; }
.timeline .source { color: var(--muted); font-size: 13px; line-height: 24.8px; }

figure { margin: 28px 0 0; }
figcaption { font-weight: 600; font-size: 16px; margin-bottom: 4px; }
svg.chart { display: block; width: 100%; height: auto; overflow: visible; font-family: inherit; }
.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; list-style: none; margin: 0 0 10px; padding: 0; color: var(--soft); font-size: 14px; }
.legend li { display: flex; align-items: center; gap: 8px; }
.key { display: inline-block; width: 18px; flex: none; color: var(--muted); }
.key.line { border-top: 2.5px solid; } .key.dash { border-top: 2px dashed; }
.key.area { height: 11px; background: currentColor; border-radius: 2px; }
.key.dot { width: 10px; height: 10px; border-radius: 50%; background: currentColor; }
.key.pods { color: var(--pods); } .key.serverless { color: var(--serverless); } .key.overlap { color: var(--overlap); }
.key.accent { color: var(--accent); } .key.bad { color: var(--bad); } .key.muted { color: var(--muted); }

table { width: 100%; border-collapse: collapse; font-size: 15px; margin: 12px 0 0; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { text-align: left; padding: 9px 16px 9px 0; vertical-align: baseline; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-size: 13.5px; font-weight: 500; }
tbody th { font-weight: 500; overflow-wrap: break-word; }
.number { text-align: right; white-space: nowrap; }
.number:not(:last-child) { padding-right: 32px; }
tr.total th, tr.total td { font-weight: 650; border-bottom: 0; border-top: 1.5px solid var(--ink); }
td small, th small { display: block; color: var(--muted); font-size: 13.5px; font-weight: 400; }

.findings { list-style: none; margin: 12px 0 0; padding: 0; }
.findings > li { padding-block: 16px; border-top: 1px solid var(--line); }
.findings > li:last-child { border-bottom: 1px solid var(--line); }
.findings .head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; margin-bottom: 6px; }
.findings p { margin: 0 0 4px; max-width: 76ch; }
.findings .fact { font-weight: 500; }
.findings .remedy { color: var(--soft); }
.findings a { font-size: 14.5px; overflow-wrap: anywhere; }

details { margin-top: 12px; }
summary { cursor: pointer; color: var(--accent); font-size: 14.5px; padding-block: 3px; width: fit-content; max-width: 100%; }
.folded { padding-bottom: 8px; }
.notes { color: var(--muted); font-size: 14px; padding-left: 18px; margin: 14px 0 0; max-width: 80ch; }
.notes li { margin-bottom: 3px; }
.missing { border: 1.5px dashed var(--line); border-radius: 10px; padding: 18px 22px; margin-top: 12px; color: var(--soft); }
.missing p { margin: 0; } .missing strong { color: var(--ink); } .missing .how { margin-top: 10px; font-size: 14px; }
pre { margin: 6px 0 0; padding: 10px 14px; background: var(--ground); border-radius: 7px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 15px; color: var(--ink); }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 7px 28px; margin: 12px 0 0; font-size: 15px; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
footer { color: var(--muted); font-size: 13.5px; padding-block: 22px 48px; }
footer p { max-width: none; margin-bottom: 4px; overflow-wrap: anywhere; }

@media screen and (max-width: 760px) {
  main, .masthead, footer { padding-inline: 20px; }
  main { border-inline: 0; }
  h2 { font-size: 27px; margin-top: 28px; }
  h3 { margin-top: 44px; font-size: 20px; }
  .wide { display: none; } .narrow { display: block; max-width: 420px; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 0 20px; }
  .tiles .value { font-size: 21px; } .tiles .value.long { font-size: 17px; }
  .verdict { padding: 16px 18px; }
  .timeline li { grid-template-columns: 1fr; padding-left: 24px; }
  .timeline li::before { left: 0; } .timeline li:not(:last-child)::after { left: 4px; }
  .timeline .later { display: inline; margin-left: 8px; }
  .compact { font-size: 13.5px; } .compact th, .compact td { padding: 7px 10px 7px 0; }
  .compact .number:not(:last-child) { padding-right: 14px; } .compact .chip { font-size: 11.5px; padding-inline: 7px; }
  td .chip { border-radius: 9px; white-space: normal; }
  .compact th:last-child, .compact td:last-child { padding-right: 0; }
  .stacked, .stacked thead, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; }
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked tr { border-bottom: 1px solid var(--line); padding-block: 10px; }
  .stacked th, .stacked td, .stacked .number:not(:last-child) { border: 0; padding: 1px 0; }
  .stacked tbody th { font-weight: 600; }
  .stacked td { display: grid; grid-template-columns: 92px 1fr; gap: 0 14px; white-space: normal; }
  .stacked td.number > div { text-align: right; }
  .stacked td::before { content: attr(data-label); color: var(--soft); justify-self: start; text-align: left; font-weight: 400; }
  .stacked td.none { display: none; }
  .stacked tr.total th, .stacked tr.total td { border-top: 0; } .stacked tr.total { border-top: 1.5px solid var(--ink); border-bottom: 0; }
  dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: 10px; }
  figure { margin-inline: 0; }
}

@page { size: A4; margin: 15mm 14mm; }
@media print {
  :root { color-scheme: light; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html, body { background: #fff; }
  .page { border-top: 0; zoom: 0.76; }
  main, .masthead, footer { max-width: none; padding-inline: 0; border: 0; }
  main { padding-block: 0 12px; } .masthead { padding-block: 0 8px; border-bottom: 1px solid var(--line); }
  h2 { margin-top: 24px; } h3 { margin-top: 40px; }
  h1, h2, h3, h4, .lede, figcaption, .legend, summary { break-after: avoid; }
  figure, .tiles, .verdict, .missing, tr, .findings > li, .timeline li, .notes { break-inside: avoid; }
  thead { display: table-header-group; }
  table + article, article + article { break-before: page; border: 0; margin: 0; padding: 0; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  figure > details { display: none; }
  summary { list-style: none; color: var(--ink); font-weight: 600; }
  a { color: inherit; } .findings a { text-decoration: none; }
}
`;
