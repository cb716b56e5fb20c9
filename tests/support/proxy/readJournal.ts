import { setTimeout as delay } from "node:timers/promises";
import type { JournalEntry } from "pinecone-emulator";
import type { Active } from "../../../provider/src/writeLog/control";

/** An id that no record has: readers ask for it too, so that their requests are known again at the service. */
export const READER_MARK = "asked-by-a-reader";

/** A reader's request, as it came to one of the indexes. */
export interface Asked {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly index: Active;
}

/** The journal keeps the last 10,000 requests: it is read often enough. */
const LOOK_MS = 10_000;

/** Notes which index was asked by readers, from the service's own journal. */
export class ReadJournal {
  readonly asked: Asked[] = [];
  readonly #over = new AbortController();
  readonly #loop: Promise<void>;
  #last = 0;

  constructor(
    readonly controlPlane: string,
    /** Names of the indexes. */
    readonly names: Readonly<Record<Active, string>>,
  ) {
    this.#loop = this.#run();
  }

  /** Reads what is left of it. */
  async end(): Promise<void> {
    this.#over.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    const answer = await fetch(`${this.controlPlane}/_emulator/journal`);
    const { entries } = (await answer.json()) as { entries: readonly JournalEntry[] };
    const isNew = ({ at, query = "", body }: JournalEntry) =>
      at > this.#last && (query.includes(READER_MARK) || JSON.stringify(body ?? "").includes(READER_MARK));
    for (const { at, index } of entries.filter(isNew)) {
      if (index === this.names.pod) this.asked.push({ at, index: "pod" });
      else if (index === this.names.serverless) this.asked.push({ at, index: "serverless" });
      else throw new Error(`a reader asked ${index}`);
    }
    // The rest of a millisecond is left out, rather than counted twice.
    this.#last = entries.at(-1)?.at ?? this.#last;
  }
}
