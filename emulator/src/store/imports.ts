import type { Clock } from "../states.js";
import type { InOrder } from "./order.js";

export type ImportState = "Pending" | "InProgress" | "Failed" | "Completed" | "Cancelled";

/** What a record that isn't valid does: it is left out, or it ends the import. */
export type ErrorMode = "abort" | "continue";

export interface ImportJob extends InOrder {
  /** Counted in the index from 1. */
  readonly id: string;
  readonly uri: string;
  readonly onError: ErrorMode;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  state: ImportState;
  finishedAt: number | undefined;
  /** 0 to 100. */
  percentComplete: number;
  recordsImported: number;
  error: string | undefined;
}

/** The imports of one index. */
export class Imports {
  /** By id, oldest first. */
  readonly jobs = new Map<string, ImportJob>();
  readonly #waiting = new Map<ImportJob, () => void>();

  constructor(
    private readonly clock: Clock,
    /** Milliseconds that an import takes at least. */
    private readonly leastMs: number,
  ) {}

  add(uri: string, onError: ErrorMode): ImportJob {
    const order = this.jobs.size + 1;
    const job: ImportJob = {
      id: String(order),
      order,
      uri,
      onError,
      createdAt: this.clock.now(),
      state: "Pending",
      finishedAt: undefined,
      percentComplete: 0,
      recordsImported: 0,
      error: undefined,
    };
    this.jobs.set(job.id, job);
    return job;
  }

  /** Called when all is read: the import ends once it has taken its time. */
  complete(job: ImportJob): void {
    if (job.state !== "InProgress") return;
    const left = job.createdAt + this.leastMs - this.clock.now();
    const end = () => this.#end(job, "Completed");
    if (left > 0) this.#waiting.set(job, this.clock.after(left, end));
    else end();
  }

  fail(job: ImportJob, error: string): void {
    if (!isOver(job)) job.error = error;
    this.#end(job, "Failed");
  }

  /** Does nothing to an import that is over. What it has written stays. */
  cancel(job: ImportJob): void {
    this.#end(job, "Cancelled");
  }

  /** Ends all that are under way, because their index is going. */
  cancelAll(): void {
    for (const job of this.jobs.values()) this.cancel(job);
  }

  #end(job: ImportJob, state: ImportState): void {
    if (isOver(job)) return;
    this.#waiting.get(job)?.();
    this.#waiting.delete(job);
    job.state = state;
    job.finishedAt = this.clock.now();
  }
}

function isOver(job: ImportJob): boolean {
  return job.state !== "Pending" && job.state !== "InProgress";
}
