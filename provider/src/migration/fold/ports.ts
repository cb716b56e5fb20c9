import type { StoredRecord } from "../../pinecone/types";

/** Records to bring to the index: present ones are written whole, absent ones (undefined) deleted. */
export type Wanted = ReadonlyMap<string, StoredRecord | undefined>;

export interface Brought {
  /** True when a request among those that were needed had no answer: it may still take effect, until `lateMs` is over. */
  readonly unsure: boolean;
}

/** The serverless index as the fold needs it. Namespaces are canonical. */
export interface FoldTarget {
  /** Resolves once all of it was accepted. At most 1,000 records at a time; called side by side, never twice with one id. */
  bring(namespace: string, records: Wanted): Promise<Brought>;
  /** Resolves once reads of the namespace show every write that was accepted before. */
  fresh(namespace: string): Promise<void>;
  /** At most 1,000 ids; absent ids are absent from the answer. */
  fetch(namespace: string, ids: readonly string[]): Promise<ReadonlyMap<string, StoredRecord>>;
  /** Ids that the service's own filter finds, page by page. */
  idsByFilter(namespace: string, filter: object): AsyncIterable<readonly string[]>;
  /** All ids of the namespace, page by page; none when there is no such namespace. */
  listIds(namespace: string): AsyncIterable<readonly string[]>;
}

/** How far the fold is, and for people. */
export interface FoldProgress {
  /** What it does: reads the log, or brings what it folded. */
  readonly stage: "reading" | "bringing";
  /** Entries whose effect is in the index, in this pass. */
  readonly done: number;
  /** Records brought in this pass. */
  readonly records: number;
  /** Entries read a second, in this pass. */
  readonly ratePerSecond: number;
  /** Entries read whose effect is not yet in the index. */
  readonly backlog: number;
  /** Milliseconds between now and the watermark: writes that are younger wait for the next pass. */
  readonly lagMs: number;
}
