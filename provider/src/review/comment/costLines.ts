import type { CostRead } from "../assessmentSchema";
import { details, joined, type Markdown, md, table } from "./markdown";
import type { MigrationChange } from "./migrationChange";
import { costOf, costRise, type RoughCost, roughCostOf } from "./migrationCost";

type Dollars = CostRead["before"]["dollars"];
type Sum = CostRead["before"];

/** "$640", "$40 to $310". */
export function money({ low, high }: Dollars): string {
  const [from, to] = [amount(low), amount(high)];
  return from === to ? from : `${from} to ${to}`;
}

/** The cost in one cell: "$640 → $212". */
export function costCell(change: MigrationChange): Markdown {
  const [cost, rough] = [costOf(change), roughCostOf(change)];
  if (cost === undefined) return rough === undefined ? md`not known` : roughWords(rough);
  const rise = { surely: " 🔺", maybe: " 🔺?", no: "" }[costRise(cost)];
  return md`${money(cost.before.dollars)} → ${money(cost.after.dollars)}${rise}`;
}

/** The cost of a migration in one paragraph: before, after, while both run, once; and what it rests on. */
export function costParagraph(change: MigrationChange): Markdown {
  const cost = costOf(change);
  if (cost === undefined) return roughCost(change);
  const { before, after, overlap, oneOff, workload, breakEven } = cost;
  const traffic = {
    configured: "traffic as configured",
    measured: "traffic as measured",
    unknown: "traffic unknown, a range over scenarios",
  }[workload.source];
  const even = breakEven === undefined ? "" : ` · break-even at ${rate(breakEven.queriesPerSecond)} queries/s`;
  const sums = md`**${money(before.dollars)} → ${money(after.dollars)}** (while both run: ${money(overlap.dollars)} · once: ${money(oneOff.dollars)})`;
  return md`**Cost a month:** ${sums}${riseNote(cost)} · ${traffic}${even}`;
}

function roughCost(change: MigrationChange): Markdown {
  const rough = roughCostOf(change);
  const more = md`no assessment was given (\`podshift assess --json\` has every figure)`;
  if (rough === undefined) return change.assessment === undefined ? md`**Cost and time:** not known, ${more}` : md``;
  return md`**Cost a month:** ${roughWords(rough)} · traffic ${rough.traffic} · by preflight, rounded up; ${more}`;
}

function roughWords({ before, after }: RoughCost): Markdown {
  return md`${amount(before)} → at most ${amount(after)}${after > before ? " 🔺?" : ""}`;
}

/** Every figure with its formula and assumption, folded. */
export function costDetails(change: MigrationChange): Markdown | undefined {
  const cost = costOf(change);
  if (cost === undefined) return undefined;
  const sums: [string, Sum][] = [
    ["before", cost.before],
    ["after", cost.after],
    ["while both run", cost.overlap],
    ["once", cost.oneOff],
  ];
  const rows = sums.flatMap(([when, { figures }]) =>
    figures.map(({ label, dollars, how, assumption, confirmed }) => [
      when,
      label,
      money(dollars),
      how,
      [...(assumption === undefined ? [] : [assumption]), ...(confirmed ? [] : ["price unconfirmed"])].join("; "),
    ]),
  );
  const parts = [
    table(["", "Figure", "A month (once: in all)", "How", "Assumption"], rows),
    scenarioTable(cost),
    md`Prices of ${cost.pricesOf}, plan ${cost.plan}.`,
  ];
  return details(md`Cost of ${change.podIndex}, figure by figure`, joined(parts, "\n\n"));
}

function scenarioTable({ scenarios = [] }: CostRead): Markdown | undefined {
  if (scenarios.length === 0) return undefined;
  return table(
    ["Scenario", "Queries/s", "Writes/s", "Serverless a month"],
    scenarios.map(({ name, queriesPerSecond, writesPerSecond, dollars }) => [
      name,
      rate(queriesPerSecond),
      rate(writesPerSecond),
      amount(dollars),
    ]),
  );
}

function riseNote(cost: CostRead): Markdown {
  const more = cost.after.dollars.high - cost.before.dollars.low;
  switch (costRise(cost)) {
    case "surely":
      return md` · 🔺 **serverless costs more, by up to ${amount(more)}**`;
    case "maybe":
      return md` · 🔺 may cost more, by up to ${amount(more)}`;
    default:
      return md``;
  }
}

function amount(dollars: number): string {
  const digits = Math.abs(dollars) < 10 && !Number.isInteger(dollars) ? 2 : 0;
  return `$${dollars.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

function rate(perSecond: number): string {
  return perSecond.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}
