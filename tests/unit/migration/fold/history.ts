import { announce } from "../../../../provider/src/migration/cutover/announce";
import { openAgain } from "../../../../provider/src/migration/cutover/fence";
import { atSegments } from "../../../../provider/src/migration/fold/foldPosition";
import { Resolutions } from "../../../../provider/src/migration/fold/resolutions";
import { type FoldCheckpoint, type FoldRunDeps, FoldRunner } from "../../../../provider/src/migration/fold/run";
import { Control, type ControlRecord } from "../../../../provider/src/writeLog/control";
import type { Entry } from "../../../../provider/src/writeLog/entry";
import { readLease } from "../../../../provider/src/writeLog/lease";
import { LogReader } from "../../../../provider/src/writeLog/reader";
import type { LogStore } from "../../../../provider/src/writeLog/store";
import { type LoggedBody, Writer } from "../../../../provider/src/writeLog/writer";
import { MemoryStore } from "../../../support/writeLog/memoryStore";
import { LaggingIndex } from "./laggingIndex";
import { Dice, type Mishap, VirtualProcess, VirtualTime } from "./virtualProcess";
import { inOrder, plain, type Records, wholeLog } from "./wholeLog";

/** Rules that can be left out, to see that the histories notice. */
export type LeftOut =
  | "log from its start"
  | "kept resolutions"
  | "seals"
  | "leases before segments"
  | "floor"
  | "others' clocks"
  | "freshness";

export interface Outcome {
  readonly got: unknown;
  readonly want: unknown;
  /** What a fold from no checkpoint, after all, made of it. */
  readonly again: unknown;
  /** Serial numbers of acknowledged writes that are not in the log. */
  readonly lost: readonly number[];
  readonly entries: readonly Entry[];
}

const TIMES = { leaseMs: 300, fenceMs: 20_000, settleMs: 0, lateMs: 300 };
const COLORS = ["red", "blue", "green"];
const IDS = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"];
const NAMESPACES = ["", "", "", "tenant"];
const MOST_SKEW_MS = 440;

/** One random history of a `deferred` log, on the real code: writers, their store, and a fold that is killed and started again. */
export class History {
  readonly dice: Dice;
  readonly time = new VirtualTime();
  readonly store = new MemoryStore({ now: () => this.time.now });
  readonly index: LaggingIndex;
  readonly base: Records = new Map();
  readonly #writers: VirtualProcess[] = [];
  readonly #acknowledged: number[] = [];
  #checkpoints: FoldCheckpoint[] = [];
  #serial = 0;
  #names = 0;
  #writing = true;
  #quietUntil = 0;
  /** Towards the end writers write little, and nothing that takes the fold long: the fence is to be reached. */
  #calm = false;

  constructor(
    seed: number,
    readonly leftOut: LeftOut | undefined,
    /** For what the fold puts aside. */
    readonly folder: string,
  ) {
    this.dice = new Dice(seed);
    this.index = new LaggingIndex({
      ...{ time: this.time, dice: this.dice, lateMs: TIMES.lateMs, unanswered: 0.05 },
      lagMs: this.dice.chance(0.5) ? 400 : 5,
      withoutFreshness: leftOut === "freshness",
    });
  }

  async play(): Promise<Outcome> {
    const { dice, time } = this;
    this.#seedBase();
    await this.#process({}).control.begin({ writes: "deferred", pod: { name: "pod", host: "" }, times: TIMES });
    this.#join();
    this.#join();
    await time.pass(dice.between(0, 400));
    if (this.leftOut === "log from its start") await this.#startHere();
    await this.#folds();
    this.#calm = true;
    const ends = await this.#lastPass();
    for (const writer of this.#writers) writer.kill();
    await time.pass(1_000);
    const entries = wholeLog(this.store, ends);
    const got = plain(this.index.records());
    if (this.leftOut !== "kept resolutions") await this.#foldFromNothing(ends);
    return {
      got,
      want: plain(inOrder(this.base, entries)),
      again: plain(this.index.records()),
      lost: this.#lost(entries),
      entries,
    };
  }

  #seedBase(): void {
    for (const ns of new Set(NAMESPACES)) {
      const records = new Map();
      for (const id of IDS.filter(() => this.dice.chance(0.7))) {
        const record = { id, values: [0.5], metadata: { color: this.dice.pick(COLORS) } };
        records.set(id, record);
        this.index.seed(ns, record);
      }
      this.base.set(ns, records);
    }
  }

