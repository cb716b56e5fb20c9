import type { IndexReader } from "../../pinecone/types";
import type { Clock } from "../../util/clock";

export interface ParityProgress {
  readonly stage: "counts" | "records" | "queries";
  readonly done: number;
  readonly total: number;
  readonly ratePerSecond: number;
  readonly etaSeconds?: number;
}

/** Takes each compared record's digest. */
export interface DigestSink {
  write(namespace: string, id: string, digest: bigint): Promise<void>;
  /** Makes what was written count; without it nothing does. */
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/** Record ids by canonical namespace; "all" where a bulk write may have touched any record. */
export type InFlight = ReadonlyMap<string, ReadonlySet<string> | "all">;

/** Writes that go on while both indexes are compared. Nobody else may bring writes over meanwhile. */
export interface MovingWrites {
  /** Brings over what was logged so far: one catch-up round, which waits until serverless reads are fresh. */
  round(): Promise<void>;
  /**
   * Ids that the log names, by namespace, in entries not covered by the last completed round: their state on the two
   * sides may differ without anything being wrong.
   */
  inFlight(): Promise<InFlight>;
  /**
   * Those of the ids that the log names, from its start to now: a difference on any other record was written past the
   * capture.
   */
  named(namespace: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface ParityOptions {
  readonly pod: IndexReader;
  readonly serverless: IndexReader;
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** "all", or how many records are compared in full. */
  readonly content: "all" | number;
  /** How many queries are asked of both; 0 for none. */
  readonly queries: number;
  readonly topK?: number;
  /** The mean overlap below which the check fails. */
  readonly minOverlap?: number;
  readonly seed: number;
  readonly clock: Clock;
  /** Milliseconds before a difference is asked again. */
  readonly settleMs?: number;
  /** How often a difference is asked again before it counts: 3 times, or 8 while writes go on. */
  readonly attempts?: number;
  /** Requests under way at once. */
  readonly concurrency?: number;
  readonly digests?: DigestSink;
  /** Left out when nobody writes. */
  readonly moving?: MovingWrites;
  readonly signal?: AbortSignal;
  onProgress?(progress: ParityProgress): void;
}
