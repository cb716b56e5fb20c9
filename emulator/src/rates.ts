import { DataRefusal, RPC } from "./errors.js";
import type { Clock } from "./states.js";

/** A published limit of what an index takes in a second. */
export interface RateLimit {
  /** As the refusal names it. */
  readonly operation: string;
  readonly scope: "namespace" | "index";
  readonly perSecond: number;
  /** What is counted: requests, bytes of their bodies, or records. */
  readonly unit: "QPS" | "bytes" | "records";
}

/** What one request takes of a limit. */
export interface Charge {
  readonly limit: RateLimit;
  /** In the limit's unit. */
  readonly amount: number;
}

const of = (
  operation: string,
  scope: RateLimit["scope"],
  perSecond: number,
  unit: RateLimit["unit"] = "QPS",
): RateLimit => ({ operation, scope, perSecond, unit });

/** Limits of serverless indexes on every plan [docs.pinecone.io, rate limits, 2026]. Read units aren't counted. */
export const RATES = {
  query: of("query", "namespace", 100),
  upsert: of("upsert", "namespace", 100),
  upsertBytes: of("upsert", "namespace", 50 * 1024 * 1024, "bytes"),
  update: of("update", "namespace", 100),
  delete: of("delete", "namespace", 100),
  deletedRecords: of("delete", "namespace", 5_000, "records"),
  updateByMetadata: of("update by metadata", "namespace", 5),
  updateByMetadataOfIndex: of("update by metadata", "index", 500),
  deleteByMetadata: of("delete by metadata", "namespace", 5),
  deleteByMetadataOfIndex: of("delete by metadata", "index", 500),
  fetchByMetadata: of("fetch by metadata", "namespace", 5),
  fetch: of("fetch", "index", 100),
  list: of("list", "index", 200),
  stats: of("describe_index_stats", "index", 100),
} as const satisfies Readonly<Record<string, RateLimit>>;

/** What is left of a limit: it fills up evenly, and holds what one second allows. */
interface Bucket {
  left: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** How much of its limits an index has used lately. */
export class Rates {
  readonly #buckets = new Map<RateLimit, Map<string, Bucket>>();

  constructor(private readonly clock: Clock) {}

  /**
   * Takes all charges of a request to a namespace, or none.
   *
   * @throws DataRefusal 429 naming the limit that is used up
   */
  charge(namespace: string, charges: readonly Charge[]): void {
    const taken = charges.map(({ limit, amount }) => ({ limit, amount, bucket: this.#bucket(limit, namespace) }));
    const over = taken.find(({ amount, bucket }) => bucket.left < amount);
    if (over !== undefined) throw usedUp(over.limit, namespace);
    for (const { amount, bucket } of taken) bucket.left -= amount;
  }

  #bucket(limit: RateLimit, namespace: string): Bucket {
    const buckets = this.#buckets.get(limit) ?? new Map<string, Bucket>();
    this.#buckets.set(limit, buckets);
    const key = limit.scope === "index" ? "" : namespace;
    const now = this.clock.now();
    const bucket = buckets.get(key) ?? { left: limit.perSecond, at: now };
    buckets.set(key, bucket);
    bucket.left = Math.min(limit.perSecond, bucket.left + ((now - bucket.at) / 1_000) * limit.perSecond);
    bucket.at = now;
    return bucket;
  }
}

function usedUp({ operation, scope, perSecond, unit }: RateLimit, namespace: string): DataRefusal {
  const where = scope === "index" ? "this index" : `namespace ${namespace === "" ? "__default__" : namespace}`;
  const amount = unit === "QPS" ? `${perSecond} QPS` : `${perSecond} ${unit} per second`;
  const sentence = `You've reached the ${operation} ${unit} limit for ${where} (${amount}).`;
  return new DataRefusal(429, RPC.resourceExhausted, `${sentence} Pace your requests, or retry with backoff.`);
}
