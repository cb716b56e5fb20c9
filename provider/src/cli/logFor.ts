import { randomUUID } from "node:crypto";
import { systemClock } from "../util/clock";
import { type OpenLog, openLog } from "../writeLog/openLog";

/**
 * Opened without the signal of Ctrl-C: what a command began in the log it also ends, such as handing its lease back.
 *
 * @throws CONFIG_INVALID when the URL names no place that a log can be in
 */
export function logFor(url: string): OpenLog {
  return openLog(url, { clock: systemClock, nonce: randomUUID });
}