  /** A process with its own clock, and the log as it reaches it. */
  #process(options: { skewMs?: number; mishap?: () => Mishap }, wrap = (store: LogStore) => store) {
    const { time, dice } = this;
    const process = new VirtualProcess({ time, dice, lateMs: 1_200, ...options });
    const store = wrap(options.mishap === undefined ? this.store : process.store(this.store));
    const control = new Control(store, process.clock, () => `n${this.#names++}`);
    return { process, store, control };
  }

  // ---- writers

  #join(): void {
    const { dice } = this;
    const mishap = (): Mishap => {
      const throwOf = dice.next();
      // The process sleeps or dies while a segment is on the wire.
      if (throwOf > 0.97 && this.#calm === false) {
        if (dice.chance(0.4)) made.process.kill();
        else made.process.pause(dice.between(300, 1_200));
        return "late";
      }
      return throwOf < 0.02 ? "answer lost" : throwOf < 0.08 ? "late" : throwOf < 0.09 ? "never" : "none";
    };
    const skewMs = dice.whole(-MOST_SKEW_MS, MOST_SKEW_MS);
    const made = this.#process({ skewMs, mishap }, (store) => this.#writersStore(store));
    this.#writers.push(made.process);
    const writer = new Writer({
      ...{
        store: made.store,
        control: made.control,
        name: `w${this.#writers.length}`,
        unique: () => `${this.#names++}`,
      },
      ...{ clock: made.process.clock, leaseClock: made.process.leaseClock },
    });
    void this.#application(writer, made.process).catch(() => undefined);
  }

  async #application(writer: Writer, process: VirtualProcess): Promise<void> {
    await writer.start();
    const worker = async () => {
      while (this.#writing) {
        await process.clock.sleep(this.#calm ? this.dice.between(50, 400) : this.dice.between(5, 200));
        await this.#write(writer).catch(() => undefined);
      }
    };
    await Promise.all([worker(), worker()]);
  }

  async #write(writer: Writer): Promise<void> {
    this.#serial += 1;
    const serial = this.#serial;
    const body = this.#body(serial);
    const send = () => Promise.reject(new Error("nothing is sent"));
    await writer.write({ entries: () => [body], send, deferred: () => undefined, isRefusal: () => true });
    this.#acknowledged.push(serial);
  }

  #body(serial: number): LoggedBody {
    const { dice } = this;
    const [ns, id, color] = [dice.pick(NAMESPACES), dice.pick(IDS), dice.pick(COLORS)];
    // These hide nothing of what went wrong before.
    if (this.#calm) return { ns, op: "update", id, md: { serial } };
    const throwOf = dice.next();
    if (throwOf < 0.1) return { ns, op: "upsert", id, values: [serial], md: { color, serial } };
    if (throwOf < 0.6) return { ns, op: "update", id, md: { [dice.pick(["color", "color", "x"])]: color, serial } };
    if (throwOf < 0.65) return { ns, op: "update", id, values: [serial], md: { serial } };
    if (throwOf < 0.69) return { ns, op: "delete", ids: [id, `serial-${serial}`] };
    const filter = { color: dice.pick(COLORS) };
    if (throwOf < 0.75) return { ns, op: "deleteByFilter", filter };
    if (throwOf < 0.99) return { ns, op: "updateByFilter", filter, md: { [dice.pick(["color", "x"])]: color, serial } };
    return { ns, op: dice.pick(["deleteAll", "deleteNamespace"] as const) };
  }

  /** What happens to writers meanwhile. */
  #fate(): void {
    const { dice } = this;
    const living = this.#writers.filter(({ dead }) => !dead);
    if (dice.chance(0.3) && living.length < 4 && this.time.now >= this.#quietUntil) this.#join();
    if (living.length === 0) return;
    if (dice.chance(0.3)) dice.pick(living).pause(dice.between(50, 900));
    if (dice.chance(0.1)) dice.pick(living).kill();
    if (!dice.chance(0.06)) return;
    // All of them: the next one comes when they are closed, and has nobody to hear the time from.
    for (const each of living) each.kill();
    this.#quietUntil = this.time.now + 700;
  }

  // ---- the fold

  async #startHere(): Promise<void> {
    const { control } = this.#process({});
    const { log } = await control.read();
    const position = atSegments(await new LogReader(this.store, control).end({}));
    this.#checkpoints = [{ v: 1, log, position, entries: 0 }];
  }

  async #folds(): Promise<void> {
    const { dice, time } = this;
    for (let run = dice.whole(1, 2); run > 0; run -= 1) {
      const { process, runner } = this.#runner();
      const passes = dice.whole(1, 6);
      let over = false;
      const work = (async () => {
        for (let pass = 0; pass < passes; pass += 1) {
          await process.clock.sleep(dice.between(0, 300));
          await runner.pass();
        }
      })().finally(() => {
        over = true;
      });
      const killAt = dice.chance(0.5) ? time.now + dice.between(10, 900) : Number.POSITIVE_INFINITY;
      while (!over && time.now < killAt) {
        await time.pass(dice.between(5, 200));
        this.#fate();
      }
      if (over) await work;
      process.kill();
      // Who takes over lets pass for how long requests of the other may take effect.
      await time.pass(TIMES.lateMs);
      this.#loseCheckpoints();
    }
  }

  /** After a kill: all of them are there, or only older ones, or none. */
  #loseCheckpoints(): void {
    const { dice } = this;
    if (!dice.chance(0.5)) return;
    this.#checkpoints = this.#checkpoints.slice(
      0,
      dice.whole(this.leftOut === "log from its start" ? 1 : 0, this.#checkpoints.length),
    );
  }

  #runner() {
    const frozen = new FrozenSegments(this);
    const wrap = (store: LogStore) =>
      this.leftOut === "leases before segments" ? frozen.around(store) : this.#foldsStore(store);
    const { process, store, control } = this.#process({ skewMs: 3, mishap: () => "none" }, wrap);
    const { dice } = this;
    const deps: FoldRunDeps = {
      ...{ store, control, clock: process.clock, leaseClock: process.leaseClock, lateMs: TIMES.lateMs },
      target: this.index.target(process),
      resolutions: this.#resolutions(store),
      checkpoints: {
        load: async () => this.#checkpoints.at(-1),
        save: (checkpoint) => process.request(async () => void this.#checkpoints.push(checkpoint)),
      },
      fold: { folder: this.folder, ...(dice.chance(0.05) ? { records: 2 } : {}) },
    };
    const runner = new FoldRunner(deps);
    const pass: FoldRunner["pass"] = async (fenced) => {
      await frozen.take(process);
      return runner.pass(fenced);
    };
    return { process, store, control, runner: { pass } };
  }

  #resolutions(store: LogStore): FoldRunDeps["resolutions"] {
    if (this.leftOut !== "kept resolutions") return new Resolutions(store, () => `n${this.#names++}`);
    return { find: async () => undefined, keep: async (_writer, _place, ids) => ids };
  }

  /** The fence of a cutover: the dead are closed before it, and who lives has drained its writes in it. */
  async #lastPass(): Promise<Record<string, number>> {
    const { control, runner, process, store } = this.#runner();
    const deps = { store, control, clock: process.clock, leaseClock: process.leaseClock, progress: () => undefined };
    const coordinate = async () => {
      for (;;) {
        await runner.pass();
        await announce(deps);
        await runner.pass();
        const open = await control.read();
        const fenced = await control.swapFrom(open, { state: "fenced" });
        if (fenced === undefined) continue;
        const ends = await this.#drained(fenced, process);
        if (ends !== undefined && (await runner.pass({ record: fenced, end: ends })).kind === "done") {
          this.#writing = false;
          return ends;
        }
        await openAgain({ ...deps, holdMs: 0 }, fenced);
      }
    };
    return this.time.until(coordinate());
  }

  async #drained(fenced: ControlRecord, process: VirtualProcess): Promise<Record<string, number> | undefined> {
    const live = Object.keys(fenced.writers).filter((writer) => fenced.writers[writer]?.end === undefined);
    for (let look = 0; look < 10; look += 1) {
      const leases = await Promise.all(live.map((writer) => readLease(this.store, writer)));
      if (leases.every((lease) => (lease?.acked ?? 0) >= fenced.epoch)) {
        const ends = await new LogReader(this.store, this.#process({}).control).end({});
        return Object.fromEntries(live.map((writer) => [writer, ends[writer] ?? 0]));
      }
      await process.clock.sleep(40);
    }
    return undefined;
  }

  async #foldFromNothing(end: Record<string, number>): Promise<void> {
    this.#checkpoints = [];
    const { control, runner } = this.#runner();
    const again = async () => {
      const record = await control.read();
      while ((await runner.pass({ record, end })).kind !== "done") await this.#wait(TIMES.lateMs);
    };
    await this.time.until(again());
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.time.after(ms, resolve));
  }

  // ---- rules left out

  #writersStore(store: LogStore): LogStore {
    if (this.leftOut === "floor") {
      return { ...store, get: async (path) => withoutFloor(path, await store.get(path)) };
    }
    if (this.leftOut === "others' clocks") {
      return { ...store, get: async (path) => (path.startsWith("writers/") ? undefined : store.get(path)) };
    }
    return store;
  }

  #foldsStore(store: LogStore): LogStore {
    if (this.leftOut !== "seals") return store;
    const isSeal = (body: Uint8Array) => Buffer.from(body).includes('"seal":true');
    return {
      ...store,
      create: async (path, body) => {
        if (!isSeal(body)) return store.create(path, body);
        return (await store.get(path)) === undefined;
      },
    };
  }

  #lost(entries: readonly Entry[]): number[] {
    const serials = new Set<unknown>();
    let bulk = 0;
    for (const entry of entries) {
      if (entry.op === "delete") serials.add(Number(entry.ids[1]?.slice("serial-".length)));
      else if ("md" in entry && entry.md?.serial !== undefined) serials.add(entry.md.serial);
      else bulk += 1;
    }
    const missing = this.#acknowledged.filter((serial) => !serials.has(serial));
    // Bulk deletes carry no number: at most so many may be missing by it.
    return missing.length > bulk ? missing : [];
  }
}

/** The log as it was before the leases were read. */
class FrozenSegments {
  #seen: Set<string> | undefined;
  readonly #asked = new Set<string>();

  constructor(readonly history: History) {}

  async take(process: VirtualProcess): Promise<void> {
    if (this.history.leftOut !== "leases before segments") return;
    this.#seen = new Set(this.history.store.files.keys());
    await process.clock.sleep(this.history.dice.between(100, 300));
  }

  around(store: LogStore): LogStore {
    const isHidden = (path: string) =>
      path.startsWith("segments/") && this.#seen?.has(path) === false && !this.#asked.has(path);
    return {
      ...store,
      create: (path, body) => {
        this.#asked.add(path);
        return store.create(path, body);
      },
      get: async (path) => (isHidden(path) ? undefined : store.get(path)),
    };
  }
}

function withoutFloor(path: string, body: Uint8Array | undefined): Uint8Array | undefined {
  if (body === undefined || !path.startsWith("control/")) return body;
  return Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body).toString("utf8")), floor: 0 }));
}
