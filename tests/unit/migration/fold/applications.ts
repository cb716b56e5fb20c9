import { PodshiftError } from "../../../../provider/src/errors";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import type { Entry } from "../../../../provider/src/writeLog/entry";
import { type LoggedBody, Writer } from "../../../../provider/src/writeLog/writer";
import type { Reached } from "./history";
import type { LaggingIndex } from "./laggingIndex";
import type { Span } from "./realTime";
import { STRAYING, STRAYS_MS, skewOf, type Temper } from "./temper";
import type { Dice, Mishap, VirtualProcess, VirtualTime } from "./virtualProcess";
import type { Records } from "./wholeLog";

const COLORS = ["red", "blue", "green"];
const IDS = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"];
const NAMESPACES = ["", "", "", "tenant"];
const FIELDS = ["color", "color", "x", "y"];

/** A clock may be so wrong, and be set forward by as much as a lease holds. */
const MOST_AHEAD_MS = 500 + 300;
/** Milliseconds for which a clock is wrong at most. */
const LONGEST_STRAY_MS = 600;

interface Application {
  readonly process: VirtualProcess;
  readonly writer: Writer;
  ended: boolean;
}

export interface ApplicationsOptions {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly temper: Temper;
  /** A process of its own, with a wrong clock, and the log as it reaches it. */
  reach(skewMs: number, mishap: () => Mishap): Reached;
  unique(): string;
  /** The share of bulk writes that are made; the others are updates instead. All of them unless said otherwise. */
  readonly bulk?: number;
}

/** Those that write to the log: they join, sleep, die, leave, and write without ever waiting for the fold. */
export class Applications {
  readonly #all: Application[] = [];
  /** Of each acknowledged write, by its serial number. */
  readonly #spans = new Map<number, Span>();
  #serial = 0;
  #quietUntil = 0;
  /** They go on until they are told to stop. */
  writing = true;
  /** Towards the end they write little, and nothing that takes the fold long: the fence is to be reached. */
  calm = false;

  constructor(readonly options: ApplicationsOptions) {}

  /** What happens to them meanwhile. */
  fate(): void {
    const { dice, temper, time } = this.options;
    const living = this.#living();
    this.#setClocks(living);
    if (living.length < temper.writers && time.now >= this.#quietUntil && dice.chance(temper.joining)) this.join();
    if (living.length === 0) return;
    if (dice.chance(0.3)) dice.pick(living).process.pause(dice.between(50, temper.pauseMs));
    if (dice.chance(temper.dying)) dice.pick(living).process.kill();
    if (dice.chance(temper.ending)) this.#end(dice.pick(living));
    if (!dice.chance(0.06)) return;
    // All of them: the next one comes when they are closed, and has nobody to hear the time from.
    for (const each of living) each.process.kill();
    this.#quietUntil = time.now + 700;
  }

  join(): void {
    const { dice, temper } = this.options;
    const mishap = (): Mishap => {
      const throwOf = dice.next();
      // The process sleeps or dies while a segment is on the wire.
      if (throwOf > 0.97 && !this.calm) {
        if (dice.chance(0.4)) process.kill();
        else process.pause(dice.between(300, 1_200));
        return "late";
      }
      if (throwOf < 0.09) return throwOf < 0.02 ? "answer lost" : throwOf < 0.08 ? "late" : "never";
      return !this.calm && dice.chance(temper.slow) ? "slow" : "none";
    };
    const { process, store, control } = this.options.reach(skewOf(dice, temper, this.#all.length), mishap);
    const { clock, leaseClock } = process;
    const name = `w${this.#all.length + 1}`;
    const writer = new Writer({ store, control, name, unique: this.options.unique, clock, leaseClock });
    const application = { process, writer, ended: false };
    this.#all.push(application);
    void this.#run(application).catch(() => undefined);
  }

  /** A clock that is wrong is right again at some time; at the latest when it is to be calm. */
  #setClocks(living: readonly Application[]): void {
    const { dice, time } = this.options;
    for (const { process } of living) {
      const { skewMs = 0 } = process.options;
      if (process.skewMs !== skewMs && dice.chance(STRAYING.right)) process.skewMs = skewMs;
      else if (dice.chance(STRAYING.wrong)) {
        process.skewMs = dice.pick(STRAYS_MS);
        time.after(LONGEST_STRAY_MS, () => {
          process.skewMs = skewMs;
        });
      }
    }
  }

  kill(): void {
    for (const { process } of this.#all) process.kill();
  }

  /** When an acknowledged write was asked for and acknowledged; bulk deletes carry no number. */
  spanOf(entry: Entry): Span | undefined {
    return this.#spans.get(serialOf(entry) ?? Number.NaN);
  }

  /** Acknowledged entries of a time that is further ahead of when they were than a clock may be, as text. */
  farAhead(entries: readonly Entry[]): string[] {
    return entries.flatMap((entry) => {
      const ms = entry.t - (this.spanOf(entry)?.acknowledged ?? Number.POSITIVE_INFINITY);
      return ms > MOST_AHEAD_MS ? [`${entry.w} ${entry.t}.${entry.n}, by ${ms} ms`] : [];
    });
  }

  /** Serial numbers of acknowledged writes that are not among the entries. */
  lost(entries: readonly Entry[]): number[] {
    const serials = entries.map(serialOf);
    const known = new Set(serials);
    const missing = [...this.#spans.keys()].filter((serial) => !known.has(serial));
    // Bulk deletes carry no number: at most so many may be missing by it.
    return missing.length > serials.filter((serial) => serial === undefined).length ? missing : [];
  }

  #living(): Application[] {
    return this.#all.filter(({ process, ended }) => !process.dead && !ended);
  }

  #end(application: Application): void {
    const { dice, time } = this.options;
    application.ended = true;
    this.#quietUntil = time.now + dice.between(0, 400);
    void application.writer.end().catch(() => undefined);
  }

  async #run(application: Application): Promise<void> {
    const { dice } = this.options;
    await application.writer.start();
    const worker = async () => {
      while (this.writing && !application.ended) {
        await application.process.clock.sleep(this.calm ? dice.between(50, 400) : dice.between(5, 200));
        await this.#write(application.writer).catch(onlyFailedWrite);
      }
    };
    await Promise.all([worker(), worker()]);
  }

  async #write(writer: Writer): Promise<void> {
    const { time } = this.options;
    this.#serial += 1;
    const serial = this.#serial;
    const body = this.#body(serial);
    const began = time.now;
    const send = () => Promise.reject(new TypeError("nothing is sent"));
    await writer.write({ entries: () => [body], send, deferred: () => undefined, isRefusal: () => true });
    this.#spans.set(serial, { began, acknowledged: time.now });
  }

