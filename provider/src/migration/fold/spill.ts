import { appendFileSync, closeSync, mkdirSync, openSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PRIVATE_FOLDER } from "../../util/privateFiles";
import { decodeLine, encodeEntry, isSeal } from "../../writeLog/encoding";
import { changeOf, FOLDED_HEAD, type Folded } from "./folded";

/** What is said of one record. */
export interface FoldedRecord {
  readonly ns: string;
  readonly id: string;
  readonly folded: Folded;
}

const PARTITIONS = 64;
const READ_BYTES = 1 << 20;

/**
 * Folded records on disk, by a hash of namespace and id: a partition holds all that is said of its records, in order.
 * Lines are entries as in the write log. Calls to the disk are synchronous: each is short, and a fold needs its disk.
 */
export class Spill {
  #files = new Set<number>();

  /** @param level how often the records were partitioned before: another hash each time */
  constructor(
    readonly folder: string,
    readonly level: number,
  ) {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  }

  /** Appends to the partitions. */
  add(records: Iterable<FoldedRecord>): void {
    const lines = new Map<number, string[]>();
    for (const { ns, id, folded } of records) {
      const partition = hashOf(ns, id, this.level) % PARTITIONS;
      const line = encodeEntry({ ...FOLDED_HEAD, ns, ...changeOf(id, folded) });
      const known = lines.get(partition);
      if (known === undefined) lines.set(partition, [line]);
      else known.push(line);
    }
    for (const [partition, all] of lines) {
      this.#files.add(partition);
      appendFileSync(this.#path(partition), `${all.join("\n")}\n`);
    }
  }

  /** The partitions that hold anything. Each can be read once: its file goes when it was read. */
  *partitions(): Generator<Iterable<FoldedRecord>> {
    for (const partition of this.#files) {
      yield this.#records(this.#path(partition));
      rmSync(this.#path(partition), { force: true });
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  *#records(path: string): Generator<FoldedRecord> {
    for (const line of linesOf(path)) {
      const record = foldedOf(line);
      if (record !== undefined) yield record;
    }
  }

  #path(partition: number): string {
    return join(this.folder, `${partition}.jsonl`);
  }
}

/** A spilled line back as what it says. */
export function foldedOf(line: string): FoldedRecord | undefined {
  const entry = decodeLine(line);
  if (isSeal(entry)) return undefined;
  if (entry.op === "delete") return { ns: entry.ns, id: entry.ids[0] ?? "", folded: { kind: "delete" } };
  if (entry.op !== "upsert" && entry.op !== "update") return undefined;
  const { ns, id, op, values, sparse, md } = entry;
  return { ns, id, folded: { kind: op === "upsert" ? "set" : "patch", values, sparse, md } };
}

/** FNV-1a of namespace and id (isthe.com/chongo/tech/comp/fnv), mixed as in murmur3's end; another one for each seed. */
export function hashOf(ns: string, id: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1);
  for (const text of [ns, id]) {
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function* linesOf(path: string): Generator<string> {
  const file = openSync(path, "r");
  try {
    const chunk = Buffer.alloc(READ_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      rest = bytes.subarray(end);
      if (end > 0) yield* bytes.toString("utf8", 0, end - 1).split("\n");
    }
  } finally {
    closeSync(file);
  }
}
