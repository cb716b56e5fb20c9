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
  /** How often a difference is asked again before it counts. */
  readonly attempts?: number;
  /** Requests under way at once. */
  readonly concurrency?: number;
  readonly digests?: DigestSink;
  readonly signal?: AbortSignal;
  onProgress?(progress: ParityProgress): void;
}
