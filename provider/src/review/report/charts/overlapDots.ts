import type { ParityReport } from "../../../migration/parity/report";
import { formatCount } from "../../../util/format";
import { formatShare } from "../format";
import { type Canvas, type Chart, colour } from "./chart";

/** Overlap of the answers of both indexes: the mean and the least. */
export function overlapDots(id: string, queries: ParityReport["queries"]): Chart {
  const { asked, topK, meanOverlap, minOverlap, thresholds } = queries;
  const [mean, least, enough] = [meanOverlap, minOverlap, thresholds.overlap].map(formatShare);
  return {
    id,
    title: `Overlap@${topK} of ${formatCount(asked)} queries`,
    description: `Of the pod index's ${topK} answers the serverless index gives ${mean} in the mean and ${least} at least; ${enough} in the mean is enough.`,
    legend: [
      { label: "Mean", colour: "serverless", kind: "dot" },
      { label: "Least of all queries", colour: "pods", kind: "dot" },
      { label: `Enough for the mean: ${enough}`, colour: "accent", kind: "dash" },
    ],
    data: {
      caption: `Overlap@${topK}`,
      columns: [{ label: "Of" }, { label: "Overlap", numeric: true }],
      rows: [
        ["mean", mean],
        ["least", least],
      ],
    },
    draw: (canvas) => drawn(canvas, queries),
  };
}

function drawn({ plot, isNarrow, fontSize }: Canvas, { meanOverlap, minOverlap, thresholds }: ParityReport["queries"]) {
  const track = { y: 0, strokeWidth: 6 };
  const dot = { x: (share: number) => share, y: 0, r: 6.5, stroke: "var(--paper)", strokeWidth: 2 };
  const tick = { tickSize: 0, tickPadding: 10, fontSize, fill: colour("muted") };
  return {
    height: 96,
    marginLeft: 16,
    marginRight: 22,
    marginTop: 30,
    marginBottom: 30,
    x: { domain: [0, 1], label: null },
    y: { axis: null },
    marks: [
      plot.axisX({ ...tick, ticks: isNarrow ? 3 : 6, tickFormat: (share: number) => `${Math.round(share * 100)} %` }),
      plot.ruleY([0], { ...track, x1: 0, x2: 1, stroke: colour("muted"), strokeOpacity: 0.45, strokeLinecap: "round" }),
      plot.ruleY([0], { ...track, x1: minOverlap, x2: meanOverlap, stroke: colour("serverless"), strokeOpacity: 0.55 }),
      plot.tickX([thresholds.overlap], {
        ...{ stroke: colour("accent"), strokeWidth: 2, strokeDasharray: "4 3" },
        ...{ insetTop: -12, insetBottom: -4 },
      }),
      plot.dot([minOverlap], { ...dot, fill: colour("pods") }),
      plot.dot([meanOverlap], { ...dot, fill: colour("serverless") }),
    ],
  };
}
