import { recordBytes } from "../../../provider/src/migration/apply/batches";
import { Pacing } from "../../../provider/src/migration/apply/pacing";
import { Sender } from "../../../provider/src/migration/apply/sender";
import { FoldedBringer } from "../../../provider/src/migration/fold/bringFolded";
import { Fold } from "../../../provider/src/migration/fold/fold";
import type { FoldTarget } from "../../../provider/src/migration/fold/ports";
import { Seeded } from "../load/seeded";
import { VirtualTime } from "../provider/virtualTime";
import { sampleId, sampleMetadata, sampleValues } from "./sampleRecord";
import { ANSWER_MS, OURS } from "./service";

/**
 * In which order a process meets its records: as the single process's fold gives them (by a hash of namespace and id: any
 * namespace may come next), one namespace after the other, or so many records of a namespace and then of the next.
 */
export type Order = "hashed" | "sorted" | { readonly turnsOf: number };

export interface Bringing {
  readonly dimension: number;
  /** Share of each namespace. */
  readonly shares: readonly number[];
  /** Records to bring, over all namespaces and processes. */
  readonly records: number;
  readonly order?: Order;
  /** Processes side by side, each with an equal part of the records and of every namespace's budgets. */
  readonly processes?: number;
  readonly answerMs?: number;
  /**
   * Sparse values in place of the dense ones, as many as take the same bytes in a request: they are never copied, so that far
   * more records can be simulated. They take more memory by the fold's count: only where memory bounds no batch.
   */
  readonly light?: boolean;
}

/** One request as the service got it. */
export interface Request {
  /** Milliseconds since the beginning. */
  readonly at: number;
  readonly namespace: string;
  readonly records: number;
  /** As batches.ts counts them. */
  readonly bytes: number;
}

/**
 * Brings records as a `deferred` catch-up does, by the product's own code (Fold, FoldedBringer, Sender, recordBatches, Pacing,
 * Lane), to a service that answers every request well after `answerMs`, in virtual time. Nothing but the service and time is
 * made up: encoding, network and disk take no time here.
 */
export async function simulate(bringing: Bringing): Promise<Request[]> {
  const { processes = 1 } = bringing;
  const time = new VirtualTime();
  const sent: Request[] = [];
  const service = serviceOf(time, bringing.answerMs ?? ANSWER_MS, sent);
  const parts = Array.from({ length: processes }, (_, part) => foldOf(bringing, part, processes));
  await time.until(Promise.all(parts.map((fold) => bringerTo(service, time, processes).bring(fold, true))));
  return sent;
}

/** `mostConcurrency` of Pacing. */
const MOST_SIDE_BY_SIDE = 16;

type Upsert = ConstructorParameters<typeof Sender>[0]["writer"]["upsert"];

function serviceOf(time: VirtualTime, answerMs: number, sent: Request[]): Upsert {
  const start = time.now();
  return async (namespace, records) => {
    const [first] = records;
    const bytes = first === undefined ? 0 : recordBytes(first) * records.length;
    sent.push({ at: time.now() - start, namespace, records: records.length, bytes });
    await time.sleep(answerMs);
    return { kind: "applied" };
  };
}

function bringerTo(upsert: Upsert, time: VirtualTime, processes: number): FoldedBringer {
  const budgets = {
    requests: OURS.requests / processes,
    bytes: OURS.bytes / processes,
    deletes: OURS.deletes / processes,
  };
  const sender = new Sender({
    writer: { upsert, deleteIds: neverAsked },
    // As many side by side as it ends up with at a service that never refuses: 120 answers later by itself.
    pacing: new Pacing(time, { budgets, startConcurrency: MOST_SIDE_BY_SIDE, random: () => 0.5 }),
    ...{ clock: time, requestMs: 20_000, mayApply: () => {} },
  });
  const target: FoldTarget = {
    bring: async (namespace, records) => {
      await sender.bring(namespace, records, HOOKS);
      return { unsure: false };
    },
    ...{ fresh: neverAsked, fetch: neverAsked, idsByFilter: neverAsked, listIds: neverAsked },
  };
  return new FoldedBringer({ target, clock: time, lateMs: 0 });
}

const HOOKS = { onUnknown: neverAsked, onRefused: neverAsked, onApplied: () => {} };

function neverAsked(): never {
  throw new Error("the simulation holds whole records only, and a service that refuses nothing");
}

/** The part of one process, in memory, in the order in which it drains. All records share one vector: only sizes count. */
function foldOf({ dimension, shares, records, order = "hashed", light }: Bringing, part: number, parts: number): Fold {
  const unbounded = Number.POSITIVE_INFINITY;
  const fold = new Fold({ folder: "/nonexistent", records: unbounded, bytes: unbounded });
  const md = sampleMetadata();
  const content =
    light === true ? { values: [], sparse: sparseOf(dimension), md } : { values: sampleValues(dimension), md };
  let at = part * records;
  for (const namespace of ordered(shares, Math.round(records / parts), order, part)) {
    fold.change(`ns-${String(namespace).padStart(5, "0")}`, sampleId(at), { op: "upsert", id: "", ...content });
    at += 1;
  }
  return fold;
}

/** As many sparse values, which count 37 bytes each by batches.ts, as count like the dense ones. */
function sparseOf(dimension: number) {
  const bytes = recordBytes({ id: "", values: [...sampleValues(dimension)] }) - recordBytes({ id: "", values: [] });
  const values = sampleValues(Math.round(bytes / 37));
  return { indices: values.map((_value, at) => at), values };
}

/** The namespace of each record, one after the other. */
function* ordered(shares: readonly number[], records: number, order: Order, part: number): Generator<number> {
  if (order === "hashed") return yield* drawn(shares, records, part);
  const left = shares.map((share) => Math.round(share * records));
  const turn = order === "sorted" ? records : order.turnsOf;
  for (let some = true; some; ) {
    some = false;
    for (const [namespace, count] of left.entries()) {
      const now = Math.min(turn, count);
      for (let each = 0; each < now; each += 1) yield namespace;
      left[namespace] = count - now;
      if (now > 0) some = true;
    }
  }
}

function* drawn(shares: readonly number[], records: number, seed: number): Generator<number> {
  const random = new Seeded(seed + 1);
  let sum = 0;
  const ends = shares.map((share) => {
    sum += share;
    return sum;
  });
  for (let each = 0; each < records; each += 1) yield firstAbove(ends, random.next() * sum);
}

function firstAbove(ends: readonly number[], value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
