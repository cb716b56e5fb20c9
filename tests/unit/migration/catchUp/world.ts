import { PodshiftError } from "../../../../provider/src/errors";
import type { Metadata, StoredRecord, WriteOutcome } from "../../../../provider/src/pinecone/types";
import type { Clock } from "../../../../provider/src/util/clock";
import { type Active, type ControlRecord, DEFAULT_TIMES } from "../../../../provider/src/writeLog/control";
import { encodeEntry } from "../../../../provider/src/writeLog/encoding";
import type { Entry, EntryBody } from "../../../../provider/src/writeLog/entry";
import { leasePath } from "../../../../provider/src/writeLog/lease";
import { segmentPath } from "../../../../provider/src/writeLog/segments";
import { type LogStore, toJson } from "../../../../provider/src/writeLog/store";

import { change, type Index, matches, type Records, type Side } from "./indexModel";
import type { Process } from "./process";
import { Random } from "./random";

/** A write of the application on its way. */
interface Flight {
  readonly entry: Entry;
  readonly segment: number;
  readonly to: Active;
  /** `unknown`: its caller heard nothing; the effect comes within LATE_MS, or never. */
  state: "intent" | "effect" | "unknown";
  /** When it was answered, or was sent. */
  at: number;
  /** When it had its effect. */
  landed: number;
  /** An effect may come yet. */
  pending: boolean;
}

interface AppWriter {
  readonly id: string;
  flights: Flight[];
  next: number;
  /** What its lease says. */
  published: number;
  beat: number;
  dead: boolean;
  closed: boolean;
  /** When it last renewed its lease and read the control record, and how long a write is to settle as that said. */
  heard: number;
  settleMs: number;
}

/** A request of ours that takes effect later. */
interface Late {
  readonly side: Side;
  readonly sent: number;
  readonly namespace: string;
  readonly states: ReadonlyMap<string, StoredRecord | undefined>;
}

export const COLORS = ["red", "blue", "green"] as const;
export const TICK_MS = 25;
export const LATE_MS = 1_000;
const LEASE_MS = 100;
/** What becomes of a request of ours that fails. */
const FAULTS = ["busy", "late", "late", "unheard", "lost"] as const;

export interface WorldOptions {
  readonly seed: number;
  readonly namespaces: readonly string[];
  readonly ids: number;
  /** The pod index has replicas that lag by up to so many milliseconds. */
  readonly settleMs: number;
  /**
   * It is given them after the log was begun for one, and they lag by what podshift supposes then: before which round or
   * in it (1, 2, ...; the one after the last: just before the fence). 0 or left out: it isn't.
   */
  readonly replicasFrom?: number;
  /** Chance that a record of the serverless index becomes visible within a moment. */
  readonly shows: number;
  /** Chance that a request of ours fails, with or without its effect. */
  readonly faults: number;
  /** Writes of the application: of single records, of those that match a filter too, or of all too, which is the default. */
  readonly writes?: "single" | "filtered" | "all";
  /** Chance that a writer dies when it would do something; 0.004 unless said otherwise. */
  readonly deaths?: number;
}

/** Both indexes, the log, and an application that writes: as bad as the design allows it to be. */
export class World {
  readonly random: Random;
  readonly pod: Index = new Map();
  readonly serverless: Index = new Map();
  /** What reads of the serverless index show: any record may lag. */
  readonly seen: Index = new Map();
  /** After the switch: the serverless index as the application alone would have made it. */
  shadow: Index | undefined;
  readonly files = new Map<string, Uint8Array>();
  readonly late: Late[] = [];
  readonly orphans: Flight[] = [];
  readonly ids: readonly string[];
  writers: AppWriter[] = [];
  record!: ControlRecord;
  now = 1_700_000_000_000;
  stopped = false;
  /** Only writes of single records. */
  calm = false;
  /** No more faults of ours. */
  faultless = false;
  /** A fence begins no sooner than `settleMs` after a dead writer was closed. */
  settlesClosed = true;
  /** A write of unknown outcome counts as done no sooner than `settleMs` after its effect may have come. */
  settlesUnknown = true;
  /** Of the pod index. */
  replicas: number;
  /** It is given another one within a moment. */
  isGrowing = false;
  onTick: () => void = () => {};
  /** Before the change, until when a lagging replica may show it. */
  readonly #stale = new Map<string, { readonly record: StoredRecord | undefined; readonly until: number }>();
  /** Milliseconds by which replicas may lag. */
  readonly #lagMs: number;
  #serial = 0;
  #epoch = 0;
  #closedAt = Number.NEGATIVE_INFINITY;

