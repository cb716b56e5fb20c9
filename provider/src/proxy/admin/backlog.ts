import { copyHolds } from "../../migration/catchUpFile";
import type { ControlRecord } from "../../writeLog/control";
import { readLease } from "../../writeLog/lease";
import { numberAt } from "../../writeLog/position";
import type { LogStore } from "../../writeLog/store";

/** Milliseconds between two looks: each reads one small file a writer. */
const LOOK_EVERY_MS = 10_000;

/** How many segments catch-up hasn't brought over, without reading any. */
export class BacklogLook {
  #at = Number.NEGATIVE_INFINITY;
  #last: number | undefined;

  constructor(readonly store: LogStore) {}

  /** Undefined before the first catch-up of a copy, once serverless serves, and when the store doesn't answer. */
  async segments(record: ControlRecord): Promise<number | undefined> {
    if (performance.now() - this.#at < LOOK_EVERY_MS) return this.#last;
    this.#at = performance.now();
    this.#last = await this.#look(record).catch(() => undefined);
    return this.#last;
  }

  async #look(record: ControlRecord): Promise<number | undefined> {
    if (record.active !== "pod" || record.state === "closed") return undefined;
    const position = await copyHolds(this.store, record);
    if (position === undefined) return undefined;
    const each = await Promise.all(
      Object.entries(record.writers).map(async ([writer, { end }]) => {
        const next = end ?? (await readLease(this.store, writer))?.next ?? 0;
        return Math.max(0, next - numberAt(position, writer));
      }),
    );
    return each.reduce((sum, count) => sum + count, 0);
  }
}
