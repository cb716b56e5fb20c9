import { formatCount } from "../../../util/format";
import type { BacklogModel, WaitingPoint } from "../backlogModel";
import { formatInstant, formatSeconds, formatTime } from "../format";
import { type Canvas, type Chart, colour } from "./chart";

/** Writes logged over time. */
export function loggedBars(id: string, model: BacklogModel): Chart {
  const { logged, history } = model;
  const width = history.entries.byTime.widthMs;
  const title = `Writes logged, a bar for each ${spanName(width)}`;
  return {
    id,
    title,
    description: `${formatCount(history.entries.total)} writes; at most ${formatCount(Math.max(...logged.map(({ writes }) => writes)))} in one bar.`,
    data: {
      caption: title,
      columns: [{ label: "From" }, { label: "Writes", numeric: true }],
      rows: gathered(logged).map(({ from, writes }) => [formatInstant(from), formatCount(writes)]),
    },
    draw: (canvas) => ({
      ...frame(canvas, canvas.isNarrow ? 150 : 170, rangeOf(model)),
      marks: [
        ...axes(canvas, rangeOf(model)),
        canvas.plot.rectY(
          logged.map(({ from, to, writes }) => ({ from: new Date(from), to: new Date(to), writes })),
          { x1: "from", x2: "to", y: "writes", fill: colour("serverless"), insetLeft: 0.25, insetRight: 0.25 },
        ),
        canvas.plot.ruleY([0], { stroke: colour("muted"), strokeOpacity: 0.6 }),
        ...switchRules(canvas, model),
      ],
    }),
  };
}

/** Writes waiting to be brought over: at most so many. Undefined when no collection was asked for. */
export function waitingArea(id: string, model: BacklogModel): Chart | undefined {
  const { waiting, known } = model;
  if (waiting.length === 0) return undefined;
  const most = Math.max(...waiting.flat().map((point) => point.most));
  return {
    id,
    title: "Writes waiting to be brought over, at most",
    description: `At most ${formatCount(most)} writes were waiting. ${known.map(({ at, waiting: n, what }) => `${WHAT[what]} (${formatInstant(at)}): ${formatCount(n)}`).join("; ")}.`,
    legend: [
      { label: "At most", colour: "overlap", kind: "area" },
      { label: "Known", colour: "accent", kind: "dot" },
      { label: "Traffic switched", colour: "muted", kind: "dash" },
    ],
    data: {
      caption: "Moments at which the backlog is known",
      columns: [{ label: "When" }, { label: "Why it is known" }, { label: "Waiting", numeric: true }],
      rows: known.map(({ at, waiting: n, what }) => [formatInstant(at), WHAT[what], formatCount(n)]),
    },
    draw: (canvas) => ({
      ...frame(canvas, canvas.isNarrow ? 190 : 220, rangeOf(model)),
      marks: [
        ...axes(canvas, rangeOf(model)),
        ...waiting.flatMap((line) => area(canvas, line)),
        canvas.plot.ruleY([0], { stroke: colour("muted"), strokeOpacity: 0.6 }),
        ...switchRules(canvas, model),
        canvas.plot.dot(
          known.map(({ at, waiting: n }) => ({ at: new Date(at), n })),
          { x: "at", y: "n", r: 4.5, fill: colour("accent"), stroke: "var(--paper)", strokeWidth: 1.5 },
        ),
      ],
    }),
  };
}

const WHAT = { switch: "at the switch", "caught up": "at the end of the last catch-up", now: "when the log was read" };

function area({ plot }: Canvas, line: readonly WaitingPoint[]) {
  const points = line.map(({ at, most }) => ({ at: new Date(at), most }));
  return [
    plot.areaY(points, { x: "at", y1: 0, y2: "most", fill: colour("overlap"), fillOpacity: 0.28 }),
    plot.lineY(points, { x: "at", y: "most", stroke: colour("overlap"), strokeWidth: 1.75 }),
  ];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Both charts have one time axis, so that they can be read one under the other. */
function rangeOf({ logged, waiting, known }: BacklogModel): Range {
  const moments = [
    ...logged.flatMap(({ from, to }) => [from, to]),
    ...waiting.flatMap((line) => line.map(({ at }) => at)),
    ...known.map(({ at }) => at),
  ];
  return { from: Math.min(...moments), to: Math.max(...moments) };
}

function frame({ isNarrow }: Canvas, height: number, { from, to }: Range) {
  return {
    height,
    marginLeft: isNarrow ? 44 : 58,
    marginRight: isNarrow ? 10 : 20,
    marginTop: 14,
    marginBottom: 30,
    x: { type: "utc" as const, domain: [new Date(from), new Date(to)], label: null },
    y: { label: null, nice: true },
  };
}

function axes({ plot, isNarrow, fontSize }: Canvas, { from, to }: Range) {
  const tick = { fontSize, tickSize: 0, fill: colour("muted"), label: null };
  return [
    plot.gridY({ stroke: colour("muted"), strokeOpacity: 0.22, ticks: 4 }),
    plot.axisY({ ...tick, ticks: 4, tickFormat: compact }),
    plot.axisX({ ...tick, ticks: isNarrow ? 3 : 7, tickPadding: 8, tickFormat: timeFormat(to - from) }),
  ];
}

function switchRules({ plot }: Canvas, { history, logged }: BacklogModel) {
  const [first, last] = [logged[0]?.from ?? 0, logged.at(-1)?.to ?? 0];
  const shown = history.switches.filter(({ at }) => at >= first && at <= last).map(({ at }) => new Date(at));
  return [plot.ruleX(shown, { stroke: "currentColor", strokeOpacity: 0.65, strokeDasharray: "4 3" })];
}

const DAY_MS = 86_400_000;

function timeFormat(spanMs: number): (at: Date) => string {
  if (spanMs < 15 * 60_000) return (at) => formatSeconds(at.getTime());
  if (spanMs < 1.5 * DAY_MS) return (at) => formatTime(at.getTime());
  return (at) => {
    const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
    return spanMs < 4 * DAY_MS ? `${day} ${formatTime(at.getTime())}` : day;
  };
}

/** "1,200" or "12k". */
function compact(count: number): string {
  return count >= 10_000 ? `${Number((count / 1000).toPrecision(3))}k` : formatCount(count);
}

/** 60000 -> "minute", 900000 -> "15 minutes". */
function spanName(ms: number): string {
  const [size, unit] =
    ms < 60_000
      ? [1_000, "second"]
      : ms < 3_600_000
        ? [60_000, "minute"]
        : ms < DAY_MS
          ? [3_600_000, "hour"]
          : [DAY_MS, "day"];
  return ms === size ? unit : `${formatCount(ms / size)} ${unit}s`;
}

/** Two dozen rows at most. */
function gathered(logged: BacklogModel["logged"]): { from: number; writes: number }[] {
  const step = Math.max(1, Math.ceil(logged.length / 24));
  return Array.from({ length: Math.ceil(logged.length / step) }, (_, n) => {
    const part = logged.slice(n * step, (n + 1) * step);
    return { from: part[0]?.from ?? 0, writes: part.reduce((sum, { writes }) => sum + writes, 0) };
  });
}