  constructor(readonly options: WorldOptions) {
    this.random = new Random(options.seed);
    this.ids = Array.from({ length: options.ids }, (_, at) => `r${at}`);
    for (const ns of options.namespaces) {
      const records: Records = new Map();
      for (const id of this.ids) if (this.random.chance(0.8)) records.set(id, this.#made(id));
      this.pod.set(ns, records);
      this.serverless.set(ns, new Map());
      this.seen.set(ns, new Map());
    }
    const added = (options.replicasFrom ?? 0) > 0;
    this.replicas = options.settleMs > 0 && !added ? 2 : 1;
    this.#lagMs = added ? DEFAULT_TIMES.settleMs : options.settleMs;
    const settleMs = added ? 0 : options.settleMs;
    const times = { leaseMs: LEASE_MS, fenceMs: 60_000, settleMs, lateMs: LATE_MS };
    const pod = { name: "p", host: "p" };
    this.swap({
      v: 1,
      log: "log",
      epoch: 0,
      state: "open",
      active: "pod",
      writes: "mirrored",
      pod,
      writers: {},
      by: "",
      floor: 0,
      times,
      soon: false,
      applier: "",
    });
    for (let at = 0; at < 3; at += 1) this.join();
  }

  swap(change: Partial<ControlRecord>): void {
    this.#epoch += 1;
    this.record = { ...this.record, ...change, epoch: this.#epoch };
    this.files.set(`control/${String(this.#epoch).padStart(12, "0")}.json`, toJson(this.record));
  }

  join(): void {
    const id = `w${this.#serial++}`;
    const counts = { next: 0, published: 0, beat: 0, heard: 0, settleMs: 0 };
    const writer: AppWriter = { id, flights: [], ...counts, dead: false, closed: false };
    this.renew(writer);
    this.writers.push(writer);
    this.swap({ writers: { ...this.record.writers, [id]: {} } });
  }

  renew(writer: AppWriter): void {
    writer.published = Math.min(writer.next, ...writer.flights.map(({ segment }) => segment));
    writer.beat += 1;
    writer.heard = this.now;
    writer.settleMs = this.record.times.settleMs;
    const { id: w, beat, next, published: done } = writer;
    this.files.set(leasePath(w), toJson({ v: 1, w, beat, acked: 0, next, done, t: 0, writes: 0, failed: 0, at: 0 }));
  }

  /** One moment passes: somebody does something. */
  tick(): void {
    this.now += TICK_MS;
    const { random } = this;
    for (const ns of this.options.namespaces)
      for (const id of this.ids) if (random.chance(this.options.shows)) this.show(ns, id);
    if (this.late.length > 0 && random.chance(0.15)) this.land(random.below(this.late.length));
    for (let at = this.late.length - 1; at >= 0; at -= 1) {
      if (this.now - (this.late[at]?.sent ?? 0) >= LATE_MS - TICK_MS) this.land(at);
    }
    this.onTick();
    if (this.isGrowing && random.chance(0.1)) this.grow();
    if (this.stopped) return;
    const writer = random.pick(this.writers);
    if (!writer.dead) this.#act(writer);
    else if (!writer.closed && random.chance(0.3)) this.close(writer);
    else if (this.orphans.length > 0 && random.chance(0.5)) this.dropOrphan();
  }

  ticks(count: number): void {
    for (let at = 0; at < count; at += 1) this.tick();
  }

  pass(ms: number): void {
    this.ticks(Math.ceil(ms / TICK_MS));
  }

  #act(writer: AppWriter): void {
    const { random } = this;
    if (random.chance(this.options.deaths ?? 0.004) && this.writers.filter(({ dead }) => dead).length < 2) {
      writer.dead = true;
      this.orphans.push(...writer.flights);
      return;
    }
    if (random.chance(0.3)) this.renew(writer);
    else if (writer.flights.length === 0 || (writer.flights.length < 2 && random.chance(0.2))) this.#log(writer);
    else this.#proceed(writer, random.pick(writer.flights));
  }

  #proceed(writer: AppWriter, flight: Flight): void {
    const { random } = this;
    if (flight.state === "intent" && random.chance(0.05)) {
      flight.state = "unknown";
      flight.at = this.now;
      return;
    }
    const isOver = this.now - flight.at >= LATE_MS + (this.settlesUnknown ? writer.settleMs : 0);
    if (flight.state === "unknown" && !isOver) {
      if (flight.pending && this.now - flight.at < LATE_MS && random.chance(0.1)) this.effect(flight);
      return;
    }
    const refused = flight.state === "intent" && random.chance(0.1);
    if (flight.state === "intent" && !refused) {
      this.effect(flight);
      flight.state = "effect";
      return;
    }
    // Under a lease only, and with it comes what the control record says.
    if (this.now - writer.heard >= LEASE_MS) this.renew(writer);
    if (flight.state === "effect" && this.now - flight.at < writer.settleMs) return;
    writer.flights = writer.flights.filter((each) => each !== flight);
  }

