import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { PodshiftError } from "../../errors";
import { PRIVATE_FOLDER } from "../../util/privateFiles";
import { encodeEntry } from "../../writeLog/encoding";
import { isBulk } from "../../writeLog/entry";
import type { LogStore } from "../../writeLog/store";
import { Fold, type FoldOptions } from "./fold";
import { changeBy, changeOf, FOLDED_HEAD, type Folded } from "./folded";
import { FOLD_START, type FoldPosition, type Placed } from "./foldPosition";
import { Merge } from "./merge";
import type { Resolutions } from "./resolutions";
import { type FoldedRecord, foldedOf, hashOf } from "./spill";

export interface FoldIndexDeps {
  /** Where the log begins to matter: what came before is in the index that it is laid over. The start unless said otherwise. */
  readonly from?: FoldPosition;
  readonly store: LogStore;
  readonly resolutions: Pick<Resolutions, "find">;
  readonly fold: FoldOptions;
  readonly signal?: AbortSignal;
}

/** Where a record's line begins in the file, and how long it is; by its hash. */
interface Lines {
  readonly hashes: Float64Array;
  readonly offsets: Float64Array;
  readonly lengths: Uint32Array;
}

const WRITE_BYTES = 1 << 20;

/**
 * What the log says of each record, up to a position: on disk, with 20 bytes a record in memory. What bulk
 * entries touched is taken from what was kept when they were brought; nothing is asked.
 */
export class FoldIndex {
  readonly #file: number;

  private constructor(
    readonly folder: string,
    readonly lines: Lines,
  ) {
    this.#file = openSync(join(folder, DATA), "r");
  }

  /**
   * @param position as in the fold's checkpoint
   * @throws LOG_BROKEN when it isn't known what a bulk entry touched
   */
  static async of(deps: FoldIndexDeps, position: FoldPosition): Promise<FoldIndex> {
    const fold = new Fold(deps.fold);
    const { store, signal } = deps;
    const merge = new Merge({
      ...{ store, signal, writers: position, from: deps.from ?? FOLD_START },
      watermark: Number.POSITIVE_INFINITY,
    });
    const folder = join(deps.fold.folder, `index-${randomUUID()}`);
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
    try {
      for await (const batch of merge.batches()) for (const placed of batch) await foldPlaced(deps, fold, placed);
      return new FoldIndex(folder, written(join(folder, DATA), fold.drain()));
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    } finally {
      fold.discard();
    }
  }

  /** Records that the log says anything of. */
  get size(): number {
    return this.lines.hashes.length;
  }

  /** What the log says of a record; undefined: nothing. */
  lookup(namespace: string, id: string): Folded | undefined {
    const { hashes } = this.lines;
    const hash = wideHash(namespace, id);
    for (let at = firstAtLeast(hashes, hash); hashes[at] === hash; at += 1) {
      const found = this.#read(at);
      if (found?.ns === namespace && found.id === id) return found.folded;
    }
    return undefined;
  }

  /** All of them, in no order. */
  *records(): Generator<FoldedRecord> {
    for (let at = 0; at < this.size; at += 1) {
      const found = this.#read(at);
      if (found !== undefined) yield found;
    }
  }

  /** Removes its files. */
  close(): void {
    closeSync(this.#file);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #read(at: number): FoldedRecord | undefined {
    const line = Buffer.alloc(this.lines.lengths[at] ?? 0);
    readSync(this.#file, line, 0, line.length, this.lines.offsets[at] ?? 0);
    return foldedOf(line.toString("utf8"));
  }
}

const DATA = "records.jsonl";

/**
 * Folds one entry; a bulk entry by what was kept of it.
 *
 * @throws LOG_BROKEN when it isn't known what it touched
 */
export async function foldPlaced(
  { resolutions }: Pick<FoldIndexDeps, "resolutions">,
  fold: Fold,
  { entry, place }: Placed,
): Promise<void> {
  if (!isBulk(entry)) return fold.add(entry.ns, entry);
  const pages = await resolutions.find(entry.w, place);
  if (pages === undefined) {
    throw new PodshiftError("LOG_BROKEN", "it is not known any more which records a bulk write of the log touched", {
      facts: { writer: entry.w, segment: place.segment, line: place.line },
      next: "the folder `resolved` of the write log must be kept; copy anew from `phase: capture`",
    });
  }
  for await (const page of pages) for (const id of page) fold.change(entry.ns, id, changeBy(entry, id));
}

/** Writes the records to a file and says where each is, in the order of their hashes. */
function written(path: string, records: Iterable<FoldedRecord>): Lines {
  const [hashes, offsets, lengths]: [number[], number[], number[]] = [[], [], []];
  const file = openSync(path, "w");
  let [offset, waiting, bytes]: [number, Buffer[], number] = [0, [], 0];
  const flush = () => {
    const all = Buffer.concat(waiting);
    for (let at = 0; at < all.length; ) at += writeSync(file, all, at);
    [waiting, bytes] = [[], 0];
  };
  try {
    for (const { ns, id, folded } of records) {
      const line = Buffer.from(encodeEntry({ ...FOLDED_HEAD, ns, ...changeOf(id, folded) }), "utf8");
      hashes.push(wideHash(ns, id));
      offsets.push(offset);
      lengths.push(line.length);
      waiting.push(line);
      offset += line.length;
      bytes += line.length;
      if (bytes > WRITE_BYTES) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
  const order = Uint32Array.from(hashes, (_hash, at) => at).sort((a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0));
  return {
    hashes: Float64Array.from(order, (at) => hashes[at] ?? 0),
    offsets: Float64Array.from(order, (at) => offsets[at] ?? 0),
    lengths: Uint32Array.from(order, (at) => lengths[at] ?? 0),
  };
}

/** 53 bits, as many as a number holds whole. */
function wideHash(namespace: string, id: string): number {
  return hashOf(namespace, id, 101) * 0x20_0000 + (hashOf(namespace, id, 102) >>> 11);
}

function firstAtLeast(sorted: Float64Array, wanted: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
