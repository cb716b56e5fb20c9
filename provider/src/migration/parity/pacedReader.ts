import type { IndexReader } from "../../pinecone/types";
import type { Clock } from "../../util/clock";

/** How far a side that was idle may run ahead of its budget, in milliseconds: a timer that wakes late costs nothing then. */
const AHEAD_MS = 100;

/**
 * A number of records a second, over whatever asks. As in catch-up's lanes, what is asked for is paid by waiting
 * afterwards: a fetch larger than a second's budget goes too.
 */
export class RecordBudget {
  #freeAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
  ) {}

  /** Resolves when so many records may be asked for; whoever asks first goes first. */
  async take(records: number, signal?: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const begin = Math.max(this.#freeAt, now - AHEAD_MS);
    this.#freeAt = begin + (records / this.perSecond) * 1_000;
    if (begin > now) await this.clock.sleep(begin - now, signal);
  }
}

/** A reader that fetches no more records a second than a budget allows; lists, counts and queries read no records. */
export function pacedReader(reader: IndexReader, budget: RecordBudget, signal?: AbortSignal): IndexReader {
  return {
    stats: () => reader.stats(),
    list: (namespace, paginationToken) => reader.list(namespace, paginationToken),
    query: (namespace, query) => reader.query(namespace, query),
    fetch: async (namespace, ids) => {
      await budget.take(ids.length, signal);
      return reader.fetch(namespace, ids);
    },
  };
}
