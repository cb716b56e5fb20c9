/** One request that the emulator answered, without its headers: the key never reaches the journal. */
export interface JournalEntry {
  /** Milliseconds since the epoch when the answer was made. */
  readonly at: number;
  /** Name of the index; absent for the control plane. */
  readonly index?: string;
  /** Of HTTP, or "GRPC". */
  readonly method: string;
  /** Over gRPC the method's: "/VectorService/Upsert". */
  readonly path: string;
  /** The query string as it came, without "?", when it is small. */
  readonly query?: string;
  /** Of HTTP; over gRPC the code that the call ended with, 0 when it went well. */
  /** 0: the connection was dropped before the request had an effect. */
  readonly status: number;
  /** The request's JSON body, or its gRPC message as such, when it is small. */
  readonly body?: unknown;
  /** The kind of the fault that struck it. */
  readonly fault?: string;
}

const MOST_ENTRIES = 10_000;
/** Bodies and query strings up to this many characters are kept. */
export const SMALL = 4_096;

/** The last 10,000 requests, oldest first. The array that `entries` gives out stays the same one. */
export class Journal {
  readonly entries: JournalEntry[] = [];

  add(entry: JournalEntry): void {
    this.entries.push(entry);
    // Cut in strides: removing from the front moves the whole array.
    if (this.entries.length >= MOST_ENTRIES * 1.1) this.entries.splice(0, this.entries.length - MOST_ENTRIES);
  }

  clear(): void {
    this.entries.length = 0;
  }
}
