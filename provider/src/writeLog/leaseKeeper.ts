import { PodshiftError } from "../errors";
import type { Clock } from "../util/clock";
import { Appender } from "./appender";
import type { Control, ControlRecord } from "./control";
import { HybridClock } from "./hybridClock";
import {
  type LeaseClock,
  leasePath,
  type Moment,
  momentOf,
  readLease,
  renew,
  Validity,
  type WriterLease,
} from "./lease";
import { createSeal } from "./segments";
import { type LogStore, toJson } from "./store";
import { Tickets } from "./tickets";

export interface KeeperOptions {
  readonly store: LogStore;
  readonly control: Control;
  /** Begins the writer's id, for people: host name, service. Letters, digits, "_" and "-". */
  readonly name: string;
  /** Makes ids that no process used before. */
  readonly unique: () => string;
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;
}

/** What a process is under one id: its log, its lease, its writes. */
export interface Identity {
  readonly id: string;
  readonly log: Appender;
  readonly validity: Validity;
  readonly tickets: Tickets;
}

/** Writes are taken. */
export interface OpenGate {
  readonly kind: "open";
  readonly record: ControlRecord;
  readonly me: Identity;
}

/** What a writer may do now. */
export type Gate =
  | { readonly kind: "joining" | "held" }
  | OpenGate
  /** No more writes are taken; those under way go on as long as they would have: while it is open but for that. */
  | { readonly kind: "ended"; readonly last?: OpenGate | undefined }
  /** The log is closed, for as long as that was read lately: it may be begun anew while this process sleeps. */
  | { readonly kind: "unlogged"; readonly record: ControlRecord; readonly free: Validity }
  | { readonly kind: "failing"; readonly error: PodshiftError };

/** Milliseconds between two looks while a fence holds, and while one is announced. */
const LOOK_FENCED_MS = 30;
const LOOK_SOON_MS = 100;
/** Milliseconds after which a renewal that failed is tried again. */
const RETRY_MS = 100;
/** Leaving takes at most so many leases: a fence may have to be outlasted first. */
const MOST_LEAVING_LEASES = 3;
/** A clock may be so far from the store's, in milliseconds: writers in `deferred` are ordered no better than that. */
const MOST_SKEW_MS = 500;

/** Keeps a process's lease: joins, renews, follows the control record, acknowledges fences, leaves. */
export class LeaseKeeper {
  readonly hybrid: HybridClock;
  readonly counts = { writes: 0, failed: 0 };
  #me: Identity | undefined;
  #gate: Gate = { kind: "joining" };
  #record: ControlRecord | undefined;
  /** Until when a closed log counts as closed. */
  readonly #free: Validity;
  #beat = 0;
  #acked = 0;
  #fence: { readonly epoch: number; readonly since: Moment } | undefined;
  #wake: (() => void)[] = [];
  #pause: AbortController | undefined;
  #loop: Promise<void> | undefined;
  #ending = false;

  constructor(readonly options: KeeperOptions) {
    this.hybrid = new HybridClock(() => options.leaseClock.wall());
    this.#free = new Validity(options.leaseClock);
  }

  /** @throws LOG_NOT_FOUND */
  async start(): Promise<void> {
    this.#record = await this.options.control.read();
    const first = this.changed();
    this.#loop = this.#run();
    await first;
  }

  get gate(): Gate {
    return this.#gate;
  }

