import { PodshiftError } from "../errors";
import type { Clock } from "../util/clock";
import type { Position } from "./position";
import { getJson, type LogStore, mayPass, StoreError, toJson } from "./store";

export type Active = "pod" | "serverless";
/** Where writes go: to the pod index and the log, or to the log alone. */
export type WriteMode = "mirrored" | "deferred";

/** Where an index is. */
export interface IndexPlace {
  /** As the service calls it. */
  readonly name: string;
  /** Its URL, or host. */
  readonly host: string;
}

/** Spans of time that all who use a log agree on, in milliseconds. */
export interface LogTimes {
  /** A lease holds so long, counted by its holder from before it was written. */
  readonly leaseMs: number;
  /** After so long anybody may take a fence away. */
  readonly fenceMs: number;
  /** A write has reached every replica so long after its answer; 0 for a pod index without replicas. */
  readonly settleMs: number;
  /** No request takes effect later than this after it was sent: an assumption about the service. */
  readonly lateMs: number;
}

export const DEFAULT_TIMES: LogTimes = { leaseMs: 3_000, fenceMs: 6_000, settleMs: 2_000, lateMs: 60_000 };

/** A writer as the control record knows it. */
export interface WriterRecord {
  /** Number of the segment that seals it; left out while it may write. */
  readonly end?: number;
  /** Hybrid time that all its entries are below; said with `end`, where they are ordered by time (`deferred`). */
  readonly t?: number;
}

/** The last switch of traffic. */
export interface Switch {
  /** Its own epoch. */
  readonly epoch: number;
  /** The end of the log, read inside the fence: what comes later was written to the index that serves since. */
  readonly end: Position;
  /** Milliseconds since 1970 by the coordinator's clock: for people. */
  readonly at: number;
  /** Milliseconds that writers held writes. */
  readonly heldMs: number;
}

/** What all writers follow. The record of the highest number holds; creating the next number is the swap. */
export interface ControlRecord {
  readonly v: 1;
  /** The log's own id: another one after it was closed and begun again. */
  readonly log: string;
  /** Also the record's number: each swap begins a new epoch. */
  readonly epoch: number;
  readonly state: "open" | "fenced" | "closed";
  readonly active: Active;
  readonly writes: WriteMode;
  readonly pod: IndexPlace;
  /** The stack that it belongs to, as `project/stack`; left out by older versions. */
  readonly owner?: string | undefined;
  /** Named by catch-up; left out while there is no copy. */
  readonly serverless?: IndexPlace | undefined;
  readonly writers: Readonly<Record<string, WriterRecord>>;
  /** The nonce of the swap. */
  readonly by: string;
  /** Hybrid time that no new entry may be below (`deferred`). */
  readonly floor: number;
  readonly times: LogTimes;
  /** Replicas of the pod index that the times were made for; left out by older versions. */
  readonly replicas?: number | undefined;
  /** A fence is announced: writers look every 100 ms. */
  readonly soon: boolean;
  /** Who may write to the index that doesn't serve: a run's id, while it holds the applier's lease; "" when nobody. */
  readonly applier: string;
  readonly switched?: Switch | undefined;
}

/** A change of the record; `undefined` leaves the swap out. */
export type Change = (now: ControlRecord) => Partial<ControlRecord> | undefined;

const FOLDER = "control";
/** Milliseconds between tries while the store doesn't answer. */
const RETRY_MS = 100;
/** Refusals for good, in a row, of a swap that may have been done: a moment's are let pass, those of dead credentials not. */
const MOST_REFUSALS = 50;

/** Reads and swaps the control record of one log. */
export class Control {
  #last: ControlRecord | undefined;

  constructor(
    readonly store: LogStore,
    readonly clock: Pick<Clock, "sleep">,
    /** Makes nonces. */
    readonly nonce: () => string,
    readonly signal?: AbortSignal,
  ) {}

  /**
   * Begins a log, or a closed one anew: under an id of its own, with no writer. Answers the record that holds, which is
   * another's when the log is in use already.
   *
   * @throws LOG_UNAVAILABLE when the store overwrites what it was asked to create: a log can't be kept there
   */
  async begin(first: Pick<ControlRecord, "writes" | "pod" | "times" | "owner" | "replicas">): Promise<ControlRecord> {
    const record = await this.#begun(first);
    if ((await this.store.overwrites?.(pathOf(record.epoch))) === true) throw overwriting(this.store);
    return record;
  }

