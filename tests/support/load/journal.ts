import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Operation } from "./operation";

/** What the application was told of a write. `refused`: it surely had no effect. */
export type OutcomeKind = "acked" | "refused" | "unknown";

/** One attempt at a write, as the journal has it. */
export interface Attempt {
  readonly n: number;
  readonly lane: string;
  /** Number of the operation in its lane: attempts at the same one have the same. */
  readonly version: number;
  readonly operation: Operation;
  /** Milliseconds since 1970: asked, and answered; never answered when the process was killed. */
  readonly asked: number;
  readonly answered: number | undefined;
  /** Milliseconds that the caller waited. */
  readonly waitedMs: number | undefined;
  readonly outcome: OutcomeKind;
  /** Code or name of the error; "" when there was none. */
  readonly error: string;
}

interface IntentLine {
  readonly n: number;
  readonly lane: string;
  readonly version: number;
  readonly asked: number;
  readonly operation: Operation;
}

interface OutcomeLine {
  readonly n: number;
  readonly answered: number;
  readonly waitedMs: number;
  readonly outcome: OutcomeKind;
  readonly error: string;
}

/** Written before and after each attempt; what a process has written survives its kill. */
export class JournalFile {
  readonly #file: number;
  #n: number;

  constructor(path: string) {
    this.#n = readJournal(path).reduce((most, { n }) => Math.max(most, n), 0);
    this.#file = openSync(path, "a");
    // A line that a kill tore in two must not take the next one with it.
    if (this.#n > 0) writeSync(this.#file, "\n");
  }

  intent(lane: string, version: number, operation: Operation): number {
    this.#n += 1;
    this.#write({ n: this.#n, lane, version, asked: Date.now(), operation } satisfies IntentLine);
    return this.#n;
  }

  outcome(n: number, waitedMs: number, outcome: OutcomeKind, error: string): void {
    this.#write({ n, answered: Date.now(), waitedMs, outcome, error } satisfies OutcomeLine);
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: object): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

/** All attempts, in the order in which they were made. One without an outcome is of unknown outcome. */
export function readJournal(path: string): Attempt[] {
  const attempts = new Map<number, Attempt>();
  for (const line of linesOf(path)) {
    const read = parsed(line);
    if (read === undefined) continue;
    if ("operation" in read) {
      attempts.set(read.n, { ...read, answered: undefined, waitedMs: undefined, outcome: "unknown", error: "killed" });
      continue;
    }
    const attempt = attempts.get(read.n);
    if (attempt !== undefined) attempts.set(read.n, { ...attempt, ...read });
  }
  return [...attempts.values()];
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Undefined for a line that a kill tore in two. */
function parsed(line: string): IntentLine | OutcomeLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as IntentLine | OutcomeLine;
  } catch {
    return undefined;
  }
}
