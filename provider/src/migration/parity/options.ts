import type { IndexReader, Metric } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import type { WriteMode } from "../../writeLog/control";
import type { Position } from "../../writeLog/position";
import type { Keeper } from "./keeper";
import type { Difference, DifferencesFile } from "./report";

export interface ParityProgress {
  readonly stage: "counts" | "records" | "queries";
  readonly done: number;
  readonly total: number;
  readonly ratePerSecond: number;
  readonly etaSeconds?: number;
}

export interface NamedId {
  readonly namespace: string;
  readonly id: string;
}

/** Takes all differences once they are known: those that were asked again and stayed. */
export interface DifferenceSink {
  write(stayed: readonly Difference[]): Promise<DifferencesFile | undefined>;
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
  /** Where both are. */
  readonly hosts: { readonly pod: string; readonly serverless: string };
  /** How writes are logged; left out when they are paused. */
  readonly writes?: WriteMode | undefined;
  /** What the write log names from here on may change meanwhile. */
  readonly logPosition?: Position | undefined;
  /** "all", or how many records are compared in full. */
  readonly content: "all" | number;
  /** How many queries are asked of both; 0 for none. */
  readonly queries: number;
  readonly topK?: number;
  /** The mean overlap below which the check fails: 0.9. */
  readonly minOverlap?: number | undefined;
  /** The mean recall of the serverless index below which the check fails: 0.9. */
  readonly minRecall?: number | undefined;
  /** By which answers are scored; left out: no recall is told. */
  readonly metric?: Metric | undefined;
  /** Metadata fields by which both sides can filter; left out: no query has a filter. */
  readonly filterable?: "all" | readonly string[] | undefined;
  readonly seed: number;
  readonly clock: Clock;
  /** Milliseconds before a difference is asked again. */
  readonly settleMs?: number;
  /** How often a difference is asked again before it counts: 3 times, or 8 while writes go on. */
  readonly attempts?: number;
  /** Requests under way at once. */
  readonly concurrency?: number;
  readonly digests?: DigestSink;
  /** When it was begun, if a run before this one did; milliseconds since 1970. */
  readonly startedAt?: number | undefined;
  /** Keeps how far the comparison has got; left out: a run that is killed leaves nothing. */
  readonly keeper?: Keeper | undefined;
  /** Records that are read in a second of each side at most; left out: as fast as they are given. */
  readonly recordsPerSecond?: number | undefined;
  /** Ids known from elsewhere, in any order: they are looked for on both sides, for pods can't list. */
  readonly extraIds?: AsyncIterable<NamedId> | undefined;
  /** Takes every difference that stayed. */
  readonly differences?: DifferenceSink | undefined;
  /** Left out when nobody writes. */
  readonly moving?: MovingWrites;
  readonly signal?: AbortSignal;
  onProgress?(progress: ParityProgress): void;
}
