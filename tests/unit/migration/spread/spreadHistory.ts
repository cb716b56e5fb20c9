import { setMaxListeners } from "node:events";
import { foldFrom, saveFold } from "../../../../provider/src/migration/catchUpFile";
import type { MigrationContext } from "../../../../provider/src/migration/context";
import { announce } from "../../../../provider/src/migration/cutover/announce";
import { openAgain } from "../../../../provider/src/migration/cutover/fence";
import { Resolutions } from "../../../../provider/src/migration/fold/resolutions";
import { FoldRunner } from "../../../../provider/src/migration/fold/run";
import { applyPart, type PartTask } from "../../../../provider/src/migration/spread/applyPart";
import { jobToLead } from "../../../../provider/src/migration/spread/begin";
import type { Command } from "../../../../provider/src/migration/spread/commands";
import { type LeaderDeps, SpreadLeader } from "../../../../provider/src/migration/spread/leader";
import type { Between } from "../../../../provider/src/migration/ways/ways";
import type { PineconeClient } from "../../../../provider/src/pinecone/types";
import { ApplierLease } from "../../../../provider/src/writeLog/applierLease";
import { Control, type LogTimes } from "../../../../provider/src/writeLog/control";
import type { Entry } from "../../../../provider/src/writeLog/entry";
import type { LogStore } from "../../../../provider/src/writeLog/store";
import { drive } from "../../../support/spread/driver";
import type { PlanSaid } from "../../../support/spread/sparkStandIn";
import { MemoryStore } from "../../../support/writeLog/memoryStore";
import { Applications, seeded } from "../fold/applications";
import { drainedEnds } from "../fold/drainedEnds";
import { LaggingIndex } from "../fold/laggingIndex";
import { temperOf } from "../fold/temper";
import { Dice, type Mishap, VirtualProcess, VirtualTime } from "../fold/virtualProcess";
import { inOrder, plain, type Records, wholeLog } from "../fold/wholeLog";

/** Rules that can be left out, to see that the histories notice. */
export const RULES = [
  "late requests of a range's tasks",
  "the lease in the step that sends",
  "kept ranges",
  "jobs that others overtook",
  "the end of a part's lines",
] as const;
export type LeftOut = (typeof RULES)[number];

export interface Outcome {
  readonly got: unknown;
  readonly want: unknown;
  readonly entries: readonly Entry[];
  /** Jobs that were finished, and started again. */
  readonly finished: number;
  readonly goneOn: number;
  readonly killedTasks: number;
}

const TIMES = { leaseMs: 100, fenceMs: 20_000, settleMs: 0, lateMs: 600 };
/** When the copy was asked for. */
const OF = 1;
/** Milliseconds that a request to the index takes at most. */
const REQUEST_MS = 20;

interface Reached {
  readonly process: VirtualProcess;
  readonly store: LogStore;
  readonly control: Control;
}

/** One random history of a `deferred` log that is brought over by distributed jobs and by single passes in turn. */
export class SpreadHistory {
  readonly dice: Dice;
  readonly time = new VirtualTime();
  readonly times: LogTimes = TIMES;
  readonly store: MemoryStore;
  readonly index: LaggingIndex;
  readonly base: Records;
  readonly applications: Applications;
  readonly counts = { finished: 0, goneOn: 0, killedTasks: 0 };
  #names = 0;

