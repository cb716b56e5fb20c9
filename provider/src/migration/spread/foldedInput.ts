import { sizeOf } from "../fold/folded";
import type { Batch } from "../fold/namespaceBatches";
import type { FoldedRecord } from "../fold/spill";
import { broken, decodeFolded, isEnd, partOf } from "./foldedLine";

export interface InputOptions {
  readonly part: number;
  readonly parts: number;
  /** Namespaces that go by bulk import: no record of theirs may come. */
  readonly routed: ReadonlySet<string>;
}

/** Records, and bytes of records, that are brought together at most. */
const TOGETHER = 1_000;
const MOST_BYTES = 4_000_000;

/**
 * Reads a part's folded lines as batches of one namespace each: never more than one batch in memory, and the last id of
 * each namespace. Namespaces may come in turns, so that tasks side by side don't all stand at the same one; within each
 * its ids must ascend over the whole part. Checks that, so no record is in two batches; that they are of this part; and
 * that they are all.
 */
export class FoldedInput {
  /** Records read so far. */
  records = 0;
  #ended = false;
  readonly #last = new Map<string, string>();

  constructor(
    readonly lines: AsyncIterable<string>,
    readonly options: InputOptions,
  ) {}

  /** @throws SPREAD_INPUT_BROKEN */
  async *batches(): AsyncGenerator<readonly [string, Batch]> {
    let namespace = "";
    let batch: Batch = new Map();
    let bytes = 0;
    for await (const { ns, id, folded } of this.#read()) {
      if (batch.size > 0 && (namespace !== ns || isFull(batch, bytes))) {
        yield [namespace, batch];
        [batch, bytes] = [new Map(), 0];
      }
      namespace = ns;
      batch.set(id, folded);
      bytes += sizeOf(folded);
    }
    if (batch.size > 0) yield [namespace, batch];
  }

  /** Reads what is left, and looks at nothing of it. */
  async drain(): Promise<void> {
    for await (const _line of this.lines);
  }

  async *#read(): AsyncGenerator<FoldedRecord> {
    for await (const line of this.lines) {
      if (line === "") continue;
      if (this.#ended) throw broken("there are lines behind the last one");
      const read = decodeFolded(line);
      if (isEnd(read)) {
        if (read.records !== this.records) throw broken(`${this.records} came of ${read.records}`);
        this.#ended = true;
        continue;
      }
      this.#check(read);
      this.records += 1;
      yield read;
    }
    if (!this.#ended) throw broken(`their end is missing, after ${this.records}`);
  }

  #check({ ns, id }: FoldedRecord): void {
    const { part, parts, routed } = this.options;
    const name = JSON.stringify([ns, id]);
    if (partOf(ns, id, parts) !== part) throw broken(`${name} is of part ${partOf(ns, id, parts)}, not of ${part}`);
    if (routed.has(ns)) throw broken(`${name} is of a namespace that goes by bulk import`);
    const last = this.#last.get(ns);
    if (last !== undefined && compareTexts(id, last) <= 0) throw broken(`${name} is not in order`);
    this.#last.set(ns, id);
  }
}

function isFull(batch: Batch, bytes: number): boolean {
  return batch.size >= TOGETHER || bytes >= MOST_BYTES;
}

/** By the bytes of their JSON texts: engines that carry these sort so. */
function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(JSON.stringify(a)), Buffer.from(JSON.stringify(b)));
}
