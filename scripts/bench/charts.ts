import { parse, View } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { compile } from "vega-lite";
import { BENCHMARKS } from "./catalogue";
import { type Case, lessIsBetter, type Results } from "./results";

/** A picture of the page. */
export interface Chart {
  readonly file: string;
  readonly title: string;
  /** What its colours and lines mean, in the page's words. */
  readonly about: string;
  readonly axis: string;
  readonly rows: (each: Case) => readonly Row[];
}

export interface Row {
  /** Lines of the label. */
  readonly label: string;
  readonly side: string;
  readonly value: number;
  /** Where the goal is, on the same axis. */
  readonly goal?: number;
}

const OURS = "podshift";
const THEIRS = "beside";

/** Colours that are read on white and on near-black; text and lines change with the reader's scheme. */
const SIDES = [
  { side: OURS, ink: "#3b82f6" },
  { side: THEIRS, ink: "#b45309" },
  { side: "missed", ink: "#dc2626" },
];
const INK = "#0f172a";
const LINE = "#cbd5e1";
const DARK = { [INK]: "#e6edf3", [LINE]: "#3d444d" };
const WIDTH = 420;
const ROW_HEIGHT = 34;

export const CHARTS: readonly Chart[] = [
  {
    file: "bound.svg",
    title: "Share of what is possible",
    about:
      "Rates as a share of what nothing can be faster than, or of the same work without podshift. A line marks the goal; red is a goal that is missed.",
    axis: "ratio",
    rows: (each) => ratioRows(each, ["bound", "plain"]),
  },
  {
    file: "instead.svg",
    title: "Beside what one would do instead",
    about:
      "Rates as a multiple of what one would do instead. Left of the line at 1 the other one is faster: shown in red.",
    axis: "times as fast",
    rows: (each) => ratioRows(each, ["instead"], 1),
  },
  {
    file: "differences.svg",
    title: "Records that differ after the migration",
    about:
      "How many records of the serverless index are not as in the pod index: podshift's, and those of what one would do instead.",
    axis: "records",
    rows: differenceRows,
  },
];

function ratioRows(each: Case, kinds: readonly string[], line?: number): Row[] {
  const { against, ratio, goal, unit } = each;
  if (against === undefined || !kinds.includes(against.kind) || lessIsBetter(unit)) return [];
  if (typeof ratio !== "number") return [];
  const wanted = line ?? goal?.atLeast;
  const missed = wanted !== undefined && ratio < wanted;
  return [
    {
      ...{ label: labelOf(each), side: missed ? "missed" : OURS, value: ratio },
      ...(wanted === undefined ? {} : { goal: wanted }),
    },
  ];
}

function differenceRows(each: Case): Row[] {
  const { ours, baseline, unit, against } = each;
  if (unit !== "records" || against?.kind !== "instead") return [];
  if (typeof ours !== "number" || typeof baseline !== "number") return [];
  const label = labelOf(each);
  return [
    { label, side: OURS, value: ours },
    { label, side: THEIRS, value: baseline },
  ];
}

function labelOf({ name, against }: Case): string {
  return `${name}\nbeside ${against?.what ?? ""}`;
}

/** What the standard runs have for a chart, in the order of the page; those of the other variants where there are no standard ones. */
export function rowsOf(chart: Chart, { runs }: Results): Row[] {
  return BENCHMARKS.flatMap(({ name }) => {
    const own = runs.filter(({ benchmark }) => benchmark === name);
    const shown = own.find(({ variant }) => variant === "standard") ?? own[0];
    return (shown?.cases ?? []).flatMap(chart.rows);
  });
}

/** The picture as SVG; in a browser's dark scheme its text is light. */
export async function svgOf(chart: Chart, results: Results): Promise<string> {
  const view = new View(parse(compile(specOf(chart, rowsOf(chart, results))).spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return `${withSchemes(svg, chart.title)}\n`;
}

function specOf(chart: Chart, rows: readonly Row[]): TopLevelSpec {
  const labels = [...new Set(rows.map(({ label }) => label))];
  const y = {
    field: "label",
    type: "nominal" as const,
    sort: labels,
    title: null,
    axis: { labelExpr: "split(datum.value, '\\n')", labelLimit: 0, labelLineHeight: 13, domain: false, ticks: false },
  };
  const used = SIDES.filter(({ side }) => rows.some((row) => row.side === side));
  const colour = {
    field: "side",
    type: "nominal" as const,
    legend: used.some(({ side }) => side === THEIRS) ? { title: null, orient: "top" as const } : null,
    scale: { domain: used.map(({ side }) => side), range: used.map(({ ink }) => ink) },
  };
  const sides = rows.some(({ side }) => side === THEIRS) ? { yOffset: { field: "side", sort: [OURS, THEIRS] } } : {};
  const x = { field: "value", type: "quantitative" as const, title: chart.axis };
  return {
    data: { values: [...rows] },
    width: WIDTH,
    height: { step: ROW_HEIGHT, for: "position" },
    layer: [
      { mark: { type: "bar" }, encoding: { y, x, color: colour, ...sides } },
      {
        mark: { type: "text", align: "left", dx: 4, fill: INK },
        encoding: { y, x, text: { field: "value", format: ",.3~r" }, ...sides },
      },
      ...(rows.some(({ goal }) => goal !== undefined) ? [goalLayer(y)] : []),
    ],
    config: {
      background: "transparent",
      font: "Helvetica, Arial, sans-serif",
      view: { stroke: null },
      axis: {
        labelColor: INK,
        titleColor: INK,
        gridColor: LINE,
        domainColor: LINE,
        tickColor: LINE,
        labelFontSize: 11,
      },
      legend: { labelColor: INK, symbolType: "square" },
    },
  };
}

function goalLayer(y: object) {
  return {
    transform: [{ filter: "isValid(datum.goal)" }],
    mark: { type: "tick" as const, color: INK, thickness: 2, size: ROW_HEIGHT * 0.8 },
    encoding: { y, x: { field: "goal", type: "quantitative" as const } },
  };
}

function withSchemes(svg: string, title: string): string {
  const dark = Object.entries(DARK).flatMap(([light, other]) =>
    ["fill", "stroke"].map((part) => `[${part}="${light}"]{${part}:${other}}`),
  );
  const style = `<title>${title}</title><style>@media (prefers-color-scheme: dark){${dark.join("")}}</style>`;
  return svg.replace(/(<svg[^>]*>)/, `$1${style}`);
}
