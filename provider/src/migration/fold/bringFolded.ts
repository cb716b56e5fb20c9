import type { StoredRecord } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { WorkQueue } from "../parity/workQueue";
import type { Fold } from "./fold";
import { laidOver } from "./folded";
import { type Batch, batchesOf } from "./namespaceBatches";
import type { FoldTarget } from "./ports";

export interface BringOptions {
  readonly target: FoldTarget;
  readonly clock: Pick<Clock, "now" | "sleep">;
  /** No request of ours takes effect later than this after it was sent. */
  readonly lateMs: number;
  readonly signal?: AbortSignal | undefined;
  onBrought?(records: number): void;
}

/** Batches under way at once: as many as the pace lets requests go side by side (`mostConcurrency` of Pacing). */
const SIDE_BY_SIDE = 16;
/** Records of batches that are under way or next, at most: eight full batches. */
const MOST_IN_FLIGHT = 8_000;
/** Batches of unknown outcome that are kept to be brought again. */
const MOST_UNSURE = 20;

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
    const { signal } = this.options;
    const queue = new WorkQueue({
      ...{ concurrency: SIDE_BY_SIDE, mostWeight: MOST_IN_FLIGHT },
      ...(signal === undefined ? {} : { signal }),
    });
    const written = new Set<string>();
    await queue.run(async () => {
      for await (const [namespace, batch] of batches) {
        written.add(namespace);
        await queue.add(() => this.#bringBatch(namespace, batch), batch.size);
        if (this.#unsure.length > MOST_UNSURE && !hurry) await this.#bringUnsure();
      }
    });
    // Only now: no record comes twice, so what this fold wrote need not show in what it reads.
    for (const namespace of written) this.#proved.delete(namespace);
    if (hurry) return this.#unsure.length === 0;
    while (this.#unsure.length > 0) await this.#bringUnsure();
    return true;
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