  #body(serial: number): LoggedBody {
    const { dice } = this.options;
    const [ns, id, color] = [dice.pick(NAMESPACES), dice.pick(IDS), dice.pick(COLORS)];
    // A field of their own: these hide nothing of what went wrong before.
    if (this.calm) return { ns, op: "update", id, md: { late: serial } };
    const throwOf = dice.next();
    const field = dice.pick(FIELDS);
    const change = field === "color" ? { color } : { [field]: serial };
    if (throwOf < 0.1) return { ns, op: "upsert", id, values: [serial], md: { color, serial } };
    if (throwOf < 0.6) return { ns, op: "update", id, md: { ...change, serial } };
    if (throwOf < 0.65) return { ns, op: "update", id, values: [serial], md: { serial } };
    if (throwOf < 0.69) return { ns, op: "delete", ids: [id, `serial-${serial}`] };
    const { bulk = 1 } = this.options;
    if (bulk < 1 && !dice.chance(bulk)) return { ns, op: "update", id, md: { ...change, serial } };
    const filter = { color: dice.pick(COLORS) };
    if (throwOf < 0.75) return { ns, op: "deleteByFilter", filter };
    if (throwOf < 0.99) return { ns, op: "updateByFilter", filter, md: { ...change, serial } };
    return { ns, op: dice.pick(["deleteAll", "deleteNamespace"] as const) };
  }
}

/** Puts records into the index as the collection held them, and answers them. */
export function seeded(index: LaggingIndex, dice: Dice): Records {
  const base: Records = new Map();
  for (const ns of new Set(NAMESPACES)) {
    const records = new Map<string, StoredRecord>();
    for (const id of IDS.filter(() => dice.chance(0.7))) {
      const record = { id, values: [0.5], metadata: { color: dice.pick(COLORS) } };
      records.set(id, record);
      index.seed(ns, record);
    }
    base.set(ns, records);
  }
  return base;
}

function serialOf(entry: Entry): number | undefined {
  if (entry.op === "delete") return Number(entry.ids[1]?.slice("serial-".length));
  const { serial, late } = "md" in entry && entry.md !== undefined ? entry.md : {};
  const number = serial ?? late;
  return typeof number === "number" ? number : undefined;
}

function onlyFailedWrite(error: unknown): void {
  if (!(error instanceof PodshiftError)) throw error;
}