  constructor(
    seed: number,
    readonly leftOut: LeftOut | undefined,
    /** For what folds put aside. */
    readonly folder: string,
  ) {
    const dice = new Dice(seed);
    this.dice = dice;
    const { time } = this;
    // The longer requests are on their way, the more often one lands in the next range.
    if (leftOut === "late requests of a range's tasks") this.times = { ...TIMES, lateMs: 2_500 };
    this.store = new MemoryStore({ now: () => time.now });
    this.index = new LaggingIndex({
      time,
      dice,
      lagMs: dice.chance(0.5) ? 100 : 5,
      lateMs: this.times.lateMs,
      unanswered: 0.1,
    });
    this.base = seeded(this.index, dice);
    this.applications = new Applications({
      ...{ time, dice, temper: temperOf(dice), unique: this.#unique, bulk: 0.3 },
      reach: (skewMs, mishap) => this.#reach({ skewMs, mishap }),
    });
  }

  async play(): Promise<Outcome> {
    const { dice, time, applications } = this;
    const pod = { name: "pod", host: "" };
    await time.until(this.#reach().control.begin({ writes: "deferred", pod, times: this.times }));
    applications.join();
    applications.join();
    await time.pass(dice.between(100, 900));
    for (let left = dice.whole(1, 3); left > 0; left -= 1) {
      applications.fate();
      await (dice.chance(0.75) ? this.#job() : this.#pass());
      if (this.leftOut !== "jobs that others overtook") continue;
      // Three in this order need that rule most.
      await this.#pass();
      await this.#job();
    }
    applications.calm = true;
    const ends = await time.until(this.#lastPass(), 600_000);
    applications.kill();
    await time.pass(1_000);
    const entries = wholeLog(this.store, ends);
    const got = plain(this.index.records());
    return { got, want: plain(inOrder(this.base, entries)), entries, ...this.counts };
  }

  readonly #unique = (): string => {
    this.#names += 1;
    return `n${this.#names}`.padStart(8, "0");
  };

  #reach(options: { skewMs?: number; mishap?: () => Mishap; slow?: number } = {}): Reached {
    const { time, dice } = this;
    const process = new VirtualProcess({ time, dice, lateMs: 1_200, slowMs: 300, ...options });
    const store = process.store(this.store);
    return { process, store, control: new Control(store, process.clock, this.#unique) };
  }

  #lease({ process, store, control }: Reached): Promise<ApplierLease> {
    const { clock, leaseClock } = process;
    return ApplierLease.take({ store, control, run: this.#unique(), clock, leaseClock }, 10_000_000);
  }

  /** Lets time pass until the work is over, or its process is killed. What it failed with is its own affair. */
  async #mayDie({ process }: Reached, work: Promise<unknown>): Promise<void> {
    const { dice, time, applications } = this;
    let over = false;
    void work.then(
      () => {
        over = true;
      },
      () => {
        over = true;
      },
    );
    const killAt = dice.chance(0.5) ? time.now + dice.between(200, 12_000) : Number.POSITIVE_INFINITY;
    while (!over && time.now < killAt) {
      await time.pass(dice.between(20, 200));
      if (dice.chance(0.02)) applications.fate();
      if (dice.chance(0.02)) process.pause(dice.between(100, 2_500));
    }
    process.kill();
  }

  async #pass(): Promise<void> {
    const reached = this.#reach({ slow: 0.01 });
    await this.#mayDie(
      reached,
      (async () => {
        const applier = await this.#lease(reached);
        const runner = this.#runner(reached, applier);
        for (let left = this.dice.whole(1, 2); left > 0; left -= 1) await runner.pass();
        await applier.handBack();
      })(),
    );
  }

  #runner({ process, store, control }: Reached, applier: Pick<ApplierLease, "mustOutlast">): FoldRunner {
    return new FoldRunner({
      ...{ store, control, clock: process.clock, leaseClock: process.leaseClock, lateMs: this.times.lateMs },
      target: this.index.target(process, undefined, () => applier.mustOutlast(REQUEST_MS)),
      resolutions: new Resolutions(store, this.#unique),
      checkpoints: {
        load: async () => foldFrom(store, OF, await control.read()),
        save: (checkpoint) => {
          applier.mustOutlast(REQUEST_MS);
          return saveFold(store, OF, checkpoint);
        },
      },
      fold: { folder: this.folder },
    });
  }

  /** A driver with its leader; both die together, their tasks by themselves or not at all. */
  async #job(): Promise<void> {
    const reached = this.#reach({ slow: 0.01 });
    await this.#mayDie(reached, this.#lead(reached));
  }

  async #lead(reached: Reached): Promise<void> {
    const { process, store, control } = reached;
    const applier = await this.#lease(reached);
    const record = await control.read();
    const mustHold = () => applier.mustOutlast(REQUEST_MS);
    if (this.leftOut === "jobs that others overtook") await this.#pretendNobodyCameFurther(store);
    const signal = signalOf();
    const context = contextOf(process, signal, () => {
      this.counts.goneOn += 1;
    });
    const between = { log: { store, control }, pod: POD, serverless: SERVERLESS } as unknown as Between;
    const options = { parts: this.dice.whole(1, 3), nonce: this.#unique };
    const { leaseClock } = process;
    const run = applier.options.run;
    const job = await jobToLead(context, { between, record, of: OF, run, options, leaseClock, mustHold });
    const isHasty = this.leftOut === "late requests of a range's tasks";
    const deps: LeaderDeps = {
      ...{ control, clock: process.clock, signal, mustHold, nonce: this.#unique },
      store: this.#forgetting(run, store),
      asks: this.index.target(process),
      imports: { run: async () => 0, isDone: async () => true, isQuiet: true },
      save: (checkpoint) => saveFold(store, OF, checkpoint),
      progress: () => undefined,
    };
    const times = isHasty ? { ...this.times, lateMs: 0, leaseMs: 0 } : this.times;
    const leader = await SpreadLeader.of(deps, job, { ...record, times });
    const plan = (await leader.plan()) as unknown as PlanSaid;
    await drive(
      store,
      plan,
      (command) => said(leader, command),
      (range, part, lines) => this.#apply(process, { job: plan.job, run, range, part, parts: plan.parts }, lines),
    );
    this.counts.finished += 1;
    await applier.handBack();
  }

  #forgetting(run: string, store: LogStore): LogStore {
    return this.leftOut === "kept ranges" ? rangesOf(run, store) : store;
  }

  /** Tries a part until it is done, as Spark does: attempts are killed, sleep, and run side by side. */
  async #apply(driver: VirtualProcess, task: PartTask, lines: readonly string[]): Promise<void> {
    const { dice } = this;
    for (;;) {
      if (driver.dead) return new Promise(() => undefined);
      const attempts = dice.chance(0.25)
        ? [this.#attempt(task, lines), this.#attempt(task, lines)]
        : [this.#attempt(task, lines)];
      const done = await Promise.any(attempts).then(
        () => true,
        () => false,
      );
      if (done) return;
    }
  }

  /** Resolves when it is done; rejects when it fails, or is killed as far as its driver knows. */
  #attempt(task: PartTask, lines: readonly string[]): Promise<unknown> {
    const { dice, time } = this;
    const { process, store, control } = this.#reach({ slow: 0.02 });
    const isCut = dice.chance(0.1);
    const sent = isCut ? lines.slice(0, dice.whole(0, lines.length - 1)) : lines;
    const given = isCut && this.leftOut === "the end of a part's lines" ? [...sent, endOf(sent)] : sent;
    const careless = this.leftOut === "the lease in the step that sends";
    let lose: (error: Error) => void = () => undefined;
    // A driver hears of a task that ended at once; of one that hangs it takes another while that may be at work.
    const lost = new Promise<never>((_resolve, reject) => {
      lose = reject;
      time.after(dice.between(500, 2_000), () => reject(new Error("no answer from the task")));
    });
    const kill = () => {
      if (!process.dead) this.counts.killedTasks += 1;
      process.kill();
      time.after(dice.between(0, 20), () => lose(new Error("the task was killed")));
    };
    const work = applyPart(
      {
        ...{ control, clock: process.clock, leaseClock: process.leaseClock, nonce: this.#unique },
        store: this.#forgetting(task.run, store),
        ...{ signal: signalOf(), requestMs: careless ? -1_000_000 : REQUEST_MS },
        reach: (_job, lease) => ({
          target: this.index.target(
            process,
            () => {
              if (dice.chance(0.3)) kill();
            },
            () => {
              if (!careless) lease.mustOutlast(REQUEST_MS);
            },
          ),
          refused: new Map(),
        }),
      },
      task,
      linesOf(given, process, dice),
    );
    if (dice.chance(0.15)) time.after(dice.between(0, 400), kill);
    if (dice.chance(0.3)) time.after(dice.between(0, 300), () => process.pause(dice.between(100, 3_000)));
    return Promise.race([work, lost]);
  }

  /** As if nobody had brought anything since the job was planned: its checkpoint is what it began with. */
  async #pretendNobodyCameFurther(store: LogStore): Promise<void> {
    const path = "spread/current.json";
    const body = await store.get(path);
    if (body === undefined) return;
    const job = JSON.parse(Buffer.from(body).toString("utf8"));
    const { position } = await foldFrom(store, OF, await this.#reach().control.read());
    await store.put(path, Buffer.from(JSON.stringify({ ...job, plan: { ...job.plan, from: position } })));
  }

  /** The last pass of a cutover, by whoever holds the lease then. */
  async #lastPass(): Promise<Record<string, number>> {
    const reached = this.#reach();
    const { process, store, control } = reached;
    const applier = await this.#lease(reached);
    const runner = this.#runner(reached, applier);
    const deps = { store, control, clock: process.clock, leaseClock: process.leaseClock, progress: () => undefined };
    for (;;) {
      await runner.pass();
      await announce(deps);
      await runner.pass();
      const fenced = await control.swapFrom(await control.read(), { state: "fenced" });
      if (fenced === undefined) continue;
      const ends = await drainedEnds(this.store, fenced, process.clock, this.#reach().control);
      if (ends !== undefined && (await runner.pass({ record: fenced, end: ends })).kind === "done") {
        this.applications.writing = false;
        return ends;
      }
      await openAgain({ ...deps, holdMs: 0 }, fenced);
    }
  }
}

async function said<T>(leader: SpreadLeader, command: object): Promise<T> {
  return (await leader.do(command as Command))[0] as T;
}

/** Ranges that are forgotten with the run that began them. */
function rangesOf(run: string, store: LogStore): LogStore {
  const own = (path: string) => path.replace("/range.json", `/range-${run}.json`);
  return {
    ...store,
    get: (path) => store.get(own(path)),
    create: (path, body) => store.create(own(path), body),
  };
}

const POD = { name: "pod", tags: {} };
const SERVERLESS = { name: "serverless", host: "serverless-host", dimension: 1 };

function contextOf(process: VirtualProcess, signal: AbortSignal, report: () => void): MigrationContext {
  const stats = async () => ({ total: 0, namespaces: new Map<string, number>() });
  const client = { describeCollection: async () => undefined, reader: () => ({ stats }) } as unknown as PineconeClient;
  return { client, clock: process.clock, signal, progress: () => undefined, report, warn: () => undefined };
}

function signalOf(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}

function endOf(lines: readonly string[]): string {
  return JSON.stringify({ end: true, records: lines.length });
}

async function* linesOf(lines: readonly string[], process: VirtualProcess, dice: Dice): AsyncGenerator<string> {
  for (const line of lines) {
    if (dice.chance(0.1)) await process.clock.sleep(dice.between(0, 100));
    yield line;
  }
}
