import type { StoredRecord } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import type { LogTimes } from "../../writeLog/control";
import type { Position } from "../../writeLog/position";
import type { NamedIds } from "../cutover/way";
import { fetchBatches } from "../parity/batches";
import { WorkQueue } from "../parity/workQueue";
import { Book } from "./book";
import type { Direction } from "./direction";
import { GroupTimes, type Waiting } from "./groupTimes";
import { showsEffect } from "./lastEffect";
import type { Bringer, DoneSource, SaveState, SegmentSource, Truth } from "./ports";
import { type CatchUpProgress, Meter } from "./progress";
import type { CatchUpState } from "./state";
import { type OnNamed, type Taken, take } from "./taken";

export interface RoundDeps {
  readonly log: SegmentSource;
  readonly done: DoneSource;
  readonly truth: Truth;
  readonly bringer: Bringer;
  readonly direction: Direction;
  readonly clock: Clock;
  readonly save: SaveState;
  readonly times: Pick<LogTimes, "settleMs" | "lateMs">;
  /** Groups of records that are read and sent side by side; 16 unless said otherwise. */
  readonly concurrency?: number;
  /** New bytes of the log that a round takes at most; 64 MB unless said otherwise. */
  readonly mostBytes?: number;
  /** Records that are brought first while the log is still being read; 2,000 unless said otherwise. */
  readonly firstNamed?: number;
  readonly signal?: AbortSignal;
  /** 429s so far, for progress. */
  busy?(): number;
  onProgress?(progress: CatchUpProgress): void;
}

export interface RoundOptions {
  /** Writers wait: everything up to the end of the log is taken, and nothing that would take long is begun. */
  readonly inFence: boolean;
  /** Records that are looked at too, whatever the log says of them. */
  readonly also?: NamedIds | undefined;
}

export type Round =
  | {
      readonly kind: "done";
      readonly state: CatchUpState;
      /** What was looked at. */
      readonly named: ReadonlyMap<string, ReadonlySet<string>>;
      /** False when the log goes on beyond what the round took. */
      readonly toEnd: boolean;
      /** As it stood at the round's end: its backlog is what is carried over. */
      readonly progress: CatchUpProgress;
      /**
       * Milliseconds by which it would have been shorter had no record waited for `settle`, as those do of which an answer
       * doesn't show what was logged.
       */
      readonly settledMs: number;
    }
  /** Only inside a fence: a bulk entry needs a whole namespace to be listed. Nothing was changed. */
  | { readonly kind: "needs list" };

/**
 * Records that are read and sent as one group: one fetch. Of more, the service answers all reads of all places first and then
 * gets all writes, and each waits for the other; and the groups under way are held in memory, 20 KB a record at 1,536 dimensions.
 */
const GROUP = 200;
const PLACES = 16;
const MOST_BYTES = 64_000_000;

/**
 * One round of catch-up (design §6): notes what is done, takes the entries, names the records that they may have touched,
 * brings each to its state in the index that serves, and carries over what was not done at the note. Whatever it throws,
 * the state that it saved is good to go on from.
 *
 * @throws API_UNREACHABLE, API_ERROR, APPLIER_BUSY, LOG_BROKEN, NOT_FRESH, STOPPED
 */
export async function runRound(deps: RoundDeps, state: CatchUpState, options: RoundOptions): Promise<Round> {
  const { inFence } = options;
  const began = deps.clock.now();
  const done = await deps.done.read();
  const book = new Book(state);
  const meter = new Meter(state.rounds + 1, began);
  const bringing = new Bringing(deps, book, meter);
  const taken = await bringing.keepingUnknown(async () => {
    const all = await bringing.run(() => takeAndBring(deps, state, done, { bringing, book, meter, ...options }));
    if (all === "needs list") return all;
    book.forgetUnknown(began - deps.times.lateMs);
    if (!inFence) await deps.direction.afterSending(all, book);
    return all;
  });
  if (taken === "needs list") return { kind: "needs list" };
  const { position, read } = taken;
  const next: CatchUpState = { ...book.state, rounds: state.rounds + 1, position, read };
  await deps.save(next);
  const now = deps.clock.now();
  const lagMs = taken.oldestCarried === undefined ? 0 : Math.max(0, now - taken.oldestCarried);
  const progress = { ...meter.at(now, deps.busy?.() ?? 0), backlog: taken.carried, lagMs };
  deps.onProgress?.(progress);
  const { named, settledMs } = bringing;
  return { kind: "done", state: next, named, toEnd: taken.toEnd, progress, settledMs };
}

interface AtWork extends RoundOptions {
  readonly bringing: Bringing;
  readonly book: Book;
  readonly meter: Meter;
}

/**
 * Takes the entries, and brings what they name. Where reads need neither a barrier nor the last entry of a record, records
 * are brought while the log is read on: what was done was noted before, so a record is read once, at any time after it.
 */
async function takeAndBring(
  deps: RoundDeps,
  { position, read }: CatchUpState,
  done: Position,
  { bringing, book, meter, inFence, also }: AtWork,
): Promise<Taken | "needs list"> {
  const { log, direction, signal } = deps;
  const keepLast = deps.times.settleMs > 0;
  const early = direction.readsAnyTime && !inFence && !keepLast;
  const bringEarly: OnNamed = (named, counts) => {
    meter.read(counts);
    return bringing.bring(named);
  };
  const taken = await take(
    log,
    {
      ...{ from: position, readBefore: read, done, keepLast, readAgain: !inFence, firstNamed: deps.firstNamed },
      mostBytes: inFence ? undefined : (deps.mostBytes ?? MOST_BYTES),
      ...(signal === undefined ? {} : { signal }),
    },
    early ? bringEarly : undefined,
  );
  meter.read(taken);
  bringing.knows(taken);
  const bulk = await direction.nameBulk(taken.bulk, taken, book, inFence);
  if (bulk === "needs list") return bulk;
  await bringing.bring(union(taken, bulk, book, also));
  return taken;
}