  /** The control record as last heard. */
  get record(): ControlRecord {
    if (this.#record === undefined) throw new Error("the writer was not started");
    return this.#record;
  }

  get me(): Identity | undefined {
    return this.#me;
  }

  /** Resolves at the next look, whatever it finds. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  /** Looks now: something changed that the store wants to know. */
  lookNow(): void {
    this.#pause?.abort();
  }

  /** The log of `me` is sealed: somebody declared it dead. The process goes on under a new id. */
  sealed(me: Identity): void {
    if (this.#me !== me) return;
    this.#declaredDead(me);
    this.lookNow();
  }

  async end(): Promise<void> {
    this.#ending = true;
    this.lookNow();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#ending || this.#me?.tickets.drained === false) {
      await this.#sleep(await this.#step().catch((error: unknown) => this.#failing(error)));
    }
    this.#setGate({ kind: "ended" });
    // A store that doesn't answer keeps nobody from ending: the lease runs out by itself.
    const bound = new AbortController();
    const tooLong = this.options.clock.sleep(this.record.times.leaseMs * MOST_LEAVING_LEASES, bound.signal);
    await Promise.race([this.#leave(), tooLong]).catch(() => undefined);
    bound.abort();
    await tooLong.catch(() => undefined);
  }

  /** One look. Answers how many milliseconds to wait for the next. */
  async #step(): Promise<number> {
    if (this.#ending) this.#setGate(this.#gate);
    else this.#me ??= await this.#join();
    const me = this.#me;
    if (me === undefined) return this.record.state === "closed" ? this.record.times.leaseMs / 3 : LOOK_FENCED_MS;
    const { store, control, leaseClock } = this.options;
    await this.#hearOthers(me);
    const { sent, storeTime, record } = await renew(store, control, leasePath(me.id), this.#lease(me), leaseClock);
    this.#record = record;
    // Its log was found sealed meanwhile: this renewal must not bring it back to life.
    if (this.#me !== me) return 0;
    if (!isLive(record, me.id) && record.state !== "closed") return this.#declaredDead(me);
    // Inside a fence nothing is written: a wrong clock must not keep it from being acknowledged.
    if (record.state === "open") this.#refuseSkew(record, sent, storeTime);
    return this.#follow(me, record, sent);
  }

  async #follow(me: Identity, record: ControlRecord, sent: Moment): Promise<number> {
    switch (record.state) {
      case "open":
        this.#fence = undefined;
        me.validity.extend(sent, record.times.leaseMs);
        this.#setGate({ kind: "open", record, me });
        return record.soon ? LOOK_SOON_MS : record.times.leaseMs / 3;
      case "closed":
        this.#goUnlogged(record, sent);
        return record.times.leaseMs / 3;
      case "fenced":
        this.#setGate({ kind: "held" });
        await this.#takeOverdueFenceAway(record);
        if (!me.tickets.drained || this.#acked >= record.epoch) return LOOK_FENCED_MS;
        this.#acked = record.epoch;
        return 0;
    }
  }

  /** @param asked before the record was read */
  #goUnlogged(record: ControlRecord, asked: Moment): void {
    this.#free.extend(asked, record.times.leaseMs);
    this.#setGate({ kind: "unlogged", record, free: this.#free });
  }

  /** Who coordinates may have died: after `fenceMs` from when this process first saw the fence it opens by itself. */
  async #takeOverdueFenceAway(record: ControlRecord): Promise<void> {
    const { control, leaseClock } = this.options;
    if (this.#fence?.epoch !== record.epoch) this.#fence = { epoch: record.epoch, since: momentOf(leaseClock) };
    if (leaseClock.monotonic() - this.#fence.since.monotonic < record.times.fenceMs) return;
    await control.swapFrom(record, { state: "open", soon: false });
  }

  /** Nobody joins inside a fence: its own swap knows all writers. The lease is there before the name is. */
  async #join(): Promise<Identity | undefined> {
    const { store, control, name, unique, clock, leaseClock } = this.options;
    const asked = momentOf(leaseClock);
    const record = await control.read();
    this.#record = record;
    if (record.state === "closed") this.#goUnlogged(record, asked);
    if (record.state === "fenced") {
      this.#setGate({ kind: "held" });
      await this.#takeOverdueFenceAway(record);
    }
    if (record.state !== "open") return undefined;
    const id = `${name}.${unique()}`;
    const me = { id, log: new Appender(store, id, clock), validity: new Validity(leaseClock), tickets: new Tickets() };
    this.#acked = 0;
    this.hybrid.hear(record.floor);
    await store.put(leasePath(id), toJson(this.#lease(me)));
    const joined = await control.swap((now) =>
      now.state === "open" ? { writers: { ...now.writers, [id]: {} } } : undefined,
    );
    if (joined === undefined) return undefined;
    this.hybrid.hear(joined.floor);
    return me;
  }

  #lease({ id, log, tickets }: Identity): WriterLease {
    this.#beat += 1;
    return {
      v: 1,
      w: id,
      beat: this.#beat,
      acked: this.#acked,
      next: log.next,
      done: tickets.doneMark(log.next),
      t: Math.min(tickets.lowestTime(this.hybrid.now()), log.lowest ?? Number.POSITIVE_INFINITY),
      ...this.counts,
      at: this.options.leaseClock.wall(),
    };
  }

  /** In `deferred` entries are ordered by time: each writer hears the others' before it says its own. */
  async #hearOthers(me: Identity): Promise<void> {
    if (this.record.writes !== "deferred") return;
    const others = Object.entries(this.record.writers).filter(([id, { end }]) => end === undefined && id !== me.id);
    const leases = await Promise.all(others.map(([id]) => readLease(this.options.store, id)));
    for (const heard of leases) if (heard !== undefined) this.hybrid.hear(heard.t);
  }

  #refuseSkew(record: ControlRecord, sent: Moment, storeTime: number): void {
    if (record.writes !== "deferred") return;
    const skew = Math.round(Math.max(sent.wall - storeTime, storeTime - this.options.leaseClock.wall(), 0));
    if (skew <= MOST_SKEW_MS) return;
    this.#me?.validity.end();
    throw new PodshiftError("CLOCK_SKEW", `this machine's clock is ${skew} ms away from that of the log's store`, {
      facts: { skewMs: skew, mostMs: MOST_SKEW_MS },
      next: "set the clock (NTP); with `writes: deferred` writes are ordered by time",
    });
  }

  /** What is under way is not acknowledged any more; the process goes on under a new id. */
  #declaredDead(me: Identity): number {
    me.validity.end();
    this.#me = undefined;
    this.#setGate({ kind: "joining" });
    return 0;
  }

  /** While the lease holds, a store that doesn't answer is no reason to refuse writes. */
  #failing(error: unknown): number {
    if (this.#ending || Math.max(this.#me?.validity.left ?? 0, this.#free.left) > 0) return RETRY_MS;
    const shown =
      error instanceof PodshiftError
        ? error
        : new PodshiftError("LOG_UNAVAILABLE", `the write log at ${this.options.store.url} does not answer`, {
            next: "nothing was sent to the index; try the write again once the log's store answers",
            cause: error,
          });
    this.#setGate({ kind: "failing", error: shown });
    return RETRY_MS;
  }

  /** Seals its own log and says so: nobody waits for this writer at a fence. */
  async #leave(): Promise<void> {
    const me = this.#me;
    if (me === undefined) return;
    await me.log.idle();
    const end = me.log.next;
    await this.#outlastFence(me);
    if (!(await createSeal(this.options.store, me.id, end))) return;
    await this.options.control.swap(({ state, writers }) =>
      state !== "fenced" && writers[me.id] !== undefined && writers[me.id]?.end === undefined
        ? { writers: { ...writers, [me.id]: { end } } }
        : undefined,
    );
  }

  /** A swap inside a fence would end it: the fence is acknowledged, and left to its coordinator. */
  async #outlastFence(me: Identity): Promise<void> {
    const { store, control, clock } = this.options;
    for (;;) {
      const record = await control.read();
      if (record.state === "fenced") this.#acked = record.epoch;
      await store.put(leasePath(me.id), toJson(this.#lease(me)));
      if (record.state !== "fenced") return;
      await this.#takeOverdueFenceAway(record);
      await clock.sleep(LOOK_FENCED_MS);
    }
  }

  #setGate(gate: Gate): void {
    this.#gate = this.#ending && gate.kind !== "ended" ? { kind: "ended", last: openIn(gate) } : gate;
    for (const wake of this.#wake.splice(0)) wake();
  }

  async #sleep(ms: number): Promise<void> {
    if (ms === 0) return;
    this.#pause = new AbortController();
    await this.options.clock.sleep(ms, this.#pause.signal).catch(() => undefined);
    this.#pause = undefined;
  }
}

/** The gate by which writes that were begun may be sent. */
export function openIn(gate: Gate): OpenGate | undefined {
  if (gate.kind === "ended") return gate.last;
  return gate.kind === "open" ? gate : undefined;
}

/** A writer that the record doesn't name belongs to a log that was closed and begun anew since. */
function isLive({ writers }: ControlRecord, id: string): boolean {
  const writer = writers[id];
  return writer !== undefined && writer.end === undefined;
}
