import type { Clock } from "../../util/clock";
import { type BulkEntry, isBulk } from "../../writeLog/entry";
import type { LogStore } from "../../writeLog/store";
import type { FoldedBringer } from "./bringFolded";
import type { FoldCheckpoint, FoldCheckpoints } from "./checkpoint";
import { Fold, type FoldOptions } from "./fold";
import { changeBy } from "./folded";
import type { FoldPosition, Place, Placed } from "./foldPosition";
import { countFrom, Merge, type WriterEnds, type WriterStamps } from "./merge";
import type { FoldProgress, FoldTarget } from "./ports";
import type { Resolutions } from "./resolutions";
import { type RefusedBulk, refusedBulk, resolveBulk, withRefused } from "./resolveBulk";

export interface PassDeps {
  readonly store: LogStore;
  readonly clock: Clock;
  readonly target: FoldTarget;
  readonly resolutions: Pick<Resolutions, "find" | "keep">;
  readonly checkpoints: Pick<FoldCheckpoints, "save">;
  readonly fold: FoldOptions;
  readonly signal?: AbortSignal;
  onProgress?(progress: FoldProgress): void;
  /** Told when a pass comes to it. */
  onRefusedBulk?(refused: RefusedBulk): void;
}

export type FoldPass =
  | {
      readonly kind: "done";
      /** Entries folded, and records brought, in this pass. */
      readonly entries: number;
      readonly records: number;
      /** Entries that were there above the watermark. */
      readonly backlog: number;
      readonly watermark: number;
    }
  /** Inside a fence only: a request of ours may yet take effect; wait so long and run again. */
  | { readonly kind: "unknown outcome"; readonly waitMs: number }
  /** Inside a fence only: a bulk entry needs a listing of a whole namespace. */
  | { readonly kind: "needs list" };

type Cut = Exclude<FoldPass, { kind: "done" }>;

/** One pass over the log: folds what it reads, and brings it to the index up to each barrier and at its end. */
export class Pass {
  readonly #fold: Fold;
  /** Each writer's last entry that is folded, and where it stands. */
  readonly #behind = new Map<string, Placed>();
  readonly #began: number;
  readonly #refused: RefusedBulk[] = [];
  #entries = 0;
  #applied = 0;

  constructor(
    readonly deps: PassDeps,
    readonly bringer: FoldedBringer,
    readonly start: FoldCheckpoint,
    readonly isFenced: boolean,
    readonly records: () => number,
  ) {
    this.#fold = new Fold(deps.fold);
    this.#began = deps.clock.now();
  }

  async run(watermark: number, writers: WriterEnds): Promise<FoldPass> {
    const { store, signal } = this.deps;
    const { position: from, stamps } = this.start;
    const merge = new Merge({ store, writers, from, stamps, watermark, signal });
    try {
      for await (const batch of merge.batches()) {
        for (const placed of batch) {
          // Not awaited when there is nothing to wait for: there are millions.
          const taking = this.#take(placed);
          const cut = taking === undefined ? undefined : await taking;
          if (cut !== undefined) return cut;
        }
        this.#progress("reading", watermark);
      }
      this.#progress("bringing", watermark);
      const cut = await this.#apply({ ...from, ...merge.position() }, false);
      if (cut !== undefined) return cut;
    } finally {
      this.#fold.discard();
    }
    this.#progress("bringing", watermark);
    const backlog = await countFrom({ store, writers, from: merge.position() });
    return { kind: "done", entries: this.#entries, records: this.records(), backlog, watermark };
  }

  /** Answers only when the pass can't go on. A plain entry waits for nothing. */
  #take(placed: Placed): Promise<Cut | undefined> | undefined {
    const { entry, place } = placed;
    if (isBulk(entry)) return this.#takeBulk(entry, place);
    this.#fold.add(entry.ns, entry);
    this.#passed(placed);
    return undefined;
  }

  /**
   * A barrier, unless it is known which records it touched: what came before is applied and shows in reads, then the index
   * is asked, the answer is kept, and only then it has its first effect.
   */
  async #takeBulk(entry: BulkEntry, place: Place): Promise<Cut | undefined> {
    const { resolutions } = this.deps;
    // Never by the ids that it was logged with: they are those that it may have touched at most.
    let ids = await resolutions.find(entry.w, place);
    if (ids === undefined) {
      if (this.isFenced && needsList(entry)) return { kind: "needs list" };
      const cut = await this.#apply(this.#position(), true);
      if (cut !== undefined) return cut;
      await this.bringer.prove(entry.ns);
      ids = await resolveBulk(this.deps, entry, place);
    }
    const refused = refusedBulk(entry, place, ids);
    if (refused !== undefined) this.#tell(refused);
    for await (const page of ids) for (const id of page) this.#fold.change(entry.ns, id, changeBy(entry, id));
    this.#passed({ entry, place });
    return undefined;
  }

  #tell(refused: RefusedBulk): void {
    this.#refused.push(refused);
    this.deps.onRefusedBulk?.(refused);
  }

  #passed(placed: Placed): void {
    this.#behind.set(placed.entry.w, placed);
    this.#entries += 1;
  }

  #position(): FoldPosition {
    const behind = [...this.#behind].map(([w, { place }]) => [w, { ...place, line: place.line + 1 }]);
    return { ...this.start.position, ...Object.fromEntries(behind) };
  }

  #stamps(): WriterStamps {
    const behind = [...this.#behind].map(([w, { entry }]) => [w, { t: entry.t, n: entry.n }]);
    return { ...this.start.stamps, ...Object.fromEntries(behind) };
  }

  async #apply(position: FoldPosition, isBarrier: boolean): Promise<Cut | undefined> {
    this.deps.signal?.throwIfAborted();
    if (!(await this.bringer.bring(this.#fold, this.isFenced))) {
      return { kind: "unknown outcome", waitMs: this.bringer.lateMs };
    }
    const entries = this.start.entries + this.#entries;
    const { log } = this.start;
    const refused = withRefused(this.start.refused, this.#refused);
    const told = refused.length === 0 ? {} : { refused };
    await this.deps.checkpoints.save({ v: 1, log, position, stamps: this.#stamps(), entries, ...told }, isBarrier);
    this.#applied = this.#entries;
    return undefined;
  }

  #progress(stage: FoldProgress["stage"], watermark: number): void {
    const now = this.deps.clock.now();
    const seconds = Math.max(0.001, (now - this.#began) / 1_000);
    this.deps.onProgress?.({
      stage,
      done: this.#applied,
      records: this.records(),
      ratePerSecond: this.#entries / seconds,
      backlog: this.#entries - this.#applied,
      lagMs: Math.max(0, now - Math.min(now, watermark)),
    });
  }
}

function needsList({ op }: BulkEntry): boolean {
  return op === "deleteAll" || op === "deleteNamespace";
}
