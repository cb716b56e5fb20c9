import { PodshiftError } from "../errors";
import { Afterwards } from "./afterwards";
import type { Active, ControlRecord } from "./control";
import type { Entry, EntryBody } from "./entry";
import { type Gate, type Identity, openIn } from "./gate";
import type { Validity } from "./lease";
import { type KeeperOptions, LeaseKeeper } from "./leaseKeeper";
import type { Ticket } from "./tickets";

/** One write of the application, as the writer carries it out. */
export interface WriteRequest<T> {
  /** What to log; asked anew for each attempt: a bulk write on serverless is logged with the ids that it finds. */
  entries(active: Active): Promise<readonly LoggedBody[]> | readonly LoggedBody[];
  /** The request itself: one attempt, no repetition inside. */
  send(active: Active): Promise<T>;
  /** The answer of a write that goes to the log alone. */
  deferred(): T;
  /** Whether a failure of `send` says that nothing was done and nothing will be. */
  isRefusal(error: unknown): boolean;
}

/** An entry without its head, and its canonical namespace. */
export type LoggedBody = EntryBody & { readonly ns: string };

/** Where a writer stands, for people and health checks. */
export interface WriterState {
  /** "" while it hasn't joined. */
  readonly writer: string;
  /** `open` while writes pass and are logged; `held` at a fence; the others at the beginning and the end. */
  readonly gate: Gate["kind"];
  /** Which index serves. */
  readonly active: Active;
  /** Number of the control record in force. */
  readonly epoch: number;
  /** Writes under way. */
  readonly inFlight: number;
  /** Writes that wait for a fence to go. */
  readonly waiting: number;
}

/** Leave to write past a log that is closed: nothing needs to be recorded. */
export interface Bypass {
  /** Which index serves. */
  readonly active: Active;
  /**
   * To be called before what was sent so is acknowledged: the log may have been begun anew meanwhile, and has no word of it.
   *
   * @throws WRITE_NOT_ACKNOWLEDGED unless the log is surely closed still
   */
  check(): void;
}

/** What earlier attempts at a write left. */
interface Earlier {
  /** An entry that is folded, sent or not: whatever comes now, it isn't known that nothing was done. */
  isFolded: boolean;
}

/**
 * A running application process as a writer: logs each write before it sends it, holds writes while a fence stands, sends
 * them to the index that serves, and acknowledges only what its lease still covers (design: order at the writer).
 */
export class Writer {
  readonly #keeper: LeaseKeeper;
  readonly #afterwards: Afterwards;
  #waiting = 0;
  /** Aborted at the end: nothing that only moves marks keeps the process alive. */
  readonly #over = new AbortController();

  constructor(readonly options: KeeperOptions) {
    this.#keeper = new LeaseKeeper(options);
    this.#afterwards = new Afterwards(options.clock, options.leaseClock, this.#over.signal);
  }

  /**
   * Joins the log. Resolves once writes are taken, or held by a fence.
   *
   * @throws LOG_NOT_FOUND
   */
  async start(): Promise<this> {
    await this.#keeper.start();
    return this;
  }

  /** The control record as last heard: who serves, and where. */
  get record(): ControlRecord {
    return this.#keeper.record;
  }

  /** Undefined unless the log is surely closed. */
  get bypass(): Bypass | undefined {
    const { gate } = this.#keeper;
    if (gate.kind !== "unlogged" || gate.free.left <= 0) return undefined;
    return { active: gate.record.active, check: () => void covered(gate.free, undefined) };
  }

  state(): WriterState {
    const { me, gate, record } = this.#keeper;
    return {
      writer: me?.id ?? "",
      gate: gate.kind,
      active: record.active,
      epoch: record.epoch,
      inFlight: me?.tickets.flying ?? 0,
      waiting: this.#waiting,
    };
  }

  /**
   * Carries out one write and answers once its effect is known. Waits while a fence holds.
   *
   * @throws LOG_UNAVAILABLE, CLOCK_SKEW (nothing was sent), WRITE_NOT_ACKNOWLEDGED (its outcome counts as unknown),
   * WRITER_ENDED, and whatever `send` throws
   */
  async write<T>(request: WriteRequest<T>): Promise<T> {
    const earlier = { isFolded: false };
    try {
      return await this.#untilDone(request, earlier);
    } catch (error) {
      throw earlier.isFolded && error instanceof PodshiftError ? notAcknowledged(error) : error;
    }
  }