  async #begun(first: Pick<ControlRecord, "writes" | "pod" | "times" | "owner" | "replicas">): Promise<ControlRecord> {
    const found = await this.find();
    if (found === undefined) {
      const record: ControlRecord = { ...newLog(this.nonce()), ...first, v: 1, epoch: 1, by: this.nonce() };
      await this.store.create(pathOf(1), toJson(record));
      return this.read();
    }
    const log = newLog(this.nonce());
    await this.swap(({ state }) =>
      state === "closed"
        ? { ...log, owner: undefined, replicas: undefined, ...first, serverless: undefined, switched: undefined }
        : undefined,
    );
    return this.read();
  }

  /**
   * The record that holds now.
   *
   * @throws LOG_NOT_FOUND
   */
  async read(): Promise<ControlRecord> {
    const found = await this.find();
    if (found !== undefined) return found;
    throw new PodshiftError("LOG_NOT_FOUND", `there is no write log at ${this.store.url}`, {
      next: "set `phase: capture` and run `pulumi up`; and check that `writeLog` and the application name the same place",
    });
  }

  /** The record that holds now, or undefined when there is no log. */
  async find(): Promise<ControlRecord | undefined> {
    let last = this.#last ?? (await this.#listed());
    for (;;) {
      const next = await getJson<ControlRecord>(this.store, pathOf((last?.epoch ?? 0) + 1));
      if (next === undefined) break;
      last = next;
    }
    this.#last = last;
    return last;
  }

  /** A record of the past, by its epoch: none is ever removed. */
  at(epoch: number): Promise<ControlRecord | undefined> {
    return getJson<ControlRecord>(this.store, pathOf(epoch));
  }

  /**
   * Changes the record by compare-and-swap, again and again until it is done or `change` gives up (undefined).
   * A swap whose answer is lost is looked up by its nonce: it is done, or another epoch is there.
   */
  async swap(change: Change): Promise<ControlRecord | undefined> {
    for (;;) {
      const now = await this.#readSurely();
      const wanted = change(now);
      if (wanted === undefined) return undefined;
      const made = await this.swapFrom(now, wanted);
      if (made !== undefined) return made;
    }
  }

  /**
   * One compare-and-swap from exactly this record; undefined when another came first. Tries for as long as its outcome
   * isn't known.
   *
   * @throws LOG_UNAVAILABLE when the store refuses for good: before anything was done, or again and again afterwards
   */
  async swapFrom(from: ControlRecord, change: Partial<ControlRecord>): Promise<ControlRecord | undefined> {
    const next: ControlRecord = { ...from, ...change, epoch: from.epoch + 1, by: this.nonce() };
    let doubtful = false;
    for (let refusals = 0; ; ) {
      this.signal?.throwIfAborted();
      try {
        if (await this.store.create(pathOf(next.epoch), toJson(next))) return this.#learn(next);
        const winner = await getJson<ControlRecord>(this.store, pathOf(next.epoch));
        if (winner !== undefined) return winner.by === next.by ? this.#learn(next) : undefined;
      } catch (error) {
        // Whether it was done is asked above, by trying again: a number is created once.
        if (mayPass(error)) refusals = 0;
        else if (!doubtful) throw error;
        else if (++refusals >= MOST_REFUSALS) throw unsure(this.store, error);
      }
      doubtful = true;
      await this.clock.sleep(RETRY_MS, this.signal);
    }
  }

  async #readSurely(): Promise<ControlRecord> {
    for (;;) {
      try {
        return await this.read();
      } catch (error) {
        if (!mayPass(error) || this.signal?.aborted) throw error;
        await this.clock.sleep(RETRY_MS, this.signal);
      }
    }
  }

  #learn(record: ControlRecord): ControlRecord {
    if (record.epoch > (this.#last?.epoch ?? 0)) this.#last = record;
    return record;
  }

  async #listed(): Promise<ControlRecord | undefined> {
    const numbers = (await this.store.list(FOLDER)).map((name) => Number.parseInt(name, 10)).filter(Number.isInteger);
    const highest = Math.max(0, ...numbers);
    return highest === 0 ? undefined : getJson<ControlRecord>(this.store, pathOf(highest));
  }
}

/** Not lasting: that nothing was done can't be said. */
function unsure({ url }: LogStore, cause: unknown): StoreError {
  const { facts = {}, next } = cause as PodshiftError;
  return new StoreError(
    `the write log at ${url} refuses, and whether its record was changed before is not known`,
    false,
    {
      facts,
      next: `${next ?? "set right what it refuses"}; then run the command again: it reads what holds`,
      cause,
    },
  );
}

function overwriting({ url }: LogStore): StoreError {
  return new StoreError(`the write log at ${url} can't be kept: its server overwrites what it should not`, true, {
    facts: { url, reason: "ConditionIgnored" },
    next: "this server does not know conditional writes (If-None-Match, If-Match): writes would be lost; use another, or a newer version",
  });
}

function newLog(log: string): Omit<ControlRecord, "v" | "epoch" | "by" | "writes" | "pod" | "times"> {
  return { log, state: "open", active: "pod", writers: {}, floor: 0, soon: false, applier: "" };
}

function pathOf(number: number): string {
  return `${FOLDER}/${String(number).padStart(12, "0")}.json`;
}
