import { amounts } from "./amountText";
import type { CostEstimate, CostFigure, CostSum, Dollars } from "./costEstimate";
import { isExact, middle } from "./range";

/** Stands behind an amount in which a price is not the vendor's own. */
const MARK = "*";

/** "$640", "$0.42", "$180 to $411". */
export function formatDollars({ low, high }: Dollars): string {
  const from = dollars(low);
  const to = dollars(high);
  return from === to ? from : `${from} to ${to}`;
}

/** One line for a preview: "about $212/month after, $640 now, break-even at 7.3 queries/s". */
export function costLine(estimate: CostEstimate): string {
  const { before, after, breakEven } = estimate;
  const marks = [after, before].some(isMarked) ? `; ${MARK} rests on unconfirmed prices` : "";
  const equal =
    breakEven === undefined
      ? noBreakEven(before, after)
      : `break-even at ${rateText(breakEven.queriesPerSecond)} queries/s`;
  return `${afterText(estimate)}, ${formatDollars(before.dollars)}${mark(before)} now, ${equal}${marks}`;
}

/** All of an estimate as lines of plain text: sums, figures, how each comes about, assumptions, prices in doubt. */
export function costTable(estimate: CostEstimate): string[] {
  const { before, after, dedicated, overlap, oneOff, scenarios = [], unconfirmed } = estimate;
  return [
    `Cost, US dollars; ${estimate.plan} plan, prices of ${estimate.pricesOf}`,
    trafficText(estimate),
    ...section("Now, a month", before),
    ...section("After, a month on demand", after),
    ...(dedicated === undefined ? [] : section("After, a month with dedicated read nodes instead", dedicated)),
    ...section("While both run, a month", overlap),
    ...section("Once", oneOff),
    ...(scenarios.length === 0 ? [] : ["", "After, a month, by scenario"]),
    ...scenarios.map(
      ({ name, queriesPerSecond, writesPerSecond, dollars: each }) =>
        `  ${name.padEnd(10)} ${dollars(each).padStart(14)}  ${rateText(queriesPerSecond)} queries/s, ${rateText(writesPerSecond)} writes/s`,
    ),
    "",
    breakEvenText(estimate),
    ...(unconfirmed.length === 0 ? [] : [`${MARK} rests on prices that no page of the vendor's own confirms:`]),
    ...unconfirmed.map(({ price, source }) => `  ${price}: ${source}`),
  ];
}

function section(title: string, { dollars: all, figures, ...rest }: CostSum): string[] {
  const total = `${formatDollars(all)}${mark({ dollars: all, figures, ...rest })}`;
  const assumptions = [...new Set(figures.flatMap(({ assumption }) => assumption?.split("; ") ?? []))];
  return [
    "",
    `${title}: ${total}`,
    ...figures.map(figureLine),
    ...assumptions.map((assumption) => `  assumed: ${assumption}`),
  ];
}

function figureLine(figure: CostFigure): string {
  const { label, dollars: each, how, confirmed } = figure;
  return `  ${label.padEnd(30)} ${`${formatDollars(each)}${confirmed ? "" : MARK}`.padStart(20)}  ${how}`;
}

function afterText({ workload, after, scenarios = [] }: CostEstimate): string {
  const [first, last] = [scenarios.at(0), scenarios.at(-1)];
  if (workload.source !== "unknown" || first === undefined || last === undefined) {
    return `about ${formatDollars(after.dollars)}/month${mark(after)} after`;
  }
  return `traffic unknown: ${dollars(first.dollars)} (${first.name}) to ${dollars(last.dollars)}/month (${last.name})${mark(after)} after`;
}

function trafficText({ workload: { source, queriesPerDay, writesPerDay } }: CostEstimate): string {
  const exact = isExact(queriesPerDay) && isExact(writesPerDay) ? "" : " (a range)";
  return `Traffic ${source}: ${amounts(queriesPerDay)} queries and ${amounts(writesPerDay)} writes a day${exact}`;
}

function breakEvenText({ before, after, breakEven }: CostEstimate): string {
  if (breakEven === undefined) return `Break-even: ${noBreakEven(before, after)}`;
  const { queriesPerSecond } = breakEven;
  return `Break-even: below ${rateText(queriesPerSecond)} queries/s serverless costs less than the pods, above it more`;
}

/** Without a break-even one side is dearer at every rate, and so at the one that was estimated. */
function noBreakEven({ dollars: before }: CostSum, { dollars: after }: CostSum): string {
  const dearer = middle(after) > middle(before);
  return `${dearer ? "dearer" : "cheaper"} than the pods at any rate of queries`;
}

function isMarked({ figures }: CostSum): boolean {
  return figures.some(({ confirmed }) => !confirmed);
}

function mark(sum: CostSum): string {
  return isMarked(sum) ? MARK : "";
}

function rateText(perSecond: number): string {
  return perSecond >= 10 ? String(Math.round(perSecond)) : String(Number(perSecond.toPrecision(2)));
}

function dollars(value: number): string {
  const digits = value > 0 && value < 10 ? 2 : 0;
  return `$${value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
