import type { Switch } from "../../writeLog/control";
import { type Entry, isBulk } from "../../writeLog/entry";
import { numberAt } from "../../writeLog/position";
import type { Segment } from "../../writeLog/segments";
import type { SegmentSource } from "./ports";

/**
 * The log as a rollback reads it. A segment whose creation had no answer may come to be long after its writes failed, also
 * behind the switch: they were logged for the index that served before, and sent nowhere, for whoever failed to log does
 * not send. A bulk write among them has no ids that it found, and needs none.
 */
export function withoutNeverSent(
  log: SegmentSource,
  switched: Pick<Switch, "epoch" | "end"> | undefined,
): SegmentSource {
  if (switched === undefined) return log;
  const { epoch, end } = switched;
  const neverSent = (entry: Entry) => isBulk(entry) && entry.found === undefined && entry.e < epoch;
  const rest = (segment: Segment): Segment =>
    segment.number < numberAt(end, segment.w) || !segment.entries.some(neverSent)
      ? segment
      : { ...segment, entries: segment.entries.filter((entry) => !neverSent(entry)) };
  return {
    async *read(from, signal) {
      for await (const segment of log.read(from, signal)) yield rest(segment);
    },
  };
}
