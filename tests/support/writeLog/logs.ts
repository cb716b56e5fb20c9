import { type Control, type ControlRecord, DEFAULT_TIMES, type LogTimes } from "../../../provider/src/writeLog/control";

/** Begins a log for a pod index named docs, with writers as if they had joined. */
export async function logOf(
  control: Control,
  writers: readonly string[] = [],
  more: Partial<ControlRecord> & { times?: LogTimes } = {},
): Promise<ControlRecord> {
  const begun = await control.begin({
    writes: more.writes ?? "mirrored",
    pod: { name: "docs", host: "http://127.0.0.1:1" },
    times: more.times ?? DEFAULT_TIMES,
  });
  const named = Object.fromEntries(writers.map((writer) => [writer, {}]));
  return (await control.swapFrom(begun, { ...more, writers: { ...named, ...more.writers } })) ?? begun;
}