  async #untilDone<T>(request: WriteRequest<T>, earlier: Earlier): Promise<T> {
    for (;;) {
      const gate = await this.#passable();
      if (gate.kind === "unlogged") return covered(gate.free, await request.send(gate.record.active)).value;
      const answer = await this.#attempt(gate.me, gate.record, request, earlier);
      if (answer !== undefined) return answer.value;
    }
  }

  /** Takes no more writes, lets those under way end, and leaves the log. */
  async end(): Promise<void> {
    await this.#keeper.end();
    this.#over.abort();
  }

  /** Undefined when it may not be sent now, though it was logged: it is logged again once it may. */
  async #attempt<T>(
    me: Identity,
    record: ControlRecord,
    request: WriteRequest<T>,
    earlier: Earlier,
  ): Promise<{ value: T } | undefined> {
    const logOnly = record.writes === "deferred" && record.active === "pod";
    const ticket = me.tickets.begin(me.log.next);
    try {
      const bodies = await request.entries(record.active);
      if (!this.#may(me, record) || !(await this.#log(me, ticket, record, bodies))) return undefined;
      earlier.isFolded ||= logOnly;
      if (!this.#may(me, record)) return undefined;
      this.#keeper.counts.writes += 1;
      return covered(me.validity, logOnly ? request.deferred() : await this.#send(me, ticket, record, request));
    } finally {
      me.tickets.end(ticket);
      if (me.tickets.drained && this.#keeper.gate.kind !== "open") this.#keeper.lookNow();
    }
  }

  /** False when the log is sealed: it took nothing, so nothing was sent, and the write goes on under the next id. */
  async #log(me: Identity, ticket: Ticket, { epoch }: ControlRecord, bodies: readonly LoggedBody[]): Promise<boolean> {
    const { time } = this.#keeper;
    const entries = bodies.map((body): Entry => ({ v: 1, ...time.next(), w: me.id, e: epoch, ...body }));
    ticket.lowest = entries[0]?.t;
    try {
      ticket.segment = await me.log.append(entries);
      return true;
    } catch (error) {
      if (!(error instanceof PodshiftError) || error.code !== "WRITER_SEALED") throw error;
      this.#keeper.sealed(me);
      return false;
    } finally {
      ticket.lowest = undefined;
    }
  }

  async #send<T>(me: Identity, ticket: Ticket, record: ControlRecord, request: WriteRequest<T>): Promise<T> {
    const { lateMs } = record.times;
    try {
      const value = await request.send(record.active);
      // As heard last: it grows where replicas are added while a request is under way.
      const { settleMs } = this.#keeper.record.times;
      if (record.active === "pod" && settleMs > 0) this.#after(settleMs, me.tickets.settle(ticket));
      return value;
    } catch (error) {
      this.#keeper.counts.failed += 1;
      if (!request.isRefusal(error)) {
        const over = me.tickets.unknown(ticket);
        this.#after(lateMs, () => this.#onceShown(record, over));
      }
      throw error;
    }
  }

  /** An effect that came at the very end takes as long as any other until every replica shows it. */
  #onceShown({ active }: ControlRecord, over: () => void): void {
    const { settleMs } = this.#keeper.record.times;
    if (active === "pod" && settleMs > 0) this.#after(settleMs, over);
    else over();
  }

  #after(ms: number, ends: () => void): void {
    const moved = () => {
      ends();
      if (this.#keeper.gate.kind === "held") this.#keeper.lookNow();
    };
    this.#afterwards.in(ms, moved);
  }

  #may(me: Identity, { active }: ControlRecord): boolean {
    const gate = openIn(this.#keeper.gate);
    return gate !== undefined && gate.me === me && gate.record.active === active && me.validity.left > 0;
  }

  async #passable(): Promise<Extract<Gate, { kind: "open" | "unlogged" }>> {
    this.#waiting += 1;
    try {
      for (;;) {
        const { gate } = this.#keeper;
        if (gate.kind === "unlogged" && gate.free.left > 0) return gate;
        if (gate.kind === "open" && gate.me.validity.left > 0) return gate;
        if (gate.kind === "failing") throw gate.error;
        if (gate.kind === "ended")
          throw new PodshiftError("WRITER_ENDED", "the writer was ended: it takes no more writes");
        await this.#keeper.changed();
      }
    } finally {
      this.#waiting -= 1;
    }
  }
}

/** A process that was paused wakes up late, and must not say yes. */
function covered<T>(validity: Validity, value: T): { value: T } {
  if (validity.left > 0) return { value };
  throw notAcknowledged();
}

function notAcknowledged(cause?: PodshiftError): PodshiftError {
  return new PodshiftError("WRITE_NOT_ACKNOWLEDGED", "the write was carried out too late to be acknowledged", {
    next: "treat its outcome as unknown and write it again; the process was paused, the log's store did not answer, or a closed log was begun anew",
    cause,
  });
}
