import type { CliIo } from "./io";

/** Milliseconds between two lines where progress can't be shown in place. */
const INTERVAL_MS = 10_000;

/** Shows progress: in place on a terminal, else a line now and then. */
export function progressLine(io: CliIo, write: (text: string) => void, now: () => number) {
  let last = Number.NEGATIVE_INFINITY;
  return {
    show(text: string): void {
      if (io.isTerminal) {
        write(`\r\u001b[K${text}`);
        return;
      }
      if (now() - last < INTERVAL_MS) return;
      last = now();
      io.err(text);
    },
    /** Leaves what was shown standing. */
    done(): void {
      if (io.isTerminal) write("\n");
    },
  };
}
