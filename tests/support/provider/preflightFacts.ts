import { LIMITS_PROFILES } from "../../../provider/src/migration/limits";
import type { PreflightFacts } from "../../../provider/src/migration/preflight";
import { podDescription } from "./descriptions";

/** What a healthy pod index is told all the same. */
export const ALWAYS = ["API_SUNSET", "OLD_CLIENTS", "POD_ONLY_CALLS", "STATS_BY_FILTER"];

/** A healthy pod index whose migration has nothing against it. */
export function cleanFacts(change: Partial<PreflightFacts> = {}): PreflightFacts {
  return {
    podIndex: "docs",
    pod: podDescription({ metric: "dotproduct" }),
    stats: { namespaces: new Map([["", 3]]), total: 3 },
    serverless: { name: "docs-serverless", cloud: "aws", region: "us-east-1" },
    nameHolder: undefined,
    nameHolderIsOurs: false,
    collection: "docs-collection",
    collectionExists: false,
    collectionIsOurs: false,
    limits: LIMITS_PROFILES.current,
    ...change,
  };
}

/** Counts of so many namespaces, named n0, n1, ... */
export function countsOf(...counts: number[]) {
  return {
    namespaces: new Map(counts.map((count, at) => [`n${at}`, count])),
    total: counts.reduce((sum, count) => sum + count, 0),
  };
}

/** So many namespaces of one record. */
export function manyNamespaces(count: number) {
  return countsOf(...Array.from({ length: count }, () => 1));
}
