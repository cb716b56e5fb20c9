import { formatCount } from "../../../util/format";
import type { DrawChart } from "../charts/chart";
import { formatInstant, formatMoney } from "../format";
import { isMissing, type MigrationModel, type ReportModel } from "../model";
import { backlogSection } from "../sections/backlogSection";
import { costSection } from "../sections/costSection";
import { findingsSection } from "../sections/findingsSection";
import { paritySection } from "../sections/paritySection";
import { planSection } from "../sections/planSection";
import { timelineSection } from "../sections/timelineSection";
import { type Content, type Html, html, trusted } from "./html";
import { chip, code, prose, section } from "./parts";
import { STYLE } from "./style";
import { table } from "./table";

/** Nothing is fetched and nothing is run: the page is itself and no more. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole report: one file, without a script, that asks nothing of any server. */
export function pageOf(model: ReportModel, draw: DrawChart): string {
  const { migrations, at } = model;
  const [only] = migrations;
  const isOne = migrations.length === 1 && only !== undefined;
  const title = isOne ? `Migration of ${only.podIndex}` : `${formatCount(migrations.length)} migrations`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · podshift report</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<div class="page">
<header class="masthead"><h1>podshift <span>migration report</span></h1><p>made ${formatInstant(at)}</p></header>
<main>
${!isOne && [html`<h2>${title}</h2>`, index(migrations)]}
${migrations.map((each, n) => migration(each, `m${n + 1}`, draw))}
</main>
${footer(model)}
</div>
</body>
</html>
`;
  return page.text;
}

function names({ podIndex, serverlessIndex }: MigrationModel): Content {
  return serverlessIndex === undefined ? podIndex : `${podIndex} → ${serverlessIndex}`;
}

function index(migrations: readonly MigrationModel[]): Html {
  return table({
    caption: "All migrations of this report",
    columns: [{ label: "Migration" }, { label: "State" }, { label: "Cost a month", numeric: true }],
    rows: migrations.map((each, at) => [
      html`<a href="#m${at + 1}">${names(each)}</a>`,
      chip(each.verdict.tone, each.verdict.title),
      isMissing(each.cost)
        ? "not known"
        : `${formatMoney(each.cost.estimate.before.dollars)} → ${formatMoney(each.cost.estimate.after.dollars)}`,
    ]),
  });
}

function migration(model: MigrationModel, id: string, draw: DrawChart): Html {
  const { verdict, stack } = model;
  const about = [`Pod index ${model.podIndex}`, ...(stack === undefined ? [] : [`stack ${stack}`])].join(" · ");
  return html`<article id="${id}" aria-label="Migration of ${model.podIndex}">
<h2>${names(model)}</h2><p class="of">${about}</p>
<div class="verdict ${verdict.tone}"><p class="title">${verdict.title}</p><p>${prose(verdict.detail)}</p></div>
${tiles(model)}
${timelineSection(`${id}-timeline`, model.timeline)}
${findingsSection(`${id}-findings`, model.findings)}
${paritySection(`${id}-parity`, model.parity, draw)}
${costSection(`${id}-cost`, model.cost, draw)}
${backlogSection(`${id}-backlog`, model.backlog, draw)}
${planSection(`${id}-plan`, model.assessment)}
${leftOut(`${id}-left-out`, model)}
</article>
`;
}

/** Above this many characters a value is set smaller. */
const LONG_VALUE = 11;

function tiles({ tiles: all }: MigrationModel): Content {
  if (all.length === 0) return undefined;
  return html`<dl class="tiles">${all.map(
    ({ label, value, note }) =>
      html`<div><dt>${label}</dt><dd class="value${value.length > LONG_VALUE && " long"}">${value}</dd>${note !== undefined && html`<dd class="note">${note}</dd>`}</div>
`,
  )}</dl>`;
}

function leftOut(id: string, { leftOut: all }: MigrationModel): Content {
  if (all.length === 0) return undefined;
  return section(
    id,
    "What is not in this report",
    undefined,
    table({
      caption: "What was left out, and why",
      columns: [{ label: "What" }, { label: "Why" }],
      rows: all.map(({ what, why }) => [what, prose(why)]),
    }),
  );
}

function footer({ sources, at }: ReportModel): Html {
  const { assessment, logs, reports, state } = sources;
  const given: Content[] = [
    assessment !== undefined && html`assessment ${code(assessment)}`,
    ...logs.map((url) => html`write log ${code(url)}`),
    state !== undefined && html`state ${code(state)}`,
    html`parity reports ${code(reports)}`,
  ].filter((each) => each !== false);
  return html`<footer><p>Made by <code>podshift report</code>, ${formatInstant(at)}, from ${given.map((each, n) => [n > 0 && ", ", each])}.</p>
<p>This file is whole: it loads nothing, runs nothing and can be passed on. It holds ids of records, never their values.</p></footer>
`;
}
