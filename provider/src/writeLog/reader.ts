import type { Control } from "./control";
import { readLease } from "./lease";
import { numberAt, type Position } from "./position";
import { readSegment, type Segment } from "./segments";
import type { LogStore } from "./store";

/** Segments of one writer that are asked for at once. */
export const AHEAD = 8;

/** Reads the log. Writers are those that the control record names: nobody writes without being named there. */
export class LogReader {
  constructor(
    readonly store: LogStore,
    readonly control: Control,
  ) {}

  /** Every writer that ever joined. */
  async writers(): Promise<string[]> {
    return Object.keys((await this.control.read()).writers).sort();
  }

  /** What each writer has durable after `from`, writer by writer, each in order. */
  async *read(from: Position, signal?: AbortSignal): AsyncGenerator<Segment> {
    const { writers } = await this.control.read();
    for (const writer of Object.keys(writers).sort()) {
      const first = numberAt(from, writer);
      const end = writers[writer]?.end ?? Number.POSITIVE_INFINITY;
      // Nothing comes behind a seal: processes that ended long ago cost nothing.
      if (first <= end) yield* this.readWriter(writer, first, signal);
    }
  }

  /** The segments of one writer from a number on, in order, until the first that doesn't exist or its seal. */
  async *readWriter(writer: string, first: number, signal?: AbortSignal): AsyncGenerator<Segment> {
    for (let number = first; ; number += AHEAD) {
      signal?.throwIfAborted();
      const numbers = Array.from({ length: AHEAD }, (_, at) => number + at);
      const segments = await Promise.all(numbers.map((each) => readSegment(this.store, writer, each)));
      for (const segment of segments) {
        if (segment === undefined) return;
        yield segment;
        if (segment.sealed) return;
      }
    }
  }

  /**
   * The end of the log: for each writer its first segment that doesn't exist. A lease says where to begin to look, and
   * closed writers are not asked for, so this takes no longer for a long log (it is asked inside the fence).
   */
  async end(from: Position): Promise<Position> {
    const { writers } = await this.control.read();
    const ends = Object.entries(writers).map(async ([w, { end }]): Promise<[string, number]> => {
      // The seal's own number is known: behind it nothing is.
      return [w, end === undefined ? await this.#endOf(w, numberAt(from, w)) : end + 1];
    });
    return Object.fromEntries(await Promise.all(ends));
  }

  async #endOf(writer: string, from: number): Promise<number> {
    const lease = await readLease(this.store, writer);
    let end = Math.max(from, lease?.next ?? 0);
    for await (const segment of this.readWriter(writer, end)) end = segment.number + 1;
    return end;
  }
}
