import type { ControlRecord } from "../../../../provider/src/writeLog/control";
import { compareEntries, type Entry } from "../../../../provider/src/writeLog/entry";
import type { WriterLease } from "../../../../provider/src/writeLog/lease";
import type { StoreCall } from "../../../support/writeLog/memoryStore";

interface Beat {
  readonly at: number;
  readonly t: number;
}

/** When a write was asked for and acknowledged. */
export interface Span {
  readonly began: number;
  readonly acknowledged: number;
}

/**
 * Which of two writers' entries must come first, by when they were written: what a writer says in its lease another one
 * has heard once it has renewed its own twice, and writes nothing below from then on.
 */
export class RealTime {
  readonly #beats = new Map<string, Beat[]>();
  readonly #closed = new Map<string, number>();

  /** To be told each request to the store, after its effect. */
  heard({ op, path, body }: StoreCall, now: number): void {
    if (op === "put" && path.startsWith("writers/")) {
      const { w, t } = JSON.parse(Buffer.from(body).toString("utf8")) as WriterLease;
      const beats = this.#beats.get(w);
      if (beats === undefined) this.#beats.set(w, [{ at: now, t }]);
      else beats.push({ at: now, t });
    } else if (op === "create" && path.startsWith("control/")) {
      const { writers } = JSON.parse(Buffer.from(body).toString("utf8")) as ControlRecord;
      for (const [w, { end }] of Object.entries(writers))
        if (end !== undefined && !this.#closed.has(w)) this.#closed.set(w, now);
    }
  }

  /** Pairs of entries that stand in the log the other way round, as text. `spans` are by the entry. */
  wrong(entries: readonly Entry[], spanOf: (entry: Entry) => Span | undefined): string[] {
    const spans = entries.flatMap((entry) => {
      const span = spanOf(entry);
      return span === undefined ? [] : [{ entry, ...span }];
    });
    const wrong: string[] = [];
    for (const before of spans) {
      const said = this.#beats.get(before.entry.w)?.find(({ at, t }) => at > before.acknowledged && t > before.entry.t);
      if (said === undefined) continue;
      for (const after of spans) {
        if (compareEntries(before.entry, after.entry) < 0 || before.entry.w === after.entry.w) continue;
        const heard = this.#renewals(after.entry.w).filter(({ at }) => at > said.at && at < after.began)[1];
        if (heard === undefined || heard.at > (this.#closed.get(before.entry.w) ?? Number.POSITIVE_INFINITY)) continue;
        wrong.push(`${name(after.entry)}, written after ${name(before.entry)}`);
      }
    }
    return wrong;
  }

  /** Without the one of its joining. */
  #renewals(writer: string): readonly Beat[] {
    return this.#beats.get(writer)?.slice(1) ?? [];
  }
}

function name({ w, t, n }: Entry): string {
  return `${w} ${t}.${n}`;
}
