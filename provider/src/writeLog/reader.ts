import type { Control } from "./control";
import { numberAt, type Position } from "./position";
import { readSegment, type Segment } from "./segments";
import type { LogStore } from "./store";

/** Segments of one writer that are asked for at once. */
const AHEAD = 8;

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
    for (const writer of await this.writers()) yield* this.readWriter(writer, numberAt(from, writer), signal);
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

  /** The end of the log: for each writer its first segment that doesn't exist. */
  async end(from: Position): Promise<Position> {
    const ends: Record<string, number> = {};
    for (const writer of await this.writers()) ends[writer] = await this.#endOf(writer, numberAt(from, writer));
    return ends;
  }

  async #endOf(writer: string, first: number): Promise<number> {
    let end = first;
    for await (const segment of this.readWriter(writer, first)) end = segment.number + 1;
    return end;
  }
}
