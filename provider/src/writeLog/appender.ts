import { PodshiftError } from "../errors";
import { type Clock, systemClock } from "../util/clock";
import { encodeEntry } from "./encoding";
import type { Entry } from "./entry";
import { segmentPath } from "./segments";
import { type LogStore, StoreError } from "./store";

/** Entries of one call, waiting to be durable. */
interface Waiting {
  readonly lines: string;
  readonly bytes: number;
  /** The lowest hybrid time in it. */
  readonly lowest: number;
  /** When it came, milliseconds since 1970. */
  readonly since: number;
  done(segment: number): void;
  failed(error: unknown): void;
}

/** What becomes one segment. */
interface Batch {
  readonly body: Uint8Array;
  readonly lowest: number;
}

/** Bytes that one segment takes at most, unless a single call is larger. */
const SEGMENT_BYTES = 4_000_000;

/**
 * Appends entries of one writer, in order, with group commit: while one segment is being made durable, the calls that
 * come meanwhile gather for the next. A store for which each segment is dear has them wait for others a little longer.
 */
export class Appender {
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #next = 0;
  #sealed = false;
  /** A segment of which it isn't known whether it was created: it comes before any other. */
  #unsettled: Batch | undefined;
  /** Aborted when what waits is as large as a segment. */
  #gathering: AbortController | undefined;

  constructor(
    readonly store: LogStore,
    readonly writer: string,
    readonly clock: Clock = systemClock,
  ) {}

  /** Number of the next segment. */
  get next(): number {
    return this.#next;
  }

  /** True once somebody declared this writer dead: it can't append any more. */
  get sealed(): boolean {
    return this.#sealed;
  }

  /** The lowest hybrid time of a segment that may be there, or come to be, though its call failed. */
  get lowest(): number | undefined {
    return this.#unsettled?.lowest;
  }

  /**
   * Resolves with the number of the segment once the entries are durable.
   *
   * @throws WRITER_SEALED, LOG_UNAVAILABLE (the entries may be in the log all the same, unless it is lasting), ENTRY_INVALID
   */
  async append(entries: readonly Entry[]): Promise<number> {
    const lines = entries.map((entry) => `${encodeEntry(entry)}\n`).join("");
    const lowest = Math.min(...entries.map(({ t }) => t));
    return new Promise((done, failed) => {
      this.#waiting.push({ lines, bytes: Buffer.byteLength(lines), lowest, since: this.clock.now(), done, failed });
      if (this.#gathering !== undefined && this.#isFull()) this.#gathering.abort();
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /**
   * Tries a segment anew of which it isn't known whether it was created: until it is, its time holds the watermark back,
   * also when nothing is ever appended behind it. Never fails: the next `append` says what is wrong.
   */
  async settle(): Promise<void> {
    if (this.#unsettled === undefined || this.#sealed) return;
    this.#running ??= this.#run();
    await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the event loop: calls made in the same turn share a segment.
    await Promise.resolve();
    if (this.#waiting.length === 0 && this.#unsettled !== undefined) {
      await this.#create(this.#unsettled).catch(() => undefined);
    }
    while (this.#waiting.length > 0) {
      await this.#gather();
      const batch = this.#take();
      try {
        const body = Buffer.from(batch.map(({ lines }) => lines).join(""), "utf8");
        const segment = await this.#commit({ body, lowest: Math.min(...batch.map(({ lowest }) => lowest)) });
        for (const each of batch) each.done(segment);
      } catch (error) {
        for (const each of batch) each.failed(error);
      }
    }
    // In the same step as the look at what waits: a call that comes a step later starts anew.
    this.#running = undefined;
  }

  /** Waits until the first call has waited for `gatherMs`, or enough came. */
  async #gather(): Promise<void> {
    const { gatherMs = 0 } = this.store;
    const waited = this.clock.now() - (this.#waiting[0]?.since ?? 0);
    if (waited >= gatherMs || this.#isFull()) return;
    this.#gathering = new AbortController();
    // A clock that was set back makes nobody wait for longer.
    const ms = Math.min(gatherMs - waited, gatherMs);
    await this.clock.sleep(ms, this.#gathering.signal).catch(() => undefined);
    this.#gathering = undefined;
  }

  #isFull(): boolean {
    return this.#waiting.reduce((sum, { bytes }) => sum + bytes, 0) >= SEGMENT_BYTES;
  }

  #take(): Waiting[] {
    let bytes = 0;
    const many = this.#waiting.findIndex((each, at) => {
      bytes += each.bytes;
      return at > 0 && bytes > SEGMENT_BYTES;
    });
    return this.#waiting.splice(0, many === -1 ? this.#waiting.length : many);
  }

  async #commit(batch: Batch): Promise<number> {
    if (this.#sealed) throw sealed(this.writer);
    try {
      if (this.#unsettled !== undefined) await this.#create(this.#unsettled);
      return await this.#create(batch);
    } catch (error) {
      if (error instanceof PodshiftError) throw error;
      throw new PodshiftError("LOG_UNAVAILABLE", `the write log at ${this.store.url} can't be written`, {
        facts: { writer: this.writer, segment: this.#next },
        next: "nothing was sent to the index; try the write again once the log's store answers (is the disk full?)",
        cause: error,
      });
    }
  }

  /** When the answer is lost the very same bytes are tried again: they are there, or a seal is. */
  async #create(batch: Batch): Promise<number> {
    const path = segmentPath(this.writer, this.#next);
    if (!(await this.#created(path, batch))) {
      const found = await this.store.get(path);
      if (found === undefined) throw new Error(`${path} is neither there nor free`);
      if (Buffer.compare(found, batch.body) !== 0) {
        this.#sealed = true;
        throw sealed(this.writer);
      }
    }
    this.#unsettled = undefined;
    this.#next += 1;
    return this.#next - 1;
  }

  /** What was refused for good is not kept: its caller is told that nothing was done, and nothing is to come of it later. */
  async #created(path: string, batch: Batch): Promise<boolean> {
    const wasTried = this.#unsettled === batch;
    this.#unsettled = batch;
    try {
      return await this.store.create(path, batch.body);
    } catch (error) {
      // A refusal says nothing of an earlier attempt that had no answer.
      if (!wasTried && error instanceof StoreError && error.lasting) this.#unsettled = undefined;
      throw error;
    }
  }
}

function sealed(writer: string): PodshiftError {
  return new PodshiftError("WRITER_SEALED", `writer ${writer} was declared dead and can't write any more`, {
    facts: { writer },
    next: "try the write again: the process goes on as a new writer",
  });
}
