import { PodshiftError } from "../../errors";
import { type LogStore, toJson } from "../../writeLog/store";
import type { Budgets } from "../apply/lane";
import { type FoldPosition, type Place, placeAt } from "../fold/foldPosition";
import type { WriterStamps } from "../fold/merge";
import { getKept } from "../forgotten";
import { CURRENT_JOB } from "./paths";

/** One entry of the log. */
export interface EntryPlace extends Place {
  readonly w: string;
}

/** What of one writer's log a job folds: from a place, up to a segment that is not part of it. */
export interface PlannedSegments {
  readonly w: string;
  readonly from: Place;
  /** Number of the first segment behind it; the last one before may hold entries from the watermark on. */
  readonly end: number;
  /** Stamp of the writer's last entry in front of it, where it is known: what doesn't come after it is a copy. */
  readonly behind?: string;
}

/** What a job does, as it stays however often it is started again. */
export interface SpreadPlan {
  /** Entries with `t` below this are folded. */
  readonly watermark: number;
  readonly parts: number;
  /** Where the index's checkpoint stood. */
  readonly from: FoldPosition;
  /** Where it stands once all is done: each writer's first entry that is not below the watermark. */
  readonly upto: FoldPosition;
  /** Of each writer's last entry in front of that, where it is known; left out by older versions. */
  readonly stamps?: WriterStamps;
  readonly segments: readonly PlannedSegments[];
  /** Namespaces that the index had. */
  readonly namespaces: readonly string[];
  readonly dimension: number;
  /** What a namespace may be sent in a second, by all parts together. */
  readonly budgets: Budgets;
}

/** The distributed catch-up of a log: `spread/current.json`. Only who holds the applier's lease writes it. */
export interface SpreadJob {
  readonly v: 1;
  readonly job: string;
  /** The leader that goes on with it, by its run as an applier. */
  readonly run: string;
  /** The log's id, and the copy and the index that it is brought to. */
  readonly log: string;
  readonly of: number;
  readonly target: { readonly name: string; readonly host: string };
  /** Refused: records or an import were; another job does it anew. */
  readonly state: "running" | "finished" | "refused";
  /** Entries behind `from`. */
  readonly entries: number;
  readonly plan: SpreadPlan;
}

export function currentJob(store: LogStore): Promise<SpreadJob | undefined> {
  return getKept<SpreadJob>(store, CURRENT_JOB);
}

export async function saveJob(store: LogStore, job: SpreadJob): Promise<void> {
  await store.put(CURRENT_JOB, toJson(job));
}

/**
 * Whether an unfinished job may be gone on with: of this log, copy and index, and nobody else has come further since. What
 * a pass brought meanwhile would be overwritten with older states, and its checkpoint would say that it is there.
 */
export function goesOn(
  found: SpreadJob | undefined,
  now: Pick<SpreadJob, "log" | "of" | "target"> & { readonly from: FoldPosition },
): found is SpreadJob {
  if (found === undefined || found.state !== "running") return false;
  const isSame = found.log === now.log && found.of === now.of && found.target.host === now.target.host;
  return isSame && samePlaces(found.plan.from, now.from);
}

function samePlaces(a: FoldPosition, b: FoldPosition): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every((w) => {
    const [one, other] = [placeAt(a, w), placeAt(b, w)];
    return one.segment === other.segment && one.line === other.line;
  });
}

export function sameEntry(a: EntryPlace | undefined | null, b: EntryPlace | undefined | null): boolean {
  if (!a || !b) return !a && !b;
  return a.w === b.w && a.segment === b.segment && a.line === b.line;
}

/** A task whose job was ended, or is led by another run now. */
export function jobOver(job: string, why: string): PodshiftError {
  return new PodshiftError("SPREAD_JOB_OVER", `job ${job} ${why}`, {
    facts: { job },
    next: "end this task; start the job again where it is to go on",
  });
}
