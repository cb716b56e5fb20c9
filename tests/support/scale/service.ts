import type { Budgets } from "../../../provider/src/migration/apply/lane";
import { BUDGETS } from "../../../provider/src/migration/apply/pacing";

/** What the service takes of one namespace in a second [docs.pinecone.io, rate limits, 2026]. */
export const DOCUMENTED: Budgets = { requests: 100, bytes: 50_000_000, deletes: 5_000 };

/** What podshift takes of that for itself. */
export const OURS: Budgets = BUDGETS;

/** Milliseconds until the service answers a full upsert. ASSUMED: the vendor publishes none. */
export const ANSWER_MS = 200;

export const DIMENSIONS = [384, 768, 1_536] as const;
/** The one that most tables are for. */
export const DIMENSION = 768;
export const NAMESPACES = [1, 10, 100, 1_000] as const;
export const WRITES = [10_000_000, 100_000_000, 1_000_000_000] as const;
export const WRITES_PER_RECORD = [1, 3, 10] as const;

/** Bytes of metadata of a record, as JSON. */
export const METADATA_BYTES = 500;
/** Bytes of an id. */
export const ID_BYTES = 16;

/** How the records lie over the namespaces: all alike, or the k-th with 1/k of the first's (Zipf). */
export type Spread = "even" | "skewed";

/** Share of each namespace, the largest first; together 1. */
export function sharesOf(namespaces: number, spread: Spread): number[] {
  const weights = Array.from({ length: namespaces }, (_, at) => (spread === "even" ? 1 : 1 / (at + 1)));
  const all = weights.reduce((sum, each) => sum + each, 0);
  return weights.map((each) => each / all);
}
