import { randomUUID } from "node:crypto";
import { systemClock } from "../util/clock";
import { type OpenLog, openLog } from "../writeLog/openLog";
import type { CliIo } from "./io";

/** @throws CONFIG_INVALID when the URL names no place that a log can be in */
export function logFor(url: string, { signal }: CliIo): OpenLog {
  return openLog(url, { clock: systemClock, nonce: randomUUID, signal });
}
