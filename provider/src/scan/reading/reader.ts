import { availableParallelism } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Handles } from "./handles";
import { ReadingPool } from "./pool";
import { type Reading, readText } from "./readText";
import { ALL_RULES, type Rules } from "./rules";

/** Files from which on other threads pay: each loads grammars and rules first, and is slow until it is warm. */
const WORTH_THREADS = 50;
/** More threads wait for each other, and for the disk. */
const MOST_THREADS = 8;

interface Job {
  readonly path: string;
  readonly text: string;
  done(reading: Reading): void;
}

/** Reads texts by all rules: here, or, where there are many, in threads. */
export class TextReader {
  private readonly waiting: Job[] = [];
  private pool: ReadingPool | undefined;

  /** @param threads how many, this one included; other rules than podshift's own can't be sent to another */
  constructor(
    private readonly paths: readonly string[],
    private readonly rules: Rules,
    private readonly handles: Handles,
    private readonly threads = rules === ALL_RULES ? Math.min(MOST_THREADS, availableParallelism()) : 1,
    private readonly worthThreads = WORTH_THREADS,
  ) {}

  /** Reads a text, at the latest when `finish` is called. */
  read(path: string, text: string): Promise<Reading> {
    if (this.pool !== undefined) return this.pool.read(path, text);
    const reading = new Promise<Reading>((done) => this.waiting.push({ path, text, done }));
    if (this.threads > 1 && this.waiting.length >= this.worthThreads) this.startThreads();
    return reading;
  }

  /** Reads here what no thread has been given. @param giveWay called between any two */
  async finish(giveWay: () => Promise<void>): Promise<void> {
    for (const { path, text, done } of this.waiting.splice(0)) {
      await giveWay();
      done(readText(path, text, this.rules, this.handles));
    }
    // Between any two, answers of the threads are heard, and they get more to do.
    while (this.pool?.readOneHere()) {
      await nextTurn();
      await giveWay();
    }
  }

  async close(): Promise<void> {
    await this.pool?.close();
  }

  private startThreads(): void {
    const here = (path: string, text: string) => readText(path, text, this.rules, this.handles);
    const pool = new ReadingPool(this.threads - 1, this.paths, this.handles, here);
    this.pool = pool;
    for (const { path, text, done } of this.waiting.splice(0)) void pool.read(path, text).then(done);
  }
}
