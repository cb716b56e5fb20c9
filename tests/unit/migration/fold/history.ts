import { announce } from "../../../../provider/src/migration/cutover/announce";
import { openAgain } from "../../../../provider/src/migration/cutover/fence";
import type { FoldCheckpoint } from "../../../../provider/src/migration/fold/checkpoint";
import { atSegments } from "../../../../provider/src/migration/fold/foldPosition";
import { Resolutions } from "../../../../provider/src/migration/fold/resolutions";
import { type FoldRunDeps, FoldRunner } from "../../../../provider/src/migration/fold/run";
import { Control } from "../../../../provider/src/writeLog/control";
import type { Entry } from "../../../../provider/src/writeLog/entry";
import { LogReader } from "../../../../provider/src/writeLog/reader";
import type { LogStore } from "../../../../provider/src/writeLog/store";
import { MemoryStore } from "../../../support/writeLog/memoryStore";
import { Applications, seeded } from "./applications";
import { drainedEnds } from "./drainedEnds";
import { LaggingIndex } from "./laggingIndex";
import { FloorlessControl, FrozenSegments, type LeftOut, REACHED_WITHOUT, UNKEPT, withoutSeals } from "./leftOut";
import { RealTime } from "./realTime";
import { SLOW_MS, type Temper, temperOf } from "./temper";
import { Dice, type Mishap, VirtualProcess, VirtualTime } from "./virtualProcess";
import { inOrder, plain, type Records, wholeLog } from "./wholeLog";

export interface Outcome {
  readonly got: unknown;
  readonly want: unknown;
  /** What a fold from no checkpoint, after all, made of it. */
  readonly again: unknown;
  /** Serial numbers of acknowledged writes that are not in the log. */
  readonly lost: readonly number[];
  /** Writes that are in the log's order before others whose writer's time had been heard. */
  readonly wrongOrder: readonly string[];
  /** Acknowledged entries whose time is further ahead than a clock may be. */
  readonly farAhead: readonly string[];
  readonly entries: readonly Entry[];
}

/** A process, and the log as it reaches it. */
export interface Reached {
  readonly process: VirtualProcess;
  readonly store: LogStore;
  readonly control: Control;
}

const TIMES = { leaseMs: 300, fenceMs: 20_000, settleMs: 0, lateMs: 300 };
/** Share of a fold's requests to the store that are slow. */
const SLOW_FOLD = 0.005;
/** Shares of folds that die with a watermark just found, or with a request on its way that has no answer. */
const KILLED_WITH_WATERMARK = 0.05;
const KILLED_UNHEARD = 0.2;

/** One random history of a `deferred` log, on the real code: writers, their store, and a fold that is killed and started again. */
export class History {
  readonly dice: Dice;
  readonly temper: Temper;
  readonly time = new VirtualTime();
  readonly store: MemoryStore;
  readonly index: LaggingIndex;
  readonly base: Records;
  readonly applications: Applications;
  readonly #realTime = new RealTime();
  #checkpoints: FoldCheckpoint[] = [];
  #names = 0;

