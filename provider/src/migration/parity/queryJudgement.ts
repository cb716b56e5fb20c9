import type { Match } from "../../pinecone/types";
import type { Searched } from "./exactSearch";
import type { InFlight, ParityOptions } from "./options";
import { overlapAtRest } from "./overlap";
import type { PlannedQuery } from "./queryPlan";
import { type Found, foundBy } from "./recall";
import type { QueryLevel, QueryThresholds, Recall, RecallLevel } from "./report";

/** Mean overlap and mean recall that are enough, unless the caller says otherwise; why these: docs/parity.md. */
const ENOUGH = 0.9;
/** By how much serverless may find less than the pod index: what chance alone makes of 200 records is seldom more. */
const BELOW_POD = 0.05;
/** With fewer records expected in the answers, one more or less decides: recall is told then, and not judged. */
const LEAST_EXPECTED = 20;

/** A query that was asked of both sides. */
export interface JudgedQuery {
  readonly query: PlannedQuery;
  readonly pod: readonly Match[];
  readonly serverless: readonly Match[];
  /** How near the answers of both are by an exact computation, by id. */
  readonly near: ReadonlyMap<string, number>;
}

export interface Asked {
  readonly topK: number;
  readonly asked?: readonly JudgedQuery[];
  /** The sampled records, by namespace and id. */
  readonly sample?: ReadonlyMap<string, ReadonlyMap<string, Searched>>;
  readonly inFlight?: InFlight;
}

/** What the answers come to, and whether that is enough. */
export function judgeQueries(options: ParityOptions, { topK, asked = [], sample, inFlight }: Asked): QueryLevel {
  const thresholds = thresholdsOf(options);
  const atRest = asked.flatMap((each) => {
    const ids = inFlight?.get(each.query.namespace) ?? new Set<string>();
    const share =
      ids === "all" ? undefined : overlapAtRest(each.pod, each.serverless, ids, scaleOf(options, each.query));
    return share === undefined || ids === "all" ? [] : [{ each, ids, share }];
  });
  const meanOverlap = meanOf(atRest.map(({ share }) => share));
  const recall = recallOf(options, topK, atRest, sample ?? new Map());
  return {
    asked: atRest.length,
    filtered: atRest.filter(({ each }) => each.query.filter !== undefined).length,
    topK,
    meanOverlap,
    minOverlap: atRest.reduce((least, { share }) => Math.min(least, share), 1),
    ...(recall === undefined ? {} : { recall }),
    thresholds,
    enough: meanOverlap >= thresholds.overlap && isRecallEnough(recall, thresholds),
  };
}

/** Scores by `cosine` are parts of 1, others of what the vectors are long; larger ones are compared as they always were. */
function scaleOf({ metric = "cosine" }: ParityOptions, { record }: PlannedQuery): number {
  return metric === "cosine" ? 1 : Math.min(1, record.square);
}

/** True when recall was too little to be judged, too. */
function isRecallEnough(recall: RecallLevel | undefined, thresholds: QueryThresholds): boolean {
  if (recall === undefined || recall.expected < LEAST_EXPECTED) return true;
  const { pod, serverless } = recall;
  return serverless.mean >= thresholds.recall && serverless.mean >= pod.mean - thresholds.recallBelowPod;
}

function thresholdsOf({ minOverlap = ENOUGH, minRecall = ENOUGH }: ParityOptions): QueryThresholds {
  return { overlap: minOverlap, recall: minRecall, recallBelowPod: BELOW_POD };
}

function recallOf(
  { metric }: ParityOptions,
  topK: number,
  asked: readonly { each: JudgedQuery; ids: ReadonlySet<string> }[],
  sample: NonNullable<Asked["sample"]>,
): RecallLevel | undefined {
  if (metric === undefined) return undefined;
  const against = [...sample.values()].reduce((sum, { size }) => sum + size, 0);
  const both = asked.map(({ each: { query, pod, serverless, near }, ids }) => {
    const records = [...(sample.get(query.namespace)?.values() ?? [])];
    return {
      pod: foundBy(metric, { query, answers: pod, near }, records, topK, ids),
      serverless: foundBy(metric, { query, answers: serverless, near }, records, topK, ids),
    };
  });
  const expected = both.reduce((sum, { serverless }) => sum + serverless.expected, 0);
  if (expected === 0) return undefined;
  const [pod, serverless] = [shareOf(both.map((each) => each.pod)), shareOf(both.map((each) => each.serverless))];
  return { pod, serverless, against, expected };
}

function shareOf(found: readonly Found[]): Recall {
  const some = found.filter(({ expected }) => expected > 0);
  const expected = some.reduce((sum, each) => sum + each.expected, 0);
  return {
    mean: expected === 0 ? 1 : some.reduce((sum, each) => sum + each.found, 0) / expected,
    min: some.reduce((least, each) => Math.min(least, each.found / each.expected), 1),
  };
}

function meanOf(shares: readonly number[]): number {
  return shares.length === 0 ? 1 : shares.reduce((sum, each) => sum + each, 0) / shares.length;
}