/** Every record that the round looks at: named by an entry, by a bulk entry, by a request of unknown outcome, or by who asked. */
function union(taken: Taken, bulk: NamedIds, book: Book, also: NamedIds = new Map()): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  for (const [namespace, ids] of taken.named) addIds(named, namespace, ids.keys());
  for (const [namespace, ids] of bulk) addIds(named, namespace, ids);
  for (const [namespace, ids] of also) addIds(named, namespace, ids);
  for (const [namespace, ids] of Object.entries(book.unknown)) addIds(named, namespace, ids);
  return named;
}

function addIds(named: Map<string, Set<string>>, namespace: string, ids: Iterable<string>): void {
  const known = named.get(namespace) ?? new Set<string>();
  for (const id of ids) known.add(id);
  if (known.size > 0) named.set(namespace, known);
}

function sizeOf(named: ReadonlyMap<string, ReadonlySet<string>>): number {
  return [...named.values()].reduce((sum, ids) => sum + ids.size, 0);
}

/** Brings records to the state that they have in the index that serves, each once a round. */
class Bringing {
  readonly #queue: WorkQueue;
  readonly #named = new Map<string, Set<string>>();
  readonly #times: GroupTimes;
  #taken: Taken | undefined;

  constructor(
    readonly deps: RoundDeps,
    readonly book: Book,
    readonly meter: Meter,
  ) {
    const { signal, clock, concurrency = PLACES } = deps;
    this.#times = new GroupTimes(clock, concurrency);
    this.#queue = new WorkQueue({ concurrency, ...(signal === undefined ? {} : { signal }) });
  }

  /** What was brought, or is under way. */
  get named(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#named;
  }

  /** As in `Round`. */
  get settledMs(): number {
    return this.#times.waitedMs;
  }

  /** All entries of the round, once they are read. */
  knows(taken: Taken): void {
    this.#taken = taken;
  }

  /** Runs what brings records, to the end of the last request. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const results: T[] = [];
    await this.#queue.run(async () => {
      results.push(await work());
    });
    return results[0] as T;
  }

  /** What is unknown is saved whatever happens. */
  async keepingUnknown<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // Where this fails too the requests of unknown outcome are not forgotten: `Rounds` has heard of them by it, so the
      // lease is not handed back, and its next holder waits for them.
      if (this.#named.size > 0) await this.deps.save(this.book.state).catch(() => undefined);
      throw error;
    }
  }

  /** Brings those of them that weren't yet. The list of ids is saved before the first request. */
  async bring(all: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    const named = this.#without(all);
    if (named.size === 0) return;
    const { direction, save } = this.deps;
    for (const [namespace, ids] of named) addIds(this.#named, namespace, ids);
    this.meter.expect(sizeOf(named));
    if (direction.beforeSending(named, this.book)) await save(this.book.state);
    await direction.beforeReading([...named.keys()]);
    for (const [namespace, ids] of named) {
      for (const group of groupsOf(ids)) {
        await this.#queue.add(() => this.#times.run((waiting) => this.#group(namespace, group, waiting)));
      }
    }
  }

  #without(all: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, ReadonlySet<string>> {
    if (this.#named.size === 0) return all;
    const rest = new Map<string, Set<string>>();
    for (const [namespace, ids] of all) {
      const before = this.#named.get(namespace);
      addIds(rest, namespace, before === undefined ? ids : [...ids].filter((id) => !before.has(id)));
    }
    return rest;
  }

  async #group(namespace: string, ids: readonly string[], waiting: Waiting): Promise<void> {
    const { book, meter, deps } = this;
    const states = await this.#read(namespace, ids, waiting);
    await deps.bringer.bring(namespace, states, {
      onUnknown: (ns, unknown, sentAt) => book.addUnknown(ns, unknown, sentAt),
      onRefused: (letter) => book.refuse(letter),
      onApplied: (ns, applied) => book.accept(ns, applied),
    });
    const entries = this.#taken?.named.get(namespace);
    meter.count(
      ids.length,
      ids.reduce((sum, id) => sum + (entries?.get(id) ?? 0), 0),
    );
    deps.onProgress?.(meter.at(deps.clock.now(), deps.busy?.() ?? 0));
  }

  /** An answer that doesn't show the last logged effect is asked for again after `settle`, and then believed. */
  async #read(
    namespace: string,
    ids: readonly string[],
    waiting: Waiting,
  ): Promise<Map<string, StoredRecord | undefined>> {
    const { times, clock, signal } = this.deps;
    const states = await this.#fetch(namespace, ids);
    const last = this.#taken?.last.get(namespace);
    const doubtful = ids.filter((id) => {
      const entry = last?.get(id);
      return entry !== undefined && !showsEffect(entry, states.get(id));
    });
    if (doubtful.length === 0) return states;
    await waiting(() => clock.sleep(times.settleMs, signal));
    for (const [id, record] of await this.#fetch(namespace, doubtful)) states.set(id, record);
    return states;
  }

  async #fetch(namespace: string, ids: readonly string[]): Promise<Map<string, StoredRecord | undefined>> {
    const batches = fetchBatches(ids);
    const answers = await Promise.all(batches.map((batch) => this.deps.truth.fetch(namespace, batch)));
    const states = new Map<string, StoredRecord | undefined>();
    for (const [at, batch] of batches.entries()) for (const id of batch) states.set(id, answers[at]?.get(id));
    return states;
  }
}

function* groupsOf(ids: ReadonlySet<string>): Generator<string[]> {
  let group: string[] = [];
  for (const id of ids) {
    group.push(id);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
