import { PodshiftError } from "../errors";

/** What a command is given of the world, so that tests can run it without a process. */
export interface CliIo {
  /** A line for the reader, or for the next program in a pipe. */
  out(line: string): void;
  /** Progress and errors. */
  err(line: string): void;
  /** Whether `err` is a terminal: progress is shown in place there. */
  readonly isTerminal: boolean;
  /** Columns of the terminals that `out` and `err` go to; left out where there is none. */
  readonly columns?: { readonly out?: number | undefined; readonly err?: number | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by one Ctrl-C: commands stop at their next safe point. */
  readonly signal: AbortSignal;
}

/** Exit codes, as `--help` tells them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, found: 3 } as const;

/** A command that did its work and found what must not be. */
export class Findings extends PodshiftError {}

/** A failure that was told already, in the way that its reader wants. */
export class Told extends Error {}
