import { formatDifference } from "../../migration/parity/formatReport";
import { formatTable, inColumns } from "../../migration/parity/formatTable";
import type { ParityReport } from "../../migration/parity/report";
import { isNothingToDo, type NamespaceRepair, type RepairPlan, upserts } from "../../migration/repair/plan";
import type { Repaired } from "../../migration/repair/repair";
import { displayNamespace } from "../../pinecone/namespace";
import { formatCount, plural } from "../../util/format";

/** A report by namespace. @param columns the terminal's width, where there is one */
export function reportTable(report: ParityReport, columns?: number): string {
  return [...formatTable(report, report.namespaces.length, columns), report.verdict].join("\n");
}

/** What a repair would do, for people. */
export function formatPlan(plan: RepairPlan): string {
  const { upsert, equal, left, unnamed, examples } = plan;
  const { values, sparseValues, metadata } = upsert.different;
  const rows: [string, number, string][] = [
    ["upsert", upsert.missing, "missing on serverless"],
    ["upsert", values, "different in values"],
    ["upsert", sparseValues, "different in sparse values"],
    ["upsert", metadata, "different in metadata"],
    ["delete", plan.delete, "only on serverless"],
    ["nothing", equal, "equal by now"],
    ["leave", left.inFlight, "on their way by the write log: catch-up brings them"],
    ["leave", left.unknowable, "in a namespace with a deferred bulk write: what they are to be isn't known; copy anew"],
  ];
  return [
    `repair of ${plan.serverlessIndex} from ${plan.podIndex}: ${plural(plan.asked, "difference")} asked anew`,
    ...rows
      .filter(([, count]) => count > 0)
      .map(([what, count, why]) => `  ${what.padEnd(8)} ${formatCount(count).padStart(9)}  ${why}`),
    ...byNamespace(plan.namespaces),
    ...leftOut(plan.namespacesLeftOut),
    ...examples.map((each) => `  ${formatDifference(each)}`),
    ...(unnamed === 0 ? [] : [unnamedText(unnamed)]),
    isNothingToDo(plan)
      ? "nothing to repair"
      : `${plural(upserts(upsert), "record")} to upsert, ${formatCount(plan.delete)} to delete; about ${formatCount(plan.writeUnits)} write units`,
  ].join("\n");
}

/** What would be done, by namespace. @param columns the terminal's width, where there is one */
export function planTable({ namespaces, namespacesLeftOut }: RepairPlan, columns?: number): string {
  const head = ["namespace", "missing", "different", "extra", "equal", "in flight", "unknowable"];
  const rows = namespaces.map((row: NamespaceRepair) => [
    displayNamespace(row.namespace),
    ...[row.missing, row.different, row.extra, row.equal, row.inFlight, row.unknowable].map(formatCount),
  ]);
  return [...inColumns([head, ...rows], columns), ...leftOut(namespacesLeftOut)].join("\n");
}

/** What was done, for people. */
export function formatRepaired({ plan, mended, restless }: Repaired): string {
  return [
    formatPlan(plan),
    `repaired: ${plural(mended, "record")} as ${plan.podIndex} has them`,
    ...restless.map((each) => `  differs again after it was brought: ${formatDifference(each)}`),
  ].join("\n");
}

function byNamespace(namespaces: readonly NamespaceRepair[]): string[] {
  const busy = namespaces.filter(({ missing, different, extra }) => missing + different + extra > 0);
  if (busy.length < 2) return [];
  return busy
    .slice(0, 10)
    .map(
      ({ namespace, missing, different, extra }) =>
        `    ${displayNamespace(namespace)}: ${formatCount(missing)} missing, ${formatCount(different)} different, ${formatCount(extra)} extra`,
    );
}

function unnamedText(unnamed: number): string {
  return (
    `  can't be repaired: ${plural(unnamed, "record")} missing by count, without a known id (pods can't list).\n` +
    "    Check with `--ids FILE`, the ids that your own system knows, or copy anew from `phase: capture`"
  );
}

function leftOut(count: number | undefined): string[] {
  return count === undefined ? [] : [`and ${plural(count, "more namespace")}`];
}
