import { PodshiftError } from "../errors";
import type { Clock } from "../util/clock";
import { Appender } from "./appender";
import type { Control, ControlRecord } from "./control";
import { type Gate, type Identity, openIn } from "./gate";
import { type LeaseClock, leasePath, type Moment, momentOf, renew, Validity, type WriterLease } from "./lease";
import { LOOK_FENCED_MS, leave } from "./leaving";
import { OverdueFences } from "./overdueFences";
import { type LogStore, toJson } from "./store";
import { Tickets } from "./tickets";
import { WriterTime } from "./writerTime";

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

/** Milliseconds between two looks while a fence is announced. */
const LOOK_SOON_MS = 100;
/** Milliseconds after which a renewal that failed is tried again. */
const RETRY_MS = 100;
/** Leaving takes at most so many leases: a fence may have to be outlasted first. */
const MOST_LEAVING_LEASES = 3;

/** Keeps a process's lease: joins, renews, follows the control record, acknowledges fences, leaves. */
export class LeaseKeeper {
  readonly time: WriterTime;
  readonly counts = { writes: 0, failed: 0 };
  #me: Identity | undefined;
  #gate: Gate = { kind: "joining" };
  #record: ControlRecord | undefined;
  /** Until when a closed log counts as closed. */
  readonly #free: Validity;
  /** Of a try to join that a wrong clock ended: nobody knows this id yet, and the next try leaves no second lease. */
  #refusedId: string | undefined;
  #beat = 0;
  #acked = 0;
  readonly #fences: OverdueFences;
  #wake: (() => void)[] = [];
  #pause: AbortController | undefined;
  #loop: Promise<void> | undefined;
  #ending = false;

  constructor(readonly options: KeeperOptions) {
    this.time = new WriterTime(options.leaseClock);
    this.#free = new Validity(options.leaseClock);
    this.#fences = new OverdueFences(options.control, options.leaseClock);
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
    await this.#leaveInTime();
  }

  /** One look. Answers how many milliseconds to wait for the next. */
  async #step(): Promise<number> {
    if (this.#ending) this.#setGate(this.#gate);
    else this.#me ??= await this.#join();
    const me = this.#me;
    if (me === undefined) return this.record.state === "closed" ? this.record.times.leaseMs / 3 : LOOK_FENCED_MS;
    const { store, control, leaseClock } = this.options;
    await this.time.hearOthers(store, this.record, me.id);
    const { sent, storeTime, record } = await renew(store, control, leasePath(me.id), this.#lease(me), leaseClock);
    this.#record = record;
    // Its log was found sealed meanwhile: this renewal must not bring it back to life.
    if (this.#me !== me) return 0;
    if (!isLive(record, me.id) && record.state !== "closed") return this.#declaredDead(me);
    // Inside a fence nothing is written: a wrong clock must not keep it from being acknowledged.
    if (record.state === "open") {
      const skewed = this.#skew(record, sent, storeTime);
      if (skewed !== undefined) await this.#giveUp(me, skewed);
    }
    return this.#follow(me, record, sent);
  }

  async #follow(me: Identity, record: ControlRecord, sent: Moment): Promise<number> {
    switch (record.state) {
      case "open":
        this.#fences.forget();
        me.validity.extend(sent, record.times.leaseMs);
        this.#setGate({ kind: "open", record, me });
        // Not waited for: the lease is renewed in time, whatever becomes of it.
        void me.log.settle();
        return record.soon ? LOOK_SOON_MS : record.times.leaseMs / 3;
      case "closed":
        this.#goUnlogged(record, sent);
        return record.times.leaseMs / 3;
      case "fenced":
        this.#setGate({ kind: "held" });
        await this.#fences.takeOverdueAway(record);
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

  /** Nobody joins inside a fence: its own swap knows all writers. The lease is there before the name is. */
  async #join(): Promise<Identity | undefined> {
    const { store, control, name, unique, clock, leaseClock } = this.options;
    const asked = momentOf(leaseClock);
    const record = await control.read();
    this.#record = record;
    if (record.state === "closed") this.#goUnlogged(record, asked);
    if (record.state === "fenced") {
      this.#setGate({ kind: "held" });
      await this.#fences.takeOverdueAway(record);
    }
    if (record.state !== "open") return undefined;
    const id = this.#refusedId ?? `${name}.${unique()}`;
    const me = { id, log: new Appender(store, id, clock), validity: new Validity(leaseClock), tickets: new Tickets() };
    this.#acked = 0;
    this.time.hearRecord(record);
    const sent = momentOf(leaseClock);
    const { storeTime } = await store.put(leasePath(id), toJson(this.#lease(me)));
    // Before its name is known, and the lease read: a time that is wrong would be heard, and folded up to.
    const skewed = this.#skew(record, sent, storeTime);
    this.#refusedId = skewed && id;
    if (skewed !== undefined) throw skewed;
    const joined = await control.swap((now) =>
      now.state === "open" ? { writers: { ...now.writers, [id]: {} } } : undefined,
    );
    if (joined === undefined) return undefined;
    this.time.hearRecord(joined);
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
      t: Math.min(tickets.lowestTime(this.time.lowest()), log.lowest ?? Number.POSITIVE_INFINITY),
      ...this.counts,
      at: this.options.leaseClock.wall(),
    };
  }

  /** Only where entries are ordered by time. */
  #skew({ writes }: ControlRecord, sent: Moment, storeTime: number): PodshiftError | undefined {
    return writes === "deferred" ? this.time.check(sent, storeTime) : undefined;
  }

  /** Its clock went wrong: this id leaves once its writes are over, and the process joins anew when the clock is right. */
  async #giveUp(me: Identity, skewed: PodshiftError): Promise<never> {
    me.validity.end();
    this.#setGate({ kind: "failing", error: skewed });
    while (!me.tickets.drained) await this.options.clock.sleep(LOOK_FENCED_MS);
    await this.#leaveInTime();
    this.#me = undefined;
    throw skewed;
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

  /** A store that doesn't answer keeps nobody from going on: the lease runs out by itself. */
  async #leaveInTime(): Promise<void> {
    const bound = new AbortController();
    const tooLong = this.options.clock.sleep(this.record.times.leaseMs * MOST_LEAVING_LEASES, bound.signal);
    await Promise.race([this.#leave(), tooLong]).catch(() => undefined);
    bound.abort();
    await tooLong.catch(() => undefined);
  }

  async #leave(): Promise<void> {
    const me = this.#me;
    if (me === undefined) return;
    let acked = this.#acked;
    const renew = async (fenced: ControlRecord | undefined) => {
      // Its own: the process may have joined anew by the time at which the store answers.
      acked = fenced?.epoch ?? acked;
      await this.options.store.put(leasePath(me.id), toJson({ ...this.#lease(me), acked }));
    };
    await leave(this.options, this.#fences, { ...me, t: this.time.behind, renew });
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

/** A writer that the record doesn't name belongs to a log that was closed and begun anew since. */
function isLive({ writers }: ControlRecord, id: string): boolean {
  const writer = writers[id];
  return writer !== undefined && writer.end === undefined;
}
