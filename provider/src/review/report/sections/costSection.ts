import { breakEvenCurve } from "../charts/breakEvenCurve";
import type { DrawChart } from "../charts/chart";
import { costBars } from "../charts/costBars";
import type { CostModel, CostPart } from "../costModel";
import { formatMoney, formatRate } from "../format";
import { isMissing, type Missing } from "../model";
import { type Content, type Html, html } from "../page/html";
import { chip, folded, missing, notes, section } from "../page/parts";
import { table } from "../page/table";

const SOURCES = { configured: "as configured", measured: "as measured", unknown: "not known" } as const;

export function costSection(id: string, cost: CostModel | Missing, draw: DrawChart): Html {
  if (isMissing(cost)) return section(id, "Cost", undefined, missing(cost));
  const { estimate, curve, parts } = cost;
  const lede = `Estimated from prices of ${estimate.pricesOf}, plan ${estimate.plan}; traffic ${SOURCES[estimate.workload.source]}.`;
  return section(id, "Cost", lede, [
    draw(costBars(`${id}-bars`, cost)),
    html`<h4>Break-even</h4><p class="lede">${crossing(cost)}${cost.reading}</p>`,
    curve !== undefined && draw(breakEvenCurve(`${id}-curve`, curve)),
    scenarios(cost),
    html`<h4>How it comes about</h4>`,
    parts.map(figures),
    unconfirmed(cost),
  ]);
}

function crossing({ curve }: CostModel): Content {
  if (curve?.crossing === undefined) return undefined;
  const rate = formatRate(curve.crossing.queriesPerSecond);
  if (curve.earliest === undefined) return html`<strong>Equal at ${rate}.</strong> `;
  const earliest = formatRate(curve.earliest);
  return html`<strong>Equal at ${rate}</strong>, each range taken at its middle; at ${earliest} if all is as dear as it may be. `;
}

function scenarios({ estimate }: CostModel): Content {
  if (estimate.scenarios === undefined) return undefined;
  return [
    html`<h4>If the traffic were</h4>`,
    table({
      caption: "Serverless cost by guesses at the traffic",
      isCompact: true,
      columns: [
        { label: "Guess" },
        { label: "Queries", numeric: true },
        { label: "Writes", numeric: true },
        { label: "Serverless a month", numeric: true },
      ],
      rows: estimate.scenarios.map(({ name, queriesPerSecond, writesPerSecond, dollars }) => [
        name,
        formatRate(queriesPerSecond),
        formatRate(writesPerSecond),
        formatMoney({ low: dollars, high: dollars }),
      ]),
    }),
  ];
}

function figures({ label, sum, monthly }: CostPart): Html {
  const rows = sum.figures.map(({ label: name, how, assumption, confirmed, dollars }) => [
    [name, !confirmed && html`<small>price unconfirmed</small>`],
    [how, assumption !== undefined && html`<small>Assumed: ${assumption}</small>`],
    formatMoney(dollars),
  ]);
  const total = html`${label} — ${formatMoney(sum.dollars)}${monthly ? " a month" : ""}`;
  return folded(
    total,
    table({
      caption: `${label}, figure by figure`,
      columns: [{ label: "Figure" }, { label: "How" }, { label: monthly ? "A month" : "Once", numeric: true }],
      rows,
      total: ["Sum", "", formatMoney(sum.dollars)],
    }),
  );
}

function unconfirmed({ estimate }: CostModel): Content {
  if (estimate.unconfirmed.length === 0)
    return notes(["Every price in use is confirmed by a source of the vendor's own."]);
  return [
    html`<h4>Unconfirmed prices ${chip("attention", String(estimate.unconfirmed.length))}</h4>`,
    html`<p class="lede">No source of the vendor's own confirms these. A price file of yours overrides them.</p>`,
    table({
      caption: "Prices that no source of the vendor's own confirms",
      columns: [{ label: "Price" }, { label: "Where it is from" }],
      rows: estimate.unconfirmed.map(({ price, source }) => [price, source]),
    }),
  ];
}
