import { formatCount, plural } from "../../util/format";
import { shareAtMost } from "./confidence";
import type { RecordLevel } from "./recordLevel";
import type { ParityReport, QueryLevel } from "./report";

/**
 * One sentence. A sample is never called clean: it says how much it leaves possible. While writes go on, what was written
 * each time it was compared is named as such.
 */
export function verdict(
  clean: boolean,
  counts: ParityReport["counts"],
  records: RecordLevel,
  queries: QueryLevel,
  moving: boolean,
): string {
  const found = clean ? equality(records, moving, isClear(counts, records)) : differences(counts, records, queries);
  return [found, ...whileWritten(counts, records)].join("; ");
}

function differences(
  counts: ParityReport["counts"],
  { content, ids, uncaptured }: RecordLevel,
  queries: QueryLevel,
): string {
  const parts = [
    ...(counts.different.length > 0 ? [`counts differ in ${plural(counts.different.length, "namespace")}`] : []),
    ...(ids.missing > 0 ? [`${formatCount(ids.missing)} missing`] : []),
    ...(ids.extra > 0 ? [`${formatCount(ids.extra)} extra`] : []),
    ...(content.different > 0 ? [`${formatCount(content.different)} different in content`] : []),
    ...tooFew(queries),
  ];
  const past = uncaptured === undefined ? "" : `; ${formatCount(uncaptured.records)} of them written past the capture`;
  return `different: ${parts.join(", ")}${past}`;
}

/** Which of the thresholds the answers don't reach. */
function tooFew({ enough, meanOverlap, recall, thresholds }: QueryLevel): string[] {
  if (enough) return [];
  if (meanOverlap < thresholds.overlap) return [`answers overlap by ${meanOverlap.toFixed(3)} only`];
  const [found, pod] = [recall?.serverless.mean ?? 0, recall?.pod.mean ?? 0];
  const than = found < thresholds.recall ? "" : `, ${pod.toFixed(3)} on the pod index`;
  return [`search on serverless finds ${found.toFixed(3)} of what an exact one does${than}`];
}

function equality({ content }: RecordLevel, moving: boolean, clear: boolean): string {
  const { mode, compared, of } = content;
  if (!moving && compared >= of) return `clean: all ${formatCount(of)} records compared`;
  if (moving && clear && mode === "all")
    return `clean: all ${plural(compared, "record")} compared while writes went on`;
  const [a, b] = [formatCount(compared), formatCount(Math.max(of, compared))];
  if (moving && mode === "all") return `no difference in ${a} of ${b} records`;
  return `no difference in ${a} of ${b} records (at most ${formatPercent(shareAtMost(0, compared))} % at 95 %)`;
}

/** Nothing but what was compared. */
function isClear(counts: ParityReport["counts"], { moving }: RecordLevel): boolean {
  return moving === undefined && counts.inDoubt === undefined;
}

function whileWritten({ inDoubt = [] }: ParityReport["counts"], { moving = 0 }: RecordLevel): string[] {
  return [
    ...(moving === 0 ? [] : [`${plural(moving, "record")} written while compared`]),
    ...(inDoubt.length === 0
      ? []
      : [`counts of ${plural(inDoubt.length, "namespace")} differ by no more than the writes in flight`]),
  ];
}

/** Two digits that say something; never a power of ten. */
function formatPercent(share: number): string {
  const percent = share * 100;
  return percent >= 99.5 ? "100" : String(Number(percent.toPrecision(2)));
}