  #log(writer: AppWriter): void {
    const ns = this.random.pick(this.options.namespaces);
    const { active } = this.record;
    const body = this.#body();
    const found =
      active === "serverless" && !["upsert", "update", "delete"].includes(body.op)
        ? { found: this.#found(ns, body) }
        : {};
    const head = { v: 1 as const, t: this.now, n: this.#serial++, w: writer.id, e: this.#epoch, ns };
    const entry: Entry = { ...head, ...body, ...found };
    this.files.set(segmentPath(writer.id, writer.next), Buffer.from(`${encodeEntry(entry)}\n`));
    writer.flights.push({ entry, segment: writer.next, to: active, state: "intent", at: 0, landed: 0, pending: true });
    writer.next += 1;
  }

  #found(ns: string, body: EntryBody): string[] {
    const records = [...(this.seen.get(ns) ?? [])];
    return records
      .filter(([, record]) => !("filter" in body) || matches("serverless", body.filter, record))
      .map(([id]) => id);
  }

  #body(): EntryBody {
    const { random } = this;
    const id = random.pick(this.ids);
    const single = ["upsert", "update", "delete"] as const;
    const filtered = ["deleteByFilter", "updateByFilter"] as const;
    const ops = {
      single: [...single],
      filtered: [...single, ...single, ...filtered],
      all: [...single, ...single, ...filtered, "deleteAll" as const],
    };
    const op = random.pick(ops[this.calm ? "single" : (this.options.writes ?? "all")]);
    switch (op) {
      case "upsert": {
        const { values, metadata } = this.#made(id);
        return { op, id, values, ...(metadata === undefined ? {} : { md: metadata }) };
      }
      case "update":
        return { op, id, md: { color: random.pick(COLORS) } };
      case "delete":
        return { op, ids: [id] };
      case "deleteAll":
        return random.chance(0.5) ? { op } : { op: "deleteNamespace" };
      case "deleteByFilter":
        return { op, filter: this.#filter() };
      case "updateByFilter":
        return { op, filter: this.#filter(), md: { color: random.pick(COLORS) } };
    }
  }

  #filter(): object {
    const { random } = this;
    const color = random.pick(COLORS);
    const simple = [
      { color },
      { color: { $eq: color } },
      { color: { $ne: color } },
      { color: { $in: [color, random.pick(COLORS)] } },
      { color: { $nin: [color] } },
      { size: 1 },
    ];
    if (random.chance(0.6)) return random.pick(simple);
    return { [random.pick(["$and", "$or"])]: [random.pick(simple), random.pick(simple)] };
  }

  #made(id: string): StoredRecord {
    const { random } = this;
    this.#serial += 1;
    const metadata: Metadata = {};
    if (random.chance(0.75)) metadata.color = random.pick(COLORS);
    if (random.chance(0.3)) metadata.size = random.below(2);
    return { id, values: [this.#serial], metadata };
  }

  /** The effect of a write of the application. */
  effect(flight: Flight): void {
    const { entry, to } = flight;
    flight.pending = false;
    flight.landed = this.now;
    if (flight.state === "intent") flight.at = this.now;
    if (to === "serverless" && this.shadow !== undefined) change(this.shadow, "serverless", entry);
    const index = to === "pod" ? this.pod : this.serverless;
    const before = new Map(index.get(entry.ns));
    change(index, to, entry);
    if (to === "pod" && this.replicas > 1) this.#remember(entry.ns, before);
  }

  #remember(ns: string, before: Records): void {
    const until = this.now + this.#lagMs;
    for (const id of this.ids) {
      if (this.pod.get(ns)?.get(id) !== before.get(id))
        this.#stale.set(`${ns} ${id}`, { record: before.get(id), until });
    }
  }

  /** What one of the pod index's replicas shows. */
  readPod(ns: string, id: string): StoredRecord | undefined {
    const stale = this.#stale.get(`${ns} ${id}`);
    const lags = stale !== undefined && stale.until > this.now && this.random.chance(0.5);
    return lags ? stale.record : this.pod.get(ns)?.get(id);
  }

  dropOrphan(): void {
    const flight = this.orphans.splice(this.random.below(this.orphans.length), 1)[0];
    if (flight?.pending && this.random.chance(0.5)) this.effect(flight);
  }

  close(writer: AppWriter): void {
    writer.closed = true;
    this.#closedAt = this.now;
    this.swap({ writers: { ...this.record.writers, [writer.id]: { end: writer.next } } });
  }

