import type { StoredRecord } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { WorkQueue } from "../parity/workQueue";
import type { Fold } from "./fold";
import { type Folded, laidOver, sizeOf } from "./folded";
import type { FoldTarget } from "./ports";

export interface BringOptions {
  readonly target: FoldTarget;
  readonly clock: Pick<Clock, "now" | "sleep">;
  /** No request of ours takes effect later than this after it was sent. */
  readonly lateMs: number;
  /** Requests under way at once; the target has a pace of its own. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal | undefined;
  onBrought?(records: number): void;
}

/** Records of one namespace that are fetched or brought together. */
const TOGETHER = 1_000;
/** Records and bytes that wait for their namespace's batch at most. */
const MOST_WAITING = 10_000;
const MOST_WAITING_BYTES = 16_000_000;
/** Batches of unknown outcome that are kept to be brought again. */
const MOST_UNSURE = 20;

/** What the log says of records of one namespace, by id. */
export type Batch = Map<string, Folded>;

interface Unsure {
  readonly namespace: string;
  readonly records: ReadonlyMap<string, StoredRecord | undefined>;
}

/**
 * Brings what was folded to the index. A record that the log only changes is read first, and only where reads show all
 * that was written before. Knows which namespaces were written since their last proof of freshness; at first all count.
 */
export class FoldedBringer {
  readonly #proved = new Set<string>();
  #unsure: Unsure[] = [];
  /** Until when a request of ours may yet take effect, by our own clock. */
  #lateUntil = Number.NEGATIVE_INFINITY;

  constructor(readonly options: BringOptions) {}

  /** Resolves once reads of the namespace show all that was brought. */
  async prove(namespace: string): Promise<void> {
    if (this.#proved.has(namespace)) return;
    await this.options.target.fresh(namespace);
    this.#proved.add(namespace);
  }

  /** Milliseconds for which a request of ours may yet take effect; 0 when none may. */
  get lateMs(): number {
    return Math.max(0, this.#lateUntil - this.options.clock.now());
  }

  /**
   * Brings all; the fold is empty then. Resolves once every record surely is as wanted: what a request of unknown outcome
   * wrote is brought again when that request can't take effect any more. With `hurry` (inside a fence) it answers false
   * instead of waiting for that. After false or a failure the same must be folded again, once `lateMs` is 0.
   */
  async bring(fold: Fold, hurry: boolean): Promise<boolean> {
    try {
      return await this.#bringAll(batchesOf(fold), hurry);
    } catch (error) {
      this.#heardNothing();
      throw error;
    } finally {
      this.#unsure = [];
      fold.discard();
    }
  }

  /**
   * Brings batches of one namespace each as they come, waiting for none to be read before the last is under way: no record
   * may be in two of them. The same promises as `bring` without `hurry`.
   */
  async bringBatches(batches: AsyncIterable<readonly [string, Batch]>): Promise<void> {
    try {
      await this.#bringAll(batches, false);
    } catch (error) {
      this.#heardNothing();
      throw error;
    } finally {
      this.#unsure = [];
    }
  }

  async #bringAll(
    batches: Iterable<readonly [string, Batch]> | AsyncIterable<readonly [string, Batch]>,
    hurry: boolean,
  ): Promise<boolean> {
    const queue = new WorkQueue({ concurrency: 8, ...this.#limits() });
    const written = new Set<string>();
    await queue.run(async () => {
      for await (const [namespace, batch] of batches) {
        written.add(namespace);
        await queue.add(() => this.#bringBatch(namespace, batch));
        if (this.#unsure.length > MOST_UNSURE && !hurry) await this.#bringUnsure();
      }
    });
    // Only now: no record comes twice, so what this fold wrote need not show in what it reads.
    for (const namespace of written) this.#proved.delete(namespace);
    if (hurry) return this.#unsure.length === 0;
    while (this.#unsure.length > 0) await this.#bringUnsure();
    return true;
  }

  #limits() {
    const { concurrency, signal } = this.options;
    return { ...(concurrency === undefined ? {} : { concurrency }), ...(signal === undefined ? {} : { signal }) };
  }

  async #bringBatch(namespace: string, batch: Batch): Promise<void> {
    const patched = [...batch].flatMap(([id, { kind }]) => (kind === "patch" ? [id] : []));
    let stored: ReadonlyMap<string, StoredRecord> = new Map();
    if (patched.length > 0) {
      await this.prove(namespace);
      stored = await this.options.target.fetch(namespace, patched);
    }
    const records = new Map<string, StoredRecord | undefined>();
    for (const [id, folded] of batch) {
      if (folded.kind === "patch" && !stored.has(id)) continue;
      records.set(id, laidOver(id, folded, stored.get(id)));
    }
    if (records.size > 0) await this.#send({ namespace, records });
    this.options.onBrought?.(records.size);
  }

  async #send(batch: Unsure): Promise<void> {
    const { target } = this.options;
    const { unsure } = await target.bring(batch.namespace, batch.records);
    if (!unsure) return;
    this.#unsure.push(batch);
    this.#heardNothing();
  }

  #heardNothing(): void {
    this.#lateUntil = this.options.clock.now() + this.options.lateMs;
  }

  async #bringUnsure(): Promise<void> {
    const { clock, signal } = this.options;
    const again = this.#unsure;
    this.#unsure = [];
    await clock.sleep(this.lateMs, signal);
    for (const batch of again) await this.#send(batch);
  }
}

/** Drains a fold as batches of one namespace each. */
function* batchesOf(fold: Fold): Generator<[string, Batch]> {
  const waiting = new Map<string, Batch>();
  let [records, bytes] = [0, 0];
  for (const { ns, id, folded } of fold.drain()) {
    const batch = waiting.get(ns) ?? new Map<string, Folded>();
    waiting.set(ns, batch.set(id, folded));
    records += 1;
    bytes += sizeOf(folded);
    if (records >= MOST_WAITING || bytes >= MOST_WAITING_BYTES) {
      yield* waiting;
      waiting.clear();
      [records, bytes] = [0, 0];
    } else if (batch.size >= TOGETHER) {
      yield [ns, batch];
      waiting.delete(ns);
      records -= batch.size;
    }
  }
  yield* waiting;
}
