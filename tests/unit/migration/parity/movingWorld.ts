import type { InFlight, MovingWrites } from "../../../../provider/src/migration/parity/options";
import type { ParityReport } from "../../../../provider/src/migration/parity/runParity";
import type { TouchedRecords } from "../../../../provider/src/migration/parity/touched";
import type { IndexStats } from "../../../../provider/src/pinecone/types";
import { type Contents, copyOf, fakeIndex, quickClock, statsOf } from "./fakeIndex";
import { parityOf, plain } from "./parityOf";

/** One write of the application. Bulk ones name no ids. */
export interface Write {
  kind: "upsert" | "delete" | "deleteAll" | "deleteEven";
  namespace: string;
  id: string;
  value: number;
}

/** How the application writes: how many steps it makes at each request of ours, in turn. */
export interface Pace {
  writes: readonly Write[];
  steps: readonly number[];
  /** Begins anew when it is through, so that it never rests. */
  endless: boolean;
}

interface Entry {
  readonly write: Write;
  done: boolean;
}

/** What is left out of the truth told, to see the test fail. */
export type Ablation = "none in flight" | "in flight as before the reads" | "carries nothing over";

/** Requests in flight of the application at once. */
const LANES = 2;

/**
 * A pod index, a serverless index derived from it, a write log, and an application that writes between any two of our
 * requests: entry, then effect, then done, two writes at once. Rounds bring over by the rules of catch-up.
 */
export class MovingWorld implements MovingWrites {
  readonly serverless: Contents;
  readonly log: Entry[] = [];
  rounds = 0;
  /** Runs at each of our requests. */
  onRequest: (request: number) => void = () => undefined;
  #open: Entry[] = [];
  readonly #lanes: { entry: Entry; applied: boolean }[] = [];
  #next = 0;
  #requests = 0;
  #counted: IndexStats;
  #saidBefore: InFlight | undefined;

  constructor(
    readonly pod: Contents,
    readonly pace: Pace,
    readonly ablation?: Ablation,
  ) {
    this.serverless = copyOf(pod);
    this.#counted = statsOf(this.serverless);
  }

  /** The application goes on by some steps. */
  step(): void {
    const { steps } = this.pace;
    const count = steps[this.#requests % steps.length] ?? 1;
    this.onRequest(this.#requests);
    this.#requests += 1;
    for (let at = 0; at < count; at += 1) this.#advance(at + this.#requests);
  }

  /** The application ends its writes under way and makes no more: what a fence does. */
  drain(): void {
    this.#next = Number.POSITIVE_INFINITY;
    for (let at = 0; this.#lanes.length > 0; at += 1) this.#advance(at);
  }

  #advance(at: number): void {
    const { writes, endless } = this.pace;
    const write = writes[endless ? this.#next % writes.length : this.#next];
    if (write !== undefined && this.#lanes.length < LANES) {
      this.#next += 1;
      const entry = { write, done: false };
      this.log.push(entry);
      this.#open.push(entry);
      this.#lanes.push({ entry, applied: false });
      return;
    }
    const lane = this.#lanes[at % Math.max(1, this.#lanes.length)];
    if (lane === undefined) return;
    if (lane.applied) {
      lane.entry.done = true;
      this.#lanes.splice(this.#lanes.indexOf(lane), 1);
    } else {
      applyTo(this.pod, lane.entry.write);
      lane.applied = true;
    }
  }

  async round(): Promise<void> {
    this.rounds += 1;
    const taken = [...this.#open];
    const carried = this.ablation === "carries nothing over" ? [] : taken.filter(({ done }) => !done);
    for (const [namespace, ids] of this.#idsOf(taken)) {
      for (const id of ids) {
        this.step();
        const record = this.pod.get(namespace)?.get(id);
        this.step();
        const side = this.serverless.get(namespace) ?? new Map();
        this.serverless.set(namespace, side);
        if (record === undefined) side.delete(id);
        else side.set(id, record);
      }
    }
    this.#open = [...carried, ...this.#open.slice(taken.length)];
    this.#saidBefore = undefined;
  }

  #idsOf(entries: readonly Entry[]): Map<string, Set<string>> {
    const named = new Map<string, Set<string>>();
    for (const { write } of entries) {
      const ids = named.get(write.namespace) ?? new Set<string>();
      named.set(write.namespace, ids);
      if (!isBulkWrite(write)) ids.add(write.id);
      else for (const id of this.serverless.get(write.namespace)?.keys() ?? []) ids.add(id);
    }
    return named;
  }

  async inFlight(): Promise<InFlight> {
    this.step();
    if (this.ablation === "none in flight") return new Map();
    this.#saidBefore ??= namedBy(this.#open);
    if (this.ablation === "in flight as before the reads") return this.#saidBefore;
    return namedBy(this.#open);
  }

  async named(namespace: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const named = namedBy(this.log).get(namespace);
    return new Set(ids.filter((id) => named === "all" || named?.has(id)));
  }

  /** Before how many entries all have had their effect. */
  get doneMark(): number {
    const open = this.log.findIndex(({ done }) => !done);
    return open < 0 ? this.log.length : open;
  }

  touchedSince(mark: number): TouchedRecords {
    const touched = new Map<string, { ids: Set<string>; bulk: boolean }>();
    for (const { write } of this.log.slice(mark)) {
      const known = touched.get(write.namespace) ?? { ids: new Set<string>(), bulk: false };
      touched.set(write.namespace, known);
      if (isBulkWrite(write)) known.bulk = true;
      else known.ids.add(write.id);
    }
    return touched;
  }

  /** Compares while the application goes on. Counts of serverless lag behind rounds until somebody sleeps. */
  async compare(options: Parameters<typeof parityOf>[1] = {}): Promise<ParityReport> {
    const before = async () => {
      await Promise.resolve();
      this.step();
    };
    const clock = quickClock();
    const sleep = async (ms: number) => {
      await clock.sleep(ms);
      for (let at = 0; at < 4; at += 1) this.step();
      this.#counted = statsOf(this.serverless);
    };
    this.#counted = statsOf(this.serverless);
    return parityOf(
      { pod: this.pod, serverless: this.serverless },
      {
        pod: fakeIndex(this.pod, { before }),
        serverless: fakeIndex(this.serverless, { before, stats: () => this.#counted }),
        clock: { ...clock, sleep },
        moving: this,
        ...options,
      },
    );
  }
}

function isBulkWrite({ kind }: Write): boolean {
  return kind === "deleteAll" || kind === "deleteEven";
}

function namedBy(entries: readonly Entry[]): Map<string, Set<string> | "all"> {
  const named = new Map<string, Set<string> | "all">();
  for (const { write } of entries) {
    const known = named.get(write.namespace) ?? new Set<string>();
    named.set(write.namespace, isBulkWrite(write) || known === "all" ? "all" : known.add(write.id));
  }
  return named;
}

function applyTo(pod: Contents, { kind, namespace, id, value }: Write): void {
  const records = pod.get(namespace) ?? new Map();
  pod.set(namespace, records);
  if (kind === "upsert") records.set(id, plain(id, value));
  else if (kind === "delete") records.delete(id);
  else if (kind === "deleteAll") records.clear();
  else for (const [key, record] of records) if (record.values[0] % 2 === 0) records.delete(key);
}
