import { formatCount, plural } from "../../util/format";
import type { MigrationFacts } from "./facts";
import { isMissing, type MigrationModel } from "./model";

/** Something that this report doesn't tell, and why. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

type Told = Pick<MigrationModel, "timeline" | "parity" | "cost" | "backlog" | "findings">;

/** Everything that is not in the report of one migration. */
export function leftOutOf(facts: MigrationFacts, model: Told): LeftOut[] {
  return [...missingParts(model), ...ofParity(model), ...ofCost(model), ...ofTheLog(facts), ...ofTheStack(facts)];
}

const PARTS = {
  timeline: "Timeline",
  parity: "Parity",
  cost: "Cost",
  backlog: "Backlog",
  findings: "Findings",
} as const;

function missingParts(model: Told): LeftOut[] {
  return Object.entries(PARTS).flatMap(([key, what]) => {
    const part = model[key as keyof typeof PARTS];
    return isMissing(part) ? [{ what, why: part.why }] : [];
  });
}

function ofParity({ parity }: Told): LeftOut[] {
  if (isMissing(parity)) return [];
  const { report, more } = parity;
  const { moving = 0, ids, examples, queries } = report;
  const named = examples.filter(({ kind }) => kind === "missing").length;
  return [
    ...when(more.namespaces > 0, plural(more.namespaces, "namespace"), restOf(more)),
    ...when(moving > 0, plural(moving, "record"), "Written while compared: neither equal nor a difference."),
    ...when(ids.missing > named, "Ids of missing records", "Pods can't list ids: they are counted, not named."),
    ...when(queries.asked === 0, "Query overlap", "The check asked no query."),
    ...when(true, "Values and metadata", "A report holds ids of records that differ, and nothing of their content."),
  ];
}

function restOf({ notSame }: { readonly notSame: number }): string {
  const found =
    notSame === 0 ? "all of these hold the same records" : `${formatCount(notSame)} of these differ or are in doubt`;
  return `The table shows what differs first, and the largest; ${found}.`;
}

function ofCost({ cost }: Told): LeftOut[] {
  if (isMissing(cost)) return [];
  const { estimate, curve, hasReadNodes } = cost;
  return [
    ...when(
      curve === undefined && !hasReadNodes,
      "Break-even curve",
      "The assessment was made by a version of podshift without it.",
    ),
    ...when(
      estimate.dedicated === undefined,
      "Dedicated read nodes",
      "The assessment has no estimate of them for this index.",
    ),
    ...when(true, "Discounts, credits and taxes", "Prices are list prices; a contract of yours isn't known."),
  ];
}

function ofTheLog({ log }: MigrationFacts): LeftOut[] {
  const unread = log?.unreadRecords ?? 0;
  const leases = "A report is of a moment; `podshift status` watches their leases.";
  return [
    ...when(unread > 0, plural(unread, "control record"), "Only the newest 5,000 are read."),
    ...when(log !== undefined, "Whether writers are alive", leases),
  ];
}

function ofTheStack({ stack }: MigrationFacts): LeftOut[] {
  return when(stack === undefined, "The stack", "No state was given: run `pulumi stack export --file state.json`.");
}

function when(holds: boolean, what: string, why: string): LeftOut[] {
  return holds ? [{ what, why }] : [];
}
