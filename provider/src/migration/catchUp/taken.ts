import { type BulkEntry, compareEntries, type Entry, isBulk, namedIds } from "../../writeLog/entry";
import { numberAt, type Position } from "../../writeLog/position";
import type { Segment } from "../../writeLog/segments";
import type { SegmentSource } from "./ports";

/** What a round takes from the log, kept small: ids, not records. */
export interface Taken {
  /** Ids that entries name by themselves, by namespace, each with how many done entries wait for it. */
  readonly named: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly bulk: readonly BulkEntry[];
  /**
   * The last entry that names a record and was done, where it is to be looked for (`keepLast`). None where another one is
   * carried over to a later round (`readAgain`): that one may be what the record shows, and the record is read again for it.
   */
  readonly last: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
  readonly entries: number;
  /** Entries that were not done when the round began: carried over. */
  readonly carried: number;
  /** Hybrid times of the oldest entry, and of the oldest that is carried over. */
  readonly oldest: number | undefined;
  readonly oldestCarried: number | undefined;
  /** False when the log goes on beyond what this round takes. */
  readonly toEnd: boolean;
  /** Behind the last segment that was read. */
  readonly read: Position;
  /** Where the next round begins: everything before was done when this one began. */
  readonly position: Position;
}

export interface TakeOptions {
  readonly from: Position;
  /** Up to where the log was read before: what is carried over is always taken whole. */
  readonly readBefore: Position;
  /** What was done, noted before anything is read. */
  readonly done: Position;
  /** New bytes of the log that one round takes at most; undefined: all. */
  readonly mostBytes: number | undefined;
  readonly keepLast: boolean;
  /** A later round reads again what this one carries over: not so inside a fence, where this may be the last. */
  readonly readAgain: boolean;
  /** Ids that `onNamed` is told of first; 2,000 unless said otherwise. */
  readonly firstNamed?: number | undefined;
  readonly signal?: AbortSignal;
}

/** Told of ids that entries name by themselves, as they are read, and of what was read so far. */
export type OnNamed = (
  named: ReadonlyMap<string, ReadonlySet<string>>,
  read: Pick<Taken, "entries" | "oldest">,
) => Promise<void>;

/**
 * Takes the entries since the last round and those carried over. A round may end anywhere in the log: what it leaves is
 * the next one's.
 *
 * @param onNamed told of ids while the log is read on, each once; it doubles the number that it is told of at a time. What
 * it is not told of any more is in the result
 */
export async function take(log: SegmentSource, options: TakeOptions, onNamed?: OnNamed): Promise<Taken> {
  const taking = new Taking(options);
  let most = options.firstNamed ?? FIRST_NAMED;
  for await (const segment of log.read(options.from, options.signal)) {
    if (!taking.add(segment)) return taking.result(false);
    if (onNamed === undefined || taking.fresh < most) continue;
    most *= 2;
    await onNamed(taking.takeFresh(), taking.counts);
  }
  return taking.result(true);
}

/** Ids that are told of first: few, for requests to begin soon, and enough for most of the places side by side. */
const FIRST_NAMED = 2_000;

class Taking {
  readonly #named = new Map<string, Map<string, number>>();
  readonly #bulk: BulkEntry[] = [];
  /** By namespace and id; undefined once an entry of the record is carried over. */
  readonly #last = new Map<string, Map<string, Entry | undefined>>();
  #fresh = new Map<string, Set<string>>();
  #freshIds = 0;
  readonly #read: Record<string, number>;
  #newBytes = 0;
  #entries = 0;
  #carried = 0;
  #oldest: number | undefined;
  #oldestCarried: number | undefined;

  constructor(readonly options: TakeOptions) {
    this.#read = { ...options.from };
  }

  /** False when it doesn't fit any more. */
  add(segment: Segment): boolean {
    const { readBefore, mostBytes, done } = this.options;
    const { w, number, bytes } = segment;
    if (number >= numberAt(readBefore, w)) {
      if (mostBytes !== undefined && this.#newBytes >= mostBytes) return false;
      this.#newBytes += bytes;
    }
    this.#read[w] = number + 1;
    for (const entry of segment.entries) this.#entry(entry, number < numberAt(done, w));
    return true;
  }

  /** Ids that were named for the first time since `takeFresh`. */
  get fresh(): number {
    return this.#freshIds;
  }

  get counts(): Pick<Taken, "entries" | "oldest"> {
    return { entries: this.#entries, oldest: this.#oldest };
  }

  takeFresh(): ReadonlyMap<string, ReadonlySet<string>> {
    const fresh = this.#fresh;
    this.#fresh = new Map();
    this.#freshIds = 0;
    return fresh;
  }

  result(toEnd: boolean): Taken {
    return {
      toEnd,
      named: this.#named,
      bulk: this.#bulk,
      last: new Map([...this.#last].map(([ns, entries]) => [ns, known(entries)])),
      entries: this.#entries,
      carried: this.#carried,
      oldest: this.#oldest,
      oldestCarried: this.#oldestCarried,
      read: this.#read,
      position: this.#position(),
    };
  }

  #entry(entry: Entry, done: boolean): void {
    this.#entries += 1;
    this.#oldest = Math.min(this.#oldest ?? entry.t, entry.t);
    if (!done) {
      this.#carried += 1;
      this.#oldestCarried = Math.min(this.#oldestCarried ?? entry.t, entry.t);
    }
    if (isBulk(entry)) this.#bulk.push(entry);
    else this.#names(entry, done);
  }

  #names(entry: Entry, done: boolean): void {
    const named = inside(this.#named, entry.ns);
    const ids = namedIds(entry);
    // An entry waits for one id only, its last: it is counted once.
    for (const [at, id] of ids.entries()) {
      const waiting = named.get(id);
      if (waiting === undefined) this.#isFresh(entry.ns, id);
      named.set(id, (waiting ?? 0) + (done && at === ids.length - 1 ? 1 : 0));
    }
    const { keepLast, readAgain } = this.options;
    if (!keepLast || (!done && !readAgain)) return;
    const last = inside(this.#last, entry.ns);
    for (const id of ids) {
      const before = last.get(id);
      if (!done) last.set(id, undefined);
      else if (!last.has(id) || (before !== undefined && compareEntries(before, entry) < 0)) last.set(id, entry);
    }
  }

  #isFresh(namespace: string, id: string): void {
    const fresh = this.#fresh.get(namespace) ?? new Set<string>();
    this.#fresh.set(namespace, fresh.add(id));
    this.#freshIds += 1;
  }

  #position(): Position {
    const { from, done } = this.options;
    const writers = Object.keys(this.#read);
    const next = (w: string) => Math.max(numberAt(from, w), Math.min(numberAt(done, w), this.#read[w] ?? 0));
    return Object.fromEntries(writers.map((w) => [w, next(w)]));
  }
}

function known(entries: ReadonlyMap<string, Entry | undefined>): ReadonlyMap<string, Entry> {
  return new Map([...entries].flatMap(([id, entry]) => (entry === undefined ? [] : [[id, entry] as const])));
}

function inside<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const found = maps.get(key) ?? new Map<string, V>();
  maps.set(key, found);
  return found;
}
