import { formatCount } from "../../../util/format";
import { formatNamespace } from "../format";
import { withoutControls } from "../page/html";
import type { NamespaceRow, ParityModel } from "../parityModel";
import { type Canvas, type Chart, colour } from "./chart";

const MOST_BARS = 12;
const LONGEST_NAME = 28;
/** Room for the names on the left and the counts on the right, in CSS pixels. */
const [LEFT, RIGHT] = [210, 150];

/**
 * Records of both indexes, the namespaces that differ and the largest first; undefined where it would show nothing. The
 * table of namespaces stands right below it.
 */
export function namespaceBars(id: string, { namespaces }: ParityModel): Chart | undefined {
  if (namespaces.length < 2) return undefined;
  const shown = namespaces.slice(0, MOST_BARS);
  const largest = formatCount(Math.max(...shown.map(({ pod }) => pod)));
  return {
    id,
    title: namespaces.length > MOST_BARS ? `Records of ${MOST_BARS} namespaces` : "Records by namespace",
    description: `${shown.length} namespaces with their records in both indexes; the largest here has ${largest}.`,
    legend: [
      { label: "Pod index", colour: "pods", kind: "area" },
      { label: "Serverless index", colour: "serverless", kind: "area" },
    ],
    draw: (canvas) => drawn(canvas, shown),
  };
}

function drawn(canvas: Canvas, rows: readonly NamespaceRow[]) {
  const { plot, isNarrow } = canvas;
  const bar = { y: "namespace", rx: 1.5 };
  const [upper, lower] = isNarrow ? [20, 31] : [6, 16];
  return {
    height: rows.length * (isNarrow ? 46 : 32) + 10,
    marginLeft: isNarrow ? 0 : LEFT,
    marginRight: isNarrow ? 0 : RIGHT,
    marginTop: 2,
    marginBottom: 8,
    x: { axis: null, domain: [0, Math.max(1, ...rows.flatMap(({ pod, serverless }) => [pod, serverless]))] },
    y: { axis: null, domain: rows.map(({ namespace }) => namespace), padding: 0 },
    marks: [
      plot.barX(rows, { ...bar, x: "pod", fill: colour("pods"), insetTop: upper, insetBottom: isNarrow ? 16 : 17 }),
      plot.barX(rows, {
        ...bar,
        x: "serverless",
        fill: colour("serverless"),
        insetTop: lower,
        insetBottom: isNarrow ? 5 : 7,
      }),
      ...texts(canvas, rows),
    ],
  };
}

/** Beside the bars, or above them where it is narrow. */
function texts({ plot, isNarrow, fontSize }: Canvas, rows: readonly NamespaceRow[]) {
  const text = { y: "namespace", fontSize, fill: "currentColor", ...(isNarrow ? { dy: -13 } : {}) };
  return [
    plot.text(rows, {
      ...{ ...text, frameAnchor: "left", textAnchor: "start", text: nameOf },
      ...(isNarrow ? {} : { dx: -LEFT }),
    }),
    plot.text(rows, {
      ...{ ...text, frameAnchor: "right", textAnchor: "end", text: countsOf },
      ...(isNarrow ? {} : { dx: RIGHT }),
    }),
  ];
}

function nameOf({ namespace }: NamespaceRow): string {
  const name = withoutControls(formatNamespace(namespace));
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function countsOf({ pod, serverless }: NamespaceRow): string {
  return pod === serverless ? formatCount(pod) : `${formatCount(pod)} / ${formatCount(serverless)}`;
}
