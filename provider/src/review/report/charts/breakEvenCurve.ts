import type { CostCurve } from "../costModel";
import { formatDollars, formatMoney, formatRate } from "../format";
import { type Canvas, type Chart, colour, type LegendItem } from "./chart";

/** Cost against queries a second: pods flat, serverless rising, the crossing marked, ranges as bands. */
export function breakEvenCurve(id: string, curve: CostCurve): Chart {
  const { pods, serverless } = curve;
  return {
    id,
    title: "Cost a month against queries a second",
    description: describe(curve),
    legend: legendOf(curve),
    data: {
      caption: "Cost a month by queries a second, in US dollars",
      columns: [
        { label: "Queries a second" },
        { label: "Pods", numeric: true },
        { label: "Serverless", numeric: true },
      ],
      rows: thinned(serverless).map(({ queriesPerSecond, dollars }) => [
        formatRate(queriesPerSecond),
        formatMoney(pods),
        formatMoney(dollars),
      ]),
    },
    draw: (canvas) => drawn(canvas, curve),
  };
}

function legendOf({ pods, serverless, crossing, isTodayKnown }: CostCurve): LegendItem[] {
  const isRange = isBand(serverless);
  return [
    { label: `Pods, ${formatMoney(pods)}`, colour: "pods", kind: "line" },
    isRange
      ? { label: "Serverless, least to most; dashed: the middle", colour: "serverless", kind: "area" }
      : { label: "Serverless", colour: "serverless", kind: "line" },
    ...(crossing === undefined ? [] : [{ label: "Break-even", colour: "accent" as const, kind: "dot" as const }]),
    { label: isTodayKnown ? "Queries today" : "Traffic assumed", colour: "overlap", kind: "dash" },
  ];
}

interface Point {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly middle: number;
}

function drawn(canvas: Canvas, curve: CostCurve) {
  const { pods, serverless } = curve;
  const most = shownRate(curve);
  const points = serverless
    .filter(({ queriesPerSecond }) => queriesPerSecond <= most)
    .map(
      ({ queriesPerSecond: rate, dollars: { low, high } }): Point => ({ rate, low, high, middle: (low + high) / 2 }),
    );
  const ends = [0, most].map((rate): Point => ({ rate, ...pods, middle: (pods.low + pods.high) / 2 }));
  return {
    height: canvas.isNarrow ? 250 : 340,
    marginLeft: canvas.isNarrow ? 48 : 64,
    marginRight: canvas.isNarrow ? 10 : 20,
    marginTop: 24,
    marginBottom: 40,
    x: { domain: [0, most], label: null },
    y: { domain: [0, Math.max(pods.high, ...points.map(({ high }) => high)) * 1.06], label: null },
    marks: [
      ...axes(canvas),
      ...todayMarks(canvas, curve, most),
      ...line(canvas, ends, "pods", false),
      ...line(canvas, points, "serverless", isBand(serverless)),
      canvas.plot.ruleY([0], { stroke: colour("muted"), strokeOpacity: 0.6 }),
      ...crossingMarks(canvas, curve, most),
    ],
  };
}

function axes({ plot, isNarrow, fontSize }: Canvas) {
  const tick = { fontSize, tickSize: 0, fill: colour("muted") };
  const below = { labelAnchor: "right", labelArrow: "none", labelOffset: 36 } as const;
  return [
    plot.gridY({ stroke: colour("muted"), strokeOpacity: 0.22, ticks: 5 }),
    plot.axisY({ ...tick, ticks: 5, tickFormat: (dollars: number) => formatDollars(dollars), label: null }),
    plot.axisX({ ...tick, ticks: isNarrow ? 4 : 8, tickPadding: 8, label: "queries a second", ...below }),
  ];
}

/** A line, and the band around it where it is a range. */
function line({ plot }: Canvas, points: readonly Point[], name: "pods" | "serverless", isDashed: boolean) {
  const stroke = { x: "rate", y: "middle", stroke: colour(name), strokeWidth: 2.25 };
  const band = plot.areaY(points, { x: "rate", y1: "low", y2: "high", fill: colour(name), fillOpacity: 0.2 });
  const isRange = points.some(({ low, high }) => low !== high);
  return [
    ...(isRange ? [band] : []),
    plot.lineY(points, { ...stroke, ...(isDashed ? { strokeDasharray: "5 4" } : {}) }),
  ];
}

function crossingMarks({ plot, width, fontSize }: Canvas, { crossing }: CostCurve, most: number) {
  if (crossing === undefined) return [];
  const at = { x: "queriesPerSecond", y: "dollars" };
  const isAtEdge = crossing.queriesPerSecond < most * (60 / width);
  return [
    plot.ruleX([crossing], { x: at.x, y1: 0, y2: at.y, stroke: colour("accent"), strokeDasharray: "2 3" }),
    plot.dot([crossing], { ...at, r: 5.5, fill: colour("accent"), stroke: "var(--paper)", strokeWidth: 2 }),
    plot.text([crossing], {
      ...{ ...at, dy: -16, fontWeight: 600, fontSize, text: [formatRate(crossing.queriesPerSecond)] },
      ...{ stroke: "var(--paper)", strokeWidth: 4, fill: "currentColor" },
      textAnchor: isAtEdge ? "start" : "middle",
    }),
  ];
}

/** The rate of today, or those that are guessed at. */
function todayMarks({ plot }: Canvas, { today, scenarios }: CostCurve, most: number) {
  const stroke = { stroke: colour("overlap"), strokeDasharray: "6 4", strokeWidth: 1.5 };
  const rates = scenarios.length > 0 ? scenarios.map((each) => each.queriesPerSecond) : [today.low, today.high];
  return [
    plot.ruleX(
      [...new Set(rates)].filter((rate) => rate <= most),
      stroke,
    ),
  ];
}

/** Up to where the curve is shown: the crossing in the middle, and today's rate when it is known. */
function shownRate({ serverless, crossing, today, isTodayKnown }: CostCurve): number {
  const end = serverless.at(-1)?.queriesPerSecond ?? 1;
  if (crossing === undefined) return end;
  const wanted = Math.max(crossing.queriesPerSecond * 2, isTodayKnown ? today.high * 1.15 : 0);
  return serverless.find(({ queriesPerSecond }) => queriesPerSecond >= wanted)?.queriesPerSecond ?? end;
}

function isBand(points: CostCurve["serverless"]): boolean {
  return points.some(({ dollars }) => dollars.low !== dollars.high);
}

function describe({ pods, serverless, crossing }: CostCurve): string {
  const [first, last] = [serverless[0], serverless.at(-1)];
  const rises =
    first === undefined || last === undefined
      ? ""
      : ` Serverless goes from ${formatMoney(first.dollars)} without a query to ${formatMoney(last.dollars)} at ${formatRate(last.queriesPerSecond)}.`;
  const meets =
    crossing === undefined ? " They don't cross." : ` They cross at ${formatRate(crossing.queriesPerSecond)}.`;
  return `Pods stay at ${formatMoney(pods)}.${rises}${meets}`;
}

/** Enough rows to read. */
function thinned<T>(points: readonly T[]): T[] {
  const step = Math.max(1, Math.ceil(points.length / 12));
  return points.filter((_, at) => at % step === 0 || at === points.length - 1);
}
