import { randomUUID } from "node:crypto";
import type { Active } from "../../migration/activeIndex";
import type { MigrationContext } from "../../migration/context";
import { servingIndex } from "../../migration/log";
import { systemClock } from "../../util/clock";
import type { WriteMode } from "../../writeLog/control";
import { type OpenLog, openLog } from "../../writeLog/openLog";

/** Where a migration's write log is, as resources are told it: hidden, for it is the WriteLog resource's to show. */
export interface LogPlace {
  readonly url: string;
  readonly writes: WriteMode;
}

/** @throws CONFIG_INVALID when the URL names no place that a log can be in */
export function logAt(url: string): OpenLog {
  return openLog(url, { clock: systemClock, nonce: randomUUID });
}

/** The log, opened; undefined when writes are paused and there is none. */
export function opened(place: LogPlace | undefined): OpenLog | undefined {
  return place === undefined ? undefined : logAt(place.url);
}

/** Who serves: with a log as its control record has it, else by the pod index's tag. */
export async function whoServesNow(
  { client }: MigrationContext,
  { podIndex, __log }: { readonly podIndex: string; readonly __log?: LogPlace },
): Promise<Active> {
  return servingIndex(opened(__log)?.control, await client.describeIndex(podIndex));
}