  /**
   * A fence: every write is over, the dead are closed, and what they had sent has come or never will. Who lives waits until
   * its writes are on every replica; of the dead only what nobody was told of is waited for by the fence.
   */
  drain(): void {
    this.stopped = true;
    while (this.orphans.length > 0) this.dropOrphan();
    let last = Number.NEGATIVE_INFINITY;
    for (const writer of this.writers) {
      if (writer.dead && !writer.closed) this.close(writer);
      for (const flight of [...writer.flights]) {
        if (!writer.dead && flight.pending && !this.random.chance(0.1)) this.effect(flight);
        if (!writer.dead) flight.pending = false;
        if (!writer.dead || flight.state !== "effect") last = Math.max(last, flight.landed);
      }
      if (!writer.dead) writer.flights = writer.flights.filter(({ state }) => state === "unknown");
    }
    if (this.settlesClosed) last = Math.max(last, this.#closedAt);
    // Moment by moment: requests of ours that are under way take effect meanwhile.
    this.pass(Math.max(0, last + this.record.times.settleMs - this.now));
    for (const writer of this.writers) if (!writer.dead) this.renew(writer);
  }

  open(): void {
    this.stopped = false;
  }

  grow(): void {
    this.isGrowing = false;
    this.replicas = 2;
  }

  /** A record that a process of ours put in the place of the one before. */
  #take(path: string, body: Uint8Array): boolean {
    if (this.files.has(path)) return false;
    this.files.set(path, body);
    this.record = JSON.parse(Buffer.from(body).toString("utf8")) as ControlRecord;
    this.#epoch = this.record.epoch;
    return true;
  }

  show(ns: string, id: string): void {
    const record = this.serverless.get(ns)?.get(id);
    if (record === undefined) this.seen.get(ns)?.delete(id);
    else this.seen.get(ns)?.set(id, record);
  }

  fresh(ns: string): void {
    this.seen.set(ns, new Map(this.serverless.get(ns)));
  }

  land(at: number): void {
    const [late] = this.late.splice(at, 1);
    if (late !== undefined) this.put(late.side, late.namespace, late.states);
  }

  put(side: Side, ns: string, states: ReadonlyMap<string, StoredRecord | undefined>): void {
    const records = this[side].get(ns);
    for (const [id, record] of states) {
      if (record === undefined) records?.delete(id);
      else records?.set(id, record);
    }
  }

  end(): Record<string, number> {
    return Object.fromEntries(this.writers.map(({ id, next }) => [id, next]));
  }

  /** Before and after each call of a process of ours: time passes, and the process may be killed. */
  async step(process: Process, p: number, mayWake = false): Promise<void> {
    while (this.random.chance(p)) this.tick();
    await process.step(mayWake);
  }

  get store(): LogStore {
    const refuse = () => Promise.reject(new Error("not in this test"));
    return {
      url: "memory:",
      create: async (path, body) => (path.startsWith("control/") ? this.#take(path, body) : refuse()),
      put: refuse,
      delete: refuse,
      list: async (folder) =>
        [...this.files.keys()].flatMap((path) =>
          path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
        ),
      get: async (path) => {
        while (this.random.chance(0.1)) this.tick();
        return this.files.get(path);
      },
    };
  }

  clock(process: Process): Clock {
    return {
      now: () => this.now,
      sleep: async (ms) => {
        this.pass(ms);
        await this.step(process, 0);
      },
    };
  }

  /** Requests of ours may fail after, before, or long before their effect. */
  async write(
    process: Process,
    side: Side,
    ns: string,
    states: ReadonlyMap<string, StoredRecord | undefined>,
  ): Promise<WriteOutcome> {
    const sent = this.now;
    const { random } = this;
    while (random.chance(0.15)) this.tick();
    const fails = random.chance(process.doomed ? 0.8 : this.options.faults);
    const outcome = this.faultless || !fails ? "applied" : random.pick(FAULTS);
    if (outcome === "busy") return { kind: "busy", status: 429, retryAfterMs: 0 };
    if (outcome === "late") this.late.push({ side, sent, namespace: ns, states });
    if (outcome === "applied" || outcome === "unheard") this.put(side, ns, states);
    await this.step(process, 0.15);
    return outcome === "applied" ? { kind: "applied" } : { kind: "unknown", reason: "no answer" };
  }

  async matching(process: Process, ns: string, filter: object): Promise<string[]> {
    await this.step(process, 0.3);
    if (this.random.chance(0.1)) throw new PodshiftError("API_ERROR", "refused", { facts: { status: 400 } });
    return [...(this.seen.get(ns) ?? [])].flatMap(([id, record]) =>
      matches("serverless", filter, record) ? [id] : [],
    );
  }
}