  constructor(
    seed: number,
    readonly leftOut: LeftOut | undefined,
    /** For what the fold puts aside. */
    readonly folder: string,
  ) {
    const dice = new Dice(seed);
    this.dice = dice;
    this.temper = temperOf(dice);
    const { time, temper } = this;
    this.store = new MemoryStore({ now: () => time.now, after: (call) => this.#realTime.heard(call, time.now) });
    this.index = new LaggingIndex({
      ...{ time, dice, lateMs: TIMES.lateMs, unanswered: 0.05 },
      lagMs: dice.chance(0.5) ? 400 : 5,
      withoutFreshness: leftOut === "freshness",
    });
    this.base = seeded(this.index, dice);
    const wrap = leftOut === undefined ? undefined : REACHED_WITHOUT[leftOut];
    this.applications = new Applications({
      ...{ time, dice, temper, unique: this.#unique },
      reach: (skewMs, mishap) => this.#reach({ skewMs, mishap }, wrap),
    });
  }

  async play(): Promise<Outcome> {
    const { dice, time, applications } = this;
    await this.#reach({}).control.begin({ writes: "deferred", pod: { name: "pod", host: "" }, times: TIMES });
    for (let left = Math.min(this.temper.writers, 2); left > 0; left -= 1) applications.join();
    await time.pass(dice.between(0, 400));
    if (this.leftOut === "log from its start") await this.#startHere();
    await this.#folds();
    applications.calm = true;
    const ends = await this.#lastPass();
    applications.kill();
    await time.pass(1_000);
    const entries = wholeLog(this.store, ends);
    const got = plain(this.index.records());
    if (this.leftOut !== "kept resolutions") await this.#foldFromNothing(ends);
    return {
      ...{ got, entries, want: plain(inOrder(this.base, entries)), again: plain(this.index.records()) },
      lost: applications.lost(entries),
      farAhead: applications.farAhead(entries),
      wrongOrder: this.#realTime.wrong(entries, (entry) => applications.spanOf(entry)),
    };
  }

  readonly #unique = (): string => {
    this.#names += 1;
    return `n${this.#names}`;
  };

  /** A process with its own clock, and the log as it reaches it. Without mishaps and slowness it is not on a network. */
  #reach(
    options: { skewMs?: number; mishap?: () => Mishap; slow?: number },
    wrap = (store: LogStore) => store,
    Made: typeof Control = Control,
  ): Reached {
    const { time, dice } = this;
    const process = new VirtualProcess({ time, dice, lateMs: 1_200, slowMs: SLOW_MS, ...options });
    const isFar = options.mishap !== undefined || options.slow !== undefined;
    const store = wrap(isFar ? process.store(this.store) : this.store);
    return { process, store, control: new Made(store, process.clock, this.#unique) };
  }

  async #startHere(): Promise<void> {
    const { control } = this.#reach({});
    const { log } = await control.read();
    const position = atSegments(await new LogReader(this.store, control).end({}));
    this.#checkpoints = [{ v: 1, log, position, entries: 0 }];
  }

  async #folds(): Promise<void> {
    const { dice, time } = this;
    for (let run = dice.whole(1, 2); run > 0; run -= 1) {
      const { process, runner } = this.#runner(SLOW_FOLD);
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
      while (!over && !process.dead && time.now < killAt) {
        await time.pass(dice.between(5, 200));
        this.applications.fate();
      }
      if (over) await work;
      process.kill();
      // Who takes over lets pass for how long requests of the other may take effect.
      if (this.leftOut !== "lateMs at a takeover") await time.pass(TIMES.lateMs);
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

  /** @param slow share of its requests; 0 also for one that may not die in the middle of them */
  #runner(slow = 0): Reached & { readonly runner: Pick<FoldRunner, "pass"> } {
    const { leftOut, dice } = this;
    const frozen = new FrozenSegments(this.store.files);
    const wrap = (store: LogStore): LogStore => {
      const reached = slow > 0 ? this.#killedWithWatermark(store, () => made.process.kill()) : store;
      if (leftOut === "leases before segments") return frozen.around(reached);
      return leftOut === "seals" ? withoutSeals(reached) : reached;
    };
    const isFloorless = leftOut === "floor" || leftOut === "floor before its use";
    const made = this.#reach({ skewMs: 3, slow }, wrap, isFloorless ? FloorlessControl : Control);
    const { process, store, control } = made;
    const deps: FoldRunDeps = {
      ...{ store, control, clock: process.clock, leaseClock: process.leaseClock },
      lateMs: leftOut === "lateMs" ? 0 : TIMES.lateMs,
      target: this.index.target(process, () => {
        if (slow > 0 && dice.chance(KILLED_UNHEARD)) process.kill();
      }),
      resolutions: leftOut === "kept resolutions" ? UNKEPT : new Resolutions(store, this.#unique),
      checkpoints: {
        load: async () => this.#checkpoints.at(-1),
        save: (checkpoint) => process.request(async () => void this.#checkpoints.push(checkpoint)),
      },
      fold: { folder: this.folder, ...(dice.chance(0.02) ? { records: 2 } : {}) },
    };
    const runner = new FoldRunner(deps);
    const pass: FoldRunner["pass"] = async (fenced) => {
      if (leftOut === "leases before segments") await frozen.take(process, dice.between(100, 300));
      const passed = await runner.pass(fenced);
      if (leftOut === "floor before its use" && control instanceof FloorlessControl) await control.raise();
      return passed;
    };
    return { ...made, runner: { pass } };
  }

  /** The floor is raised, and nothing was folded yet. */
  #killedWithWatermark(store: LogStore, kill: () => void): LogStore {
    return {
      ...store,
      create: (path, body) => {
        if (path.startsWith("control/") && this.dice.chance(KILLED_WITH_WATERMARK)) {
          const created = this.store.create(path, body);
          kill();
          return created;
        }
        return store.create(path, body);
      },
    };
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
        const ends = await drainedEnds(this.store, fenced, process.clock, this.#reach({}).control);
        if (ends !== undefined && (await runner.pass({ record: fenced, end: ends })).kind === "done") {
          this.applications.writing = false;
          return ends;
        }
        await openAgain({ ...deps, holdMs: 0 }, fenced);
      }
    };
    return this.time.until(coordinate());
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
}
