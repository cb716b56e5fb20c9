import { printable } from "../util/format";
import { cutTo } from "../util/width";
import type { CliIo } from "./io";

/** Milliseconds between two lines where progress can't be shown in place. */
const INTERVAL_MS = 10_000;

/** Shows progress: in place on a terminal, else a line now and then. */
export function progressLine(io: CliIo, write: (text: string) => void, now: () => number) {
  let last = Number.NEGATIVE_INFINITY;
  let stands = false;
  return {
    show(text: string): void {
      if (io.isTerminal) {
        // A line that went over the edge could not be taken back.
        write(`\r\u001b[K${cutTo(printable(text), (io.columns?.err ?? Number.POSITIVE_INFINITY) - 1)}`);
        stands = true;
        return;
      }
      if (now() - last < INTERVAL_MS) return;
      last = now();
      io.err(text);
    },
    /** Leaves what was shown standing; what comes next is on a line of its own. */
    done(): void {
      if (stands) write("\n");
      stands = false;
    },
  };
}
