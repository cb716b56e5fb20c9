import { Worker } from "node:worker_threads";
import type { Exported, Handles } from "./handles";
import type { Reading } from "./readText";

/** What a thread is given: texts, and what has become known about exports since the last time. */
export interface Batch {
  readonly texts: readonly { readonly path: string; readonly text: string }[];
  readonly exported: readonly (readonly [path: string, exported: Exported])[];
}

interface Job {
  readonly path: string;
  readonly text: string;
  done(reading: Reading): void;
}

/** Texts at a time: few enough to share the work evenly, enough to make messages cheap. */
const BATCH = 8;

/** Threads that read texts by podshift's own rules. */
export class ReadingPool {
  private readonly waiting: Job[] = [];
  private readonly threads: Thread[];

  /**
   * @param here reads a text without a thread, for one whose thread broke
   * @param file what a thread runs
   */
  constructor(
    size: number,
    paths: readonly string[],
    private readonly handles: Handles,
    private readonly here: (path: string, text: string) => Reading,
    file = require.resolve("./worker"),
  ) {
    this.threads = Array.from({ length: size }, () => new Thread(file, paths, this));
  }

  read(path: string, text: string): Promise<Reading> {
    return new Promise((done) => {
      this.waiting.push({ path, text, done });
      this.threads.find(({ isIdle }) => isIdle)?.goOn();
      if (this.threads.every(({ isBroken }) => isBroken)) this.readHere(this.waiting.splice(0));
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.end()));
  }

  /** The next jobs for a thread. */
  next(): Job[] {
    return this.waiting.splice(0, BATCH);
  }

  /** Reads one text that no thread has taken yet here, so that this thread works too; false when there is none. */
  readOneHere(): boolean {
    const job = this.waiting.shift();
    if (job !== undefined) this.readHere([job]);
    return job !== undefined;
  }

  /** Exports that a thread doesn't know yet. @param seen versions that it knows, which are brought up to date */
  newlyExported(seen: Map<string, number>): Batch["exported"] {
    return [...this.handles.all()].filter(([path, { version }]) => {
      if (seen.get(path) === version) return false;
      seen.set(path, version);
      return true;
    });
  }

  readHere(jobs: readonly Job[]): void {
    for (const { path, text, done } of jobs) done(this.here(path, text));
    if (this.threads.every(({ isBroken }) => isBroken) && this.waiting.length > 0)
      this.readHere(this.waiting.splice(0));
  }
}

class Thread {
  private readonly worker: Worker;
  private readonly seen = new Map<string, number>();
  private jobs: readonly Job[] = [];
  isBroken = false;

  constructor(
    file: string,
    paths: readonly string[],
    private readonly pool: ReadingPool,
  ) {
    // From its source, as in tests, it needs what compiles it.
    const execArgv = file.endsWith(".ts") ? ["-r", "ts-node/register/transpile-only"] : [];
    this.worker = new Worker(file, { workerData: paths, execArgv });
    this.worker.on("message", (readings: readonly Reading[]) => this.answered(readings));
    this.worker.on("error", () => this.broke());
    this.worker.on("exit", () => this.broke());
  }

  get isIdle(): boolean {
    return this.jobs.length === 0 && !this.isBroken;
  }

  /** Takes the next texts, if there are any. */
  goOn(): void {
    this.jobs = this.pool.next();
    if (this.jobs.length === 0) return;
    const texts = this.jobs.map(({ path, text }) => ({ path, text }));
    const batch: Batch = { texts, exported: this.pool.newlyExported(this.seen) };
    this.worker.postMessage(batch);
  }

  async end(): Promise<void> {
    this.isBroken = true;
    await this.worker.terminate();
  }

  private answered(readings: readonly Reading[]): void {
    const jobs = this.jobs;
    this.jobs = [];
    for (const [at, { done }] of jobs.entries()) {
      const reading = readings[at];
      if (reading !== undefined) done(reading);
    }
    this.goOn();
  }

  private broke(): void {
    if (this.isBroken) return;
    this.isBroken = true;
    const jobs = this.jobs;
    this.jobs = [];
    this.pool.readHere(jobs);
  }
}
