import { isDeepStrictEqual } from "node:util";
import { PodshiftError } from "../../../../provider/src/errors";
import { Sender } from "../../../../provider/src/migration/apply/sender";
import { DoneMarks } from "../../../../provider/src/migration/catchUp/doneMarks";
import type { RoundDeps } from "../../../../provider/src/migration/catchUp/round";
import { Rounds } from "../../../../provider/src/migration/catchUp/rounds";
import {
  beginReverse,
  beginState,
  type CatchUpState,
  resumeState,
} from "../../../../provider/src/migration/catchUp/state";
import { Control } from "../../../../provider/src/writeLog/control";
import type { Position } from "../../../../provider/src/writeLog/position";
import { LogReader } from "../../../../provider/src/writeLog/reader";
import { type Cut, directionOf } from "./cuts";
import type { Index, Side } from "./indexModel";
import { Process } from "./process";
import { isPostponed, settled } from "./replicas";
import { LATE_MS, World, type WorldOptions } from "./world";

export interface History extends WorldOptions {
  /** Rounds before the fence, and before the rollback's. */
  readonly rounds: number;
  readonly backRounds: number;
  /** Moments between rounds, at most. */
  readonly ticks: number;
  /** For each round, the number of the call in which its process is killed or paused; 0: never. */
  readonly kills: readonly number[];
}

/** Rules without which a request of ours may come after the switch: there is time for it. */
const LATE_CUTS: readonly Cut[] = ["unknown outcomes", "landing before going on", "one applier"];

/** Why a history is wrong; undefined when it ended as it must. */
export type Verdict = string | undefined;

/** Runs one history, from capture to rollback, with one rule left out if there is one. */
export function run(history: History, cut?: Cut): Promise<Verdict> {
  return new Story(history, cut).run();
}

class Story {
  readonly world: World;
  #state: CatchUpState = beginState("log", {});
  #kills: number[];
  #applier: Process | undefined;
  #paused: Process[] = [];
  #switched: Position | undefined;

  constructor(
    readonly history: History,
    readonly cut: Cut | undefined,
  ) {
    this.world = new World(history);
    this.world.settlesClosed = cut !== "settle after closing";
    this.world.settlesUnknown = cut !== "settle after unknown outcomes";
    this.#kills = [...history.kills];
    this.world.onTick = () => {
      for (const each of this.#paused) if (each.sleeps && this.world.random.chance(0.01)) each.wake();
    };
  }

  async run(): Promise<Verdict> {
    const { world, history } = this;
    world.ticks(world.random.below(12));
    this.#copy();
    for (let at = 0; at < history.rounds; at += 1) {
      if (history.replicasFrom === at + 1) world.isGrowing = true;
      await this.#round("serverless");
    }
    await this.#cutOver("serverless");
    if (!this.#equal()) return "different at the switch";
    if (this.cut === undefined && world.late.length > 0) return "switched while a request of ours may take effect";
    await this.#again("serverless", history.seed % 2 === 0 ? {} : this.#state.position);
    if (!this.#equal()) return "running it again changed something";
    await this.#serve();
    if (!isDeepStrictEqual(world.serverless, world.shadow)) return "the serving index was changed";
    this.#state = beginReverse(this.#state, this.#switched ?? {});
    for (let at = 0; at < history.backRounds; at += 1) await this.#round("pod");
    await this.#cutOver("pod");
    if (!this.#equal()) return "different after the rollback";
    await this.#again("pod", this.#switched ?? {});
    return this.#equal() ? undefined : "rolling back again changed something";
  }

  /** The start is noted, the collection is asked for, and copies each record at a moment of its own. */
  #copy(): void {
    const { world } = this;
    const start = world.writers.map(({ id, published, next }) => [
      id,
      this.cut === "start position" ? next : published,
    ]);
    this.#state = beginState("log", Object.fromEntries(start));
    for (const ns of world.options.namespaces) {
      for (const id of world.ids) {
        world.ticks(world.random.below(4));
        const record = world.pod.get(ns)?.get(id);
        if (record !== undefined) world.put("serverless", ns, new Map([[id, record]]));
      }
    }
  }

  /** Some writes, then a round; its process may be killed or paused in the middle of it. */
  async #round(to: Side): Promise<void> {
    const { world } = this;
    world.ticks(world.random.below(this.history.ticks));
    const process = new Process(this.#kills.shift() || undefined);
    const work = this.#begin(to, process).then(async (rounds) => {
      await (world.random.chance(0.7) ? rounds.oneRound() : rounds.catchUp());
      while (world.random.chance(0.3)) {
        world.ticks(world.random.below(this.history.ticks));
        await rounds.oneRound();
      }
      return "ended" as const;
    });
    const ended = await Promise.race([work, process.ended]);
    if (ended === "ended") return;
    work.catch(onlyLostLease);
    this.#paused.push(process);
    // Whoever takes the lease of a run that did not hand it back waits so long.
    if (this.cut !== "landing before going on") world.pass(LATE_MS);
  }

  /** Fences, and the last round, again and again until it succeeds. Faults and bulk writes end after a while. */
  async #cutOver(to: Side): Promise<void> {
    const { world } = this;
    const process = new Process();
    let rounds = await this.#begin(to, process);
    if (world.isGrowing || this.history.replicasFrom === this.history.rounds + 1) world.grow();
    for (let attempt = 0; ; attempt += 1) {
      world.calm = world.faultless = attempt > 2;
      if (to === "serverless" && (await isPostponed({ world, cut: this.cut, process })))
        rounds = await this.#begin(to, process);
      await rounds.catchUp();
      world.ticks(world.random.below(4));
      world.drain();
      const last = await rounds.lastRound(world.record, world.end());
      if (last.kind === "done") break;
      if (attempt > 20) throw new Error(`the last round never ends: ${last.kind}`);
      world.stopped = false;
      if (last.kind === "unknown outcome") world.pass(LATE_MS);
    }
    world.calm = world.faultless = false;
  }

