import { plural } from "../../util/format";
import { code, type Markdown, md } from "./markdown";
import type { MigrationChange } from "./migrationChange";
import { knownParity, knownProof, recordsOf } from "./parityFacts";
import type { PlannedStep } from "./plannedStep";

/** Something that goes, in words. `forGood`: it holds records that are nowhere else in this form afterwards. */
export interface Deletion {
  readonly what: Markdown;
  readonly forGood: boolean;
  readonly kind: "index" | "collection" | "log";
}

/** What a migration's change deletes of value; bookkeeping (reports, records) isn't. */
export function deletionsOf(change: MigrationChange): Deletion[] {
  return change.steps
    .filter(({ operation }) => operation === "delete" || operation === "replace")
    .flatMap((step) => deletionOf(step, change) ?? [])
    .sort((a, b) => weight(a) - weight(b));
}

function deletionOf(step: PlannedStep, change: MigrationChange): Deletion | undefined {
  const { podIndex, serverlessIndex = "serverless", collection = "collection" } = change;
  switch (step.kind) {
    case "PodIndex":
      return step.retained ? undefined : podDeletion(change, podIndex, collection);
    case "ServerlessIndex":
      return step.retained
        ? undefined
        : { what: md`serverless index ${code(serverlessIndex)}`, forGood: false, kind: "index" };
    case "Collection":
      return step.retained
        ? undefined
        : { what: md`collection ${code(collection)}`, forGood: isOnlyWayBack(change), kind: "collection" };
    case "WriteLog":
      return {
        what: md`write log (it is closed, its segments are removed)`,
        forGood: losesDeferred(change),
        kind: "log",
      };
    default:
      return undefined;
  }
}

/** Without its pod index a collection can't be made again. */
function isOnlyWayBack({ was, becomes }: MigrationChange): boolean {
  return was === "retire" || becomes === "retire";
}

function weight({ forGood, kind }: Deletion): number {
  return (forGood ? 0 : 10) + ["index", "collection", "log"].indexOf(kind);
}

function podDeletion(change: MigrationChange, podIndex: string, collection: string): Deletion {
  const records = recordCount(change);
  const count = records === undefined ? "" : `${plural(records, "record")}; `;
  return {
    what: md`pod index ${code(podIndex)} (${count}${wayBack(change, collection)})`,
    forGood: true,
    kind: "index",
  };
}

function wayBack({ pieces, complete }: MigrationChange, collection: string): Markdown {
  const { Collection: kept } = pieces;
  if (kept === undefined && !complete) return md`whether a collection is kept is not in this preview`;
  const keeps = kept !== undefined && (kept.operation === "same" || kept.operation === "update" || kept.retained);
  return keeps ? md`collection ${code(collection)} is kept` : md`**no collection is kept**`;
}

/** Records of the pod index, by the best of what is known. */
export function recordCount({ pieces, assessment }: MigrationChange): number | undefined {
  const proof = knownProof(pieces.PodRetirement?.asked.__parity);
  if (proof?.digests !== undefined) return recordsOf(proof);
  const count = knownParity(pieces.ParityCheck)?.report?.counts.pod ?? assessment?.found?.records;
  if (count !== undefined) return count;
  const { vectorCount } = pieces.Collection?.known ?? {};
  return typeof vectorCount === "number" && vectorCount > 0 ? vectorCount : undefined;
}

/**
 * Before the cutover deferred writes are in no index: the log is the only place that has them. What it was begun for counts
 * too, not only what the stack file asks for now: a change of `writes` to `paused` takes the log along.
 */
export function losesDeferred({ writes, pieces }: MigrationChange): boolean {
  const { WriteLog: log, ActiveIndex: active } = pieces;
  const goes = log?.operation === "delete" || log?.operation === "replace";
  const deferred = writes === "deferred" || log?.known.writes === "deferred";
  return goes && deferred && active?.known.active !== "serverless";
}
