import type { BulkEntry } from "../../writeLog/entry";
import type { Book } from "./book";
import type { Taken } from "./taken";

/** Record ids by namespace. */
export type Ids = Map<string, Set<string>>;

/** What differs between bringing writes to the serverless index and bringing them back. */
export interface Direction {
  /** True when reads of the truth need no barrier: records may be read while the log is still being read. */
  readonly readsAnyTime: boolean;
  /** Ids that bulk entries may have touched. Inside a fence "needs list" when that would take long. */
  nameBulk(bulk: readonly BulkEntry[], taken: Taken, book: Book, inFence: boolean): Promise<Ids | "needs list">;
  /** Before the truth is read: reads show every effect of a done entry from here on. */
  beforeReading(namespaces: readonly string[]): Promise<void>;
  /** Before the first request of a round is sent. Answers whether the book must be saved. */
  beforeSending(named: ReadonlyMap<string, ReadonlySet<string>>, book: Book): boolean;
  /** After the last one, while the round isn't recorded yet. */
  afterSending(taken: Taken, book: Book): Promise<void>;
}