  /** What was caught up is caught up once more, from further back: nothing may change. */
  async #again(to: Side, position: Position): Promise<void> {
    const { world } = this;
    const before = this.#state;
    this.#state = { ...before, position, read: position };
    world.faultless = true;
    await (await this.#begin(to, new Process())).catchUp();
    world.faultless = false;
    this.#state = before;
  }

  /** After the switch the application writes to the serverless index. */
  async #serve(): Promise<void> {
    const { world } = this;
    this.#switched = world.end();
    world.shadow = new Map([...world.serverless].map(([ns, records]) => [ns, new Map(records)]));
    for (const writer of world.writers) if (writer.dead && !writer.closed) world.close(writer);
    world.writers = world.writers.filter(({ dead }) => !dead);
    world.swap({ active: "serverless" });
    if (world.writers.length < 3) world.join();
    world.stopped = false;
    world.ticks(world.random.below(30));
    if (this.cut !== undefined && LATE_CUTS.includes(this.cut)) world.pass(LATE_MS);
  }

  async #begin(to: Side, process: Process): Promise<Rounds> {
    this.#applier = process;
    const resumed = resumeState(this.#state, this.world.now);
    const save = (kept: CatchUpState) => this.#save(process, kept);
    const state =
      to === "serverless" ? await settled({ world: this.world, cut: this.cut, process }, resumed, save) : resumed;
    return new Rounds(await this.#deps(process, to), state, { baseShown: async () => this.#showBase() });
  }

  #showBase(): void {
    for (const ns of this.world.options.namespaces) this.world.fresh(ns);
  }

  async #deps(process: Process, to: Side): Promise<RoundDeps> {
    const { world, cut } = this;
    const { store } = world;
    const clock = world.clock(process);
    const control = new Control(store, clock, () => "nonce");
    const log = new LogReader(store, control);
    const marks = new DoneMarks({ store, control, monotonic: () => world.now });
    return {
      log,
      done: cut === "done-marks" ? { read: async () => this.#allDone() } : marks,
      truth: { fetch: (ns, ids) => this.#truth(process, to, ns, ids) },
      bringer: this.#bringer(process, to),
      direction: await directionOf(to, { world, process, cut, log, switched: this.#switched }),
      clock,
      save: (state) => this.#save(process, state),
      times: world.record.times,
      concurrency: 2,
      mostBytes: world.random.chance(0.3) ? this.#fewBytes : 1_000_000,
      firstNamed: world.random.chance(0.7) ? 1 : 1_000,
    };
  }

  /** A round of added replicas may take seconds: it must take in what is written meanwhile, or there is no end. */
  get #fewBytes(): number {
    return (this.history.replicasFrom ?? 0) > 0 ? 20_000 : 300;
  }

  #allDone(): Position {
    return Object.fromEntries(Object.keys(this.world.record.writers).map((w) => [w, Number.POSITIVE_INFINITY]));
  }

  async #truth(process: Process, to: Side, ns: string, ids: readonly string[]) {
    const { world } = this;
    await world.step(process, 0.3);
    const answer = ids.flatMap((id) => {
      const record = to === "serverless" ? world.readPod(ns, id) : world.seen.get(ns)?.get(id);
      return record === undefined ? [] : [[id, record] as const];
    });
    await world.step(process, 0.3, true);
    return new Map(answer);
  }

  #bringer(process: Process, to: Side): RoundDeps["bringer"] {
    const { world, cut } = this;
    const sender = new Sender({
      writer: {
        upsert: (ns, records) => world.write(process, to, ns, new Map(records.map((each) => [each.id, each]))),
        deleteIds: (ns, ids) => world.write(process, to, ns, new Map(ids.map((id) => [id, undefined]))),
      },
      pacing: { run: (_ns, _load, send) => send() },
      clock: world.clock(process),
      mayApply: () => this.#mayApply(process),
      requestMs: LATE_MS,
      attempts: 500,
    });
    if (cut !== "unknown outcomes") return sender;
    return { bring: (ns, states, hooks) => sender.bring(ns, states, { ...hooks, onUnknown: () => {} }) };
  }

  /** A process that was killed while it did two things at once sends nothing any more for the other one either. */
  #mayApply(process: Process): void {
    if (process.isOver) throw new PodshiftError("APPLIER_BUSY", "killed, or paused");
    if (this.cut === "one applier" || this.#applier === process) return;
    throw new PodshiftError("APPLIER_BUSY", "another run holds the lease");
  }

  async #save(process: Process, state: CatchUpState): Promise<void> {
    await this.world.step(process, 0.05);
    if (this.#applier !== process) throw new PodshiftError("APPLIER_BUSY", "another run holds the lease");
    const kept = this.cut === "recent list saved" ? { ...state, recent: {} } : state;
    this.#state = JSON.parse(JSON.stringify(kept)) as CatchUpState;
    await this.world.step(process, 0.05);
  }

  #equal(): boolean {
    const { pod, serverless } = this.world;
    return isDeepStrictEqual(plain(pod), plain(serverless));
  }
}

function plain(index: Index): unknown {
  return [...index].map(([ns, records]) => [ns, [...records].sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function onlyLostLease(error: unknown): void {
  if (!(error instanceof PodshiftError) || error.code !== "APPLIER_BUSY") throw error;
}
