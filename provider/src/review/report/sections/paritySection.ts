import type { Difference } from "../../../migration/parity/report";
import { formatCount, plural } from "../../../util/format";
import type { DrawChart } from "../charts/chart";
import { namespaceBars } from "../charts/namespaceBars";
import { overlapDots } from "../charts/overlapDots";
import { formatInstant, formatShare } from "../format";
import { isMissing, type Missing } from "../model";
import { type Content, type Html, html } from "../page/html";
import { chip, code, missing, notes, section } from "../page/parts";
import { table } from "../page/table";
import type { NamespaceRow, ParityModel } from "../parityModel";

export function paritySection(id: string, parity: ParityModel | Missing, draw: DrawChart): Html {
  if (isMissing(parity)) return section(id, "Parity", "Whether both indexes hold the same records.", missing(parity));
  const { report } = parity;
  const bars = namespaceBars(`${id}-namespaces`, parity);
  const lede = `Checked ${formatInstant(Date.parse(report.finishedAt))}: ${report.verdict}.`;
  return section(id, "Parity", lede, [
    levels(parity),
    bars !== undefined && draw(bars),
    namespaces(parity),
    differences(parity),
    queries(`${id}-overlap`, parity, draw),
    notes([
      html`The report is from ${code(parity.from)}.`,
      "Parity is of the time of the check; what was written since is not in it.",
      ...(report.settled > 0
        ? [`${plural(report.settled, "difference")} went away when asked again: lag, no difference.`]
        : []),
    ]),
  ]);
}

function levels({ report, unseen }: ParityModel): Html {
  const { counts, ids, content } = report;
  const compared = `${formatCount(content.compared)} of ${formatCount(Math.max(content.of, content.compared))} records`;
  return table({
    caption: "What was compared, level by level",
    columns: [{ label: "Level" }, { label: "Looked at" }, { label: "Found" }, { label: "State" }],
    rows: [
      [
        "Counts",
        `${formatCount(counts.pod)} in the pod index, ${formatCount(counts.serverless)} in the serverless index`,
        countsFound(report),
        state(counts.different.length === 0, (counts.inDoubt?.length ?? 0) > 0),
      ],
      [
        "Ids",
        `${formatCount(ids.looked)} looked for`,
        `${formatCount(ids.missing)} missing, ${formatCount(ids.extra)} extra`,
        state(ids.missing + ids.extra === 0),
      ],
      [
        "Content",
        content.mode === "all" ? `all: ${compared}` : `a sample: ${compared}`,
        [
          `${formatCount(content.different)} different`,
          unseen !== undefined && html`<small>at most ${percent(unseen)} at 95 %</small>`,
        ],
        state(content.different === 0, unseen !== undefined || (report.moving ?? 0) > 0),
      ],
    ],
  });
}

function countsFound({ counts }: ParityModel["report"]): string {
  const { different, inDoubt = [] } = counts;
  if (different.length > 0) return `different in ${plural(different.length, "namespace")}`;
  return inDoubt.length > 0 ? `writes in flight in ${plural(inDoubt.length, "namespace")}` : "equal by namespace";
}

function state(isSame: boolean, isOpen = false): Html {
  if (!isSame) return chip("bad", "differs");
  return isOpen ? chip("attention", "not all proven") : chip("good", "same");
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

const CHIPS = {
  same: () => chip("good", "same"),
  different: () => chip("bad", "differs"),
  "in doubt": () => chip("attention", "in flight"),
};

function namespaces({ namespaces: rows, more }: ParityModel): Content {
  if (rows.length === 0) return undefined;
  const cells = rows.map((row) => [
    name(row.namespace),
    formatCount(row.pod),
    formatCount(row.serverless),
    [CHIPS[row.state](), foundIn(row)],
  ]);
  const same = more.notSame === 0 ? "all the same" : `${formatCount(more.notSame)} of them different or in doubt`;
  const [names, records] = [plural(more.namespaces, "namespace"), plural(more.records, "record")];
  const rest = more.namespaces > 0 && html`<p class="lede">and ${names} more with ${records}, ${same}.</p>`;
  return [
    html`<h4>Every namespace</h4>`,
    table({
      caption: "Parity by namespace",
      columns: [
        { label: "Namespace" },
        { label: "Pod index", numeric: true },
        { label: "Serverless", numeric: true },
        { label: "State" },
      ],
      rows: cells,
      isCompact: true,
    }),
    rest,
  ];
}

/** Under the state, not in a column of its own: on a phone there is room for four. */
function foundIn({ missing: lacks, extra, different }: NamespaceRow): Content {
  const parts = [
    ...(lacks > 0 ? [`${formatCount(lacks)} missing`] : []),
    ...(extra > 0 ? [`${formatCount(extra)} extra`] : []),
    ...(different > 0 ? [`${formatCount(different)} different`] : []),
  ];
  return parts.length > 0 && html` <small>${parts.join(", ")}</small>`;
}

function name(namespace: string): Html {
  return namespace === "" ? html`<em>default namespace</em>` : code(namespace);
}

const KINDS: Readonly<Record<Difference["kind"], string>> = {
  missing: "missing on serverless",
  extra: "only on serverless",
  different: "different",
};

function differences({ report, examples }: ParityModel): Content {
  const { uncaptured } = report;
  const of = (kind: Difference["kind"], field?: string) =>
    field === undefined ? KINDS[kind] : `${KINDS[kind]} in ${field}`;
  return [
    examples.length > 0 && [
      html`<h4>Examples of differences</h4>`,
      table({
        caption: "Records that differ",
        columns: [{ label: "Record" }, { label: "Namespace" }, { label: "How" }],
        rows: examples.map(({ kind, id, namespace, field }) => [code(id), name(namespace), of(kind, field)]),
      }),
    ],
    uncaptured !== undefined && [
      html`<h4>Written past the capture</h4><p>${plural(uncaptured.records, "record")} that the write log doesn't name: someone writes without capture.</p>`,
      table({
        caption: "Records that were written past the capture",
        columns: [{ label: "Record" }, { label: "Namespace" }],
        rows: uncaptured.examples.map(({ id, namespace }) => [code(id), name(namespace)]),
      }),
    ],
  ];
}

function queries(id: string, { report }: ParityModel, draw: DrawChart): Content {
  const { asked, filtered, topK, meanOverlap, recall, enough } = report.queries;
  if (asked === 0) return undefined;
  const withFilter = `${formatCount(filtered)} of them with a filter`;
  const reading = `The same vectors, asked of both indexes, ${withFilter}: ${formatShare(meanOverlap)} of the pod index's ${topK} answers came from serverless too.`;
  const exact =
    recall !== undefined &&
    html`<p>Of ${plural(recall.expected, "answer")} that an exact search over ${plural(recall.against, "record")} expects, serverless gave ${formatShare(recall.serverless.mean)} and the pod index ${formatShare(recall.pod.mean)}.</p>`;
  return [
    html`<h4>Query overlap</h4><p class="lede">${reading} ${enough ? "That is enough." : "That is not enough."}</p>`,
    draw(overlapDots(id, report.queries)),
    exact,
  ];
}
