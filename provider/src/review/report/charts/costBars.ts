import type { CostModel, CostPart } from "../costModel";
import { formatMoney } from "../format";
import { type Canvas, type Chart, type Colour, colour } from "./chart";

const COLOURS: Readonly<Record<CostPart["key"], Colour>> = {
  before: "pods",
  overlap: "overlap",
  after: "serverless",
  other: "muted",
  oneOff: "accent",
};

/** Before, meanwhile, after: a month's cost, one bar each; what isn't certain is drawn lighter. */
export function costBars(id: string, { parts }: CostModel): Chart {
  const monthly = parts.filter((part) => part.monthly);
  return {
    id,
    title: "Cost a month",
    description: `${monthly.map(({ label, sum }) => `${label}: ${formatMoney(sum.dollars)}`).join("; ")}.`,
    data: {
      caption: "Cost a month, in US dollars",
      columns: [{ label: "What" }, { label: "Least", numeric: true }, { label: "Most", numeric: true }],
      rows: monthly.map(({ label, sum: { dollars } }) => [
        label,
        formatMoney({ low: dollars.low, high: dollars.low }),
        formatMoney({ low: dollars.high, high: dollars.high }),
      ]),
    },
    draw: (canvas) => drawn(canvas, monthly),
  };
}

/** Room for the labels on the left and the sums on the right, in CSS pixels. */
const [LEFT, RIGHT] = [200, 150];

function drawn(canvas: Canvas, parts: readonly CostPart[]) {
  const { plot, isNarrow } = canvas;
  const rows = parts.map(({ key, label, sum: { dollars } }) => ({
    ...{ label, fill: colour(COLOURS[key]), text: formatMoney(dollars) },
    ...dollars,
  }));
  const bar = { y: "label", fill: "fill", rx: 2, insetTop: isNarrow ? 26 : 9, insetBottom: 9 };
  return {
    height: rows.length * (isNarrow ? 62 : 46) + 12,
    marginLeft: isNarrow ? 0 : LEFT,
    marginRight: isNarrow ? 0 : RIGHT,
    marginTop: 4,
    marginBottom: 8,
    x: { axis: null, domain: [0, Math.max(1, ...rows.map(({ high }) => high))] },
    y: { axis: null, domain: rows.map(({ label }) => label), padding: 0 },
    marks: [
      plot.barX(rows, { ...bar, x1: 0, x2: "low" }),
      plot.barX(rows, { ...bar, x1: "low", x2: "high", fillOpacity: 0.35 }),
      ...texts(canvas, rows),
    ],
  };
}

/** Beside the bars, or above them where it is narrow. */
function texts({ plot, isNarrow }: Canvas, rows: readonly object[]) {
  const label = { y: "label", frameAnchor: "left", text: "label", textAnchor: "start" } as const;
  const sum = { y: "label", text: "text", fontWeight: 600 } as const;
  if (isNarrow) {
    return [
      plot.text(rows, { ...label, dy: -14 }),
      plot.text(rows, { ...sum, frameAnchor: "right", textAnchor: "end", dy: -14 }),
    ];
  }
  return [
    plot.text(rows, { ...label, dx: -LEFT }),
    plot.text(rows, { ...sum, x: "high", textAnchor: "start", dx: 10 }),
  ];
}
