import type { Clock } from "../../util/clock";
import { printableText } from "../../util/format";
import { scrub } from "../../util/scrub";
import type { LogSeverity, LogSink } from "./engineLog";

/** Progress comes at most this often at first, in milliseconds; ever more rarely as a step grows long. */
const FIRST_INTERVAL_MS = 1_000;
const LONGEST_INTERVAL_MS = 15_000;

/** Messages on one resource's row. */
export interface RowLog {
  progress(message: string): void;
  report(message: string): void;
  warn(message: string): void;
  /** Resolves once everything that was written has arrived. */
  flushed(): Promise<void>;
}

/**
 * Writes on a resource's row, secrets taken out. Progress is throttled: where there is no terminal each message is a
 * line of its own, so a step of hours must not print one a second.
 */
export function rowLog(
  sink: LogSink,
  urn: string | undefined,
  clock: Pick<Clock, "now">,
  secrets: () => (string | undefined)[],
): RowLog {
  const start = clock.now();
  let next = start;
  let last: Promise<void> = Promise.resolve();
  const write = (severity: LogSeverity, message: string, ephemeral: boolean) => {
    last = sink({ severity, message: printableText(scrub(message, secrets())), urn, ephemeral });
  };
  return {
    progress: (message) => {
      const now = clock.now();
      if (now < next) return;
      next = now + Math.min(Math.max(FIRST_INTERVAL_MS, (now - start) / 20), LONGEST_INTERVAL_MS);
      write("info", message, true);
    },
    report: (message) => write("info", message, false),
    warn: (message) => write("warning", message, false),
    flushed: () => last,
  };
}
