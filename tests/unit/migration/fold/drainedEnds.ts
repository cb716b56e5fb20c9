import type { Clock } from "../../../../provider/src/util/clock";
import type { Control, ControlRecord } from "../../../../provider/src/writeLog/control";
import { readLease } from "../../../../provider/src/writeLog/lease";
import { LogReader } from "../../../../provider/src/writeLog/reader";
import type { LogStore } from "../../../../provider/src/writeLog/store";

const LOOKS = 10;
const LOOK_MS = 40;

/** Where the logs of those that live end, once all have acknowledged the fence; undefined when they take too long. */
export async function drainedEnds(
  store: LogStore,
  fenced: ControlRecord,
  clock: Clock,
  control: Control,
): Promise<Record<string, number> | undefined> {
  const live = Object.keys(fenced.writers).filter((writer) => fenced.writers[writer]?.end === undefined);
  for (let look = 0; look < LOOKS; look += 1) {
    const leases = await Promise.all(live.map((writer) => readLease(store, writer)));
    if (leases.every((lease) => (lease?.acked ?? 0) >= fenced.epoch)) {
      const ends = await new LogReader(store, control).end({});
      return Object.fromEntries(live.map((writer) => [writer, ends[writer] ?? 0]));
    }
    await clock.sleep(LOOK_MS);
  }
  return undefined;
}
