import { isDeepStrictEqual } from "node:util";
import { PodshiftError } from "../../../../provider/src/errors";
import { Sender } from "../../../../provider/src/migration/apply/sender";
import { DoneMarks } from "../../../../provider/src/migration/catchUp/doneMarks";
import type { RoundDeps } from "../../../../provider/src/migration/catchUp/round";
import { Rounds } from "../../../../provider/src/migration/catchUp/rounds";
import { beginState, type CatchUpState, resumeState } from "../../../../provider/src/migration/catchUp/state";
import type { NamedIds } from "../../../../provider/src/migration/cutover/way";
import type { Difference } from "../../../../provider/src/migration/parity/report";
import { touchedSince } from "../../../../provider/src/migration/parity/touched";
import type { WritingCourse } from "../../../../provider/src/migration/repair/course";
import { Mending } from "../../../../provider/src/migration/repair/mend";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import { Control } from "../../../../provider/src/writeLog/control";
import { LogReader } from "../../../../provider/src/writeLog/reader";
import { contextOf } from "../../../support/provider/contexts";
import { FakeClient } from "../../../support/provider/fakeClient";
import { directionOf } from "../catchUp/cuts";
import { Process } from "../catchUp/process";
import { COLORS, LATE_MS, World, type WorldOptions } from "../catchUp/world";

/** What the engine doesn't do, and a test does, one at a time. */
export type Cut = "brought beside the rounds" | "no lease";

export interface History extends WorldOptions {
  /** Steps after which the process of each round or repair is killed; 0: never. Negative: paused. */
  readonly kills: readonly number[];
  /** Writes of the application between two runs, about. */
  readonly ticks: number;
  /** Whether repairs but the last are killed right after they brought records, before they look again. */
  readonly cutShort: boolean;
  /** Whether the last run is a repair that isn't killed. */
  readonly repairedAtLast: boolean;
}

/**
 * The world of catch-up's histories, in which somebody spoils records of the serverless index, and repairs run between
 * the rounds. Undefined when all ended well.
 */
export async function played(history: History, cut?: Cut): Promise<string | undefined> {
  return new Play(history, cut).run();
}

class Play {
  readonly #world: World;
  /** What was put on serverless by nobody's write, by `namespace id`. */
  readonly #spoilt = new Map<string, { readonly place: Difference; readonly record: StoredRecord | undefined }>();
  readonly #paused: Process[] = [];
  #state: CatchUpState;
  #applier: Process | undefined;
  #serial = 0;
  #cutShort: boolean;

  constructor(
    readonly history: History,
    readonly cut: Cut | undefined,
  ) {
    const world = new World(history);
    this.#world = world;
    this.#cutShort = history.cutShort;
    world.onTick = () => {
      for (const each of this.#paused) if (each.sleeps && world.random.chance(0.01)) each.wake();
    };
    this.#state = beginState("log", Object.fromEntries(world.writers.map(({ id, published }) => [id, published])));
    for (const [ns, records] of world.pod) world.put("serverless", ns, new Map(records));
  }

  async run(): Promise<string | undefined> {
    const { world, history } = { world: this.#world, history: this.history };
    for (const kill of history.kills) {
      // Bulk writes now and then: a round that follows one looks at every record, and leaves nothing to repair.
      world.calm = world.random.chance(0.8);
      world.ticks(world.random.below(history.ticks));
      if (world.random.chance(0.8)) this.#spoil();
      const isRepair = this.#spoilt.size > 0 && world.random.chance(0.8);
      await this.#work(isRepair ? "repair" : "round", kill);
    }
    this.#cutShort = false;
    if (history.repairedAtLast) await this.#work("repair", 0);
    world.ticks(world.random.below(10));
    await this.#cutOver();
    return history.repairedAtLast ? this.#different(() => false) : this.#different((key) => this.#isAsSpoilt(key));
  }

  /** Somebody deletes, changes or makes a record of the serverless index. */
  #spoil(): void {
    const world = this.#world;
    for (let left = 1 + world.random.below(3); left > 0; left -= 1) {
      const [namespace, id] = [world.random.pick(world.options.namespaces), world.random.pick(world.ids)];
      this.#serial += 1;
      const made = { id, values: [-this.#serial], metadata: { color: world.random.pick(COLORS) } };
      const record = world.random.chance(0.5) ? undefined : made;
      world.put("serverless", namespace, new Map([[id, record]]));
      this.#spoilt.set(`${namespace} ${id}`, { place: { kind: "different", namespace, id }, record });
    }
  }

  async #work(what: "round" | "repair", kill: number): Promise<void> {
    const process = new Process(kill === 0 ? undefined : kill);
    const rounds = await this.#rounds(process);
    const work = (what === "round" ? rounds.oneRound() : this.#repair(process, rounds)).then(() => "ended" as const);
    if ((await Promise.race([work, process.ended])) === "ended") return;
    work.catch(onlyLostLease);
    this.#paused.push(process);
    // Whoever takes the lease of a run that did not hand it back waits so long.
    this.#world.pass(LATE_MS);
  }

  async #repair(process: Process, rounds: Rounds): Promise<void> {
    const mending = new Mending(contextOf(new FakeClient()), await this.#course(process, rounds));
    await rounds.catchUp();
    this.#world.calm = this.#world.random.chance(0.5);
    await mending.mend([...this.#spoilt.values()].map(({ place }) => place));
  }

  async #course(process: Process, rounds: Rounds): Promise<WritingCourse> {
    const world = this.#world;
    const log = new LogReader(world.store, new Control(world.store, world.clock(process), () => "nonce"));
    return {
      truth: { fetch: (ns, ids) => this.#truth(process, ns, ids) },
      serverless: {
        fetch: async (ns, ids) => {
          await world.step(process, 0.3);
          return new Map(ids.flatMap((id) => pair(id, world.seen.get(ns)?.get(id))));
        },
      },
      inFlight: async () => {
        const touched = await touchedSince(log, this.#state.position);
        return new Map([...touched].map(([ns, { ids }]): [string, ReadonlySet<string>] => [ns, ids]));
      },
      unknowable: new Set(),
      mustServe: async () => {},
      fresh: async (ns) => {
        await world.step(process, 0.3);
        world.fresh(ns);
      },
      bring: async (named) => {
        if (this.cut === undefined) await rounds.oneRound(named);
        else await this.#bringBeside(process, named);
        if (this.#cutShort) await process.kill();
      },
    };
  }

  /** What the engine doesn't do: writes that no round knows of. */
  async #bringBeside(process: Process, named: NamedIds): Promise<void> {
    const world = this.#world;
    const sender = this.#sender(process);
    for (const [ns, ids] of named) {
      const found = await this.#truth(process, ns, [...ids]);
      if (this.cut === "no lease") {
        world.ticks(world.random.below(30));
        await (await this.#rounds(new Process())).oneRound();
      }
      await sender.bring(ns, new Map([...ids].map((id) => [id, found.get(id)])), DEAF);
    }
  }

  async #rounds(process: Process): Promise<Rounds> {
    const world = this.#world;
    const { store } = world;
    const clock = world.clock(process);
    const control = new Control(store, clock, () => "nonce");
    const log = new LogReader(store, control);
    this.#applier = process;
    const deps: RoundDeps = {
      ...{ log, clock, times: world.record.times, concurrency: 2 },
      done: new DoneMarks({ store, control, monotonic: () => world.now }),
      truth: { fetch: (ns, ids) => this.#truth(process, ns, ids) },
      bringer: this.#sender(process),
      direction: await directionOf("serverless", { world, process, cut: undefined, log, switched: undefined }),
      save: (state) => this.#save(process, state),
    };
    const baseShown = async () => {
      for (const ns of world.options.namespaces) world.fresh(ns);
    };
    return new Rounds(deps, resumeState(this.#state, world.now), { baseShown });
  }

  async #truth(process: Process, ns: string, ids: readonly string[]) {
    const world = this.#world;
    await world.step(process, 0.3);
    const answer = ids.flatMap((id) => pair(id, world.readPod(ns, id)));
    await world.step(process, 0.3, true);
    return new Map(answer);
  }

  #sender(process: Process): Sender {
    const world = this.#world;
    return new Sender({
      writer: {
        upsert: (ns, records) =>
          world.write(process, "serverless", ns, new Map(records.map((each) => [each.id, each]))),
        deleteIds: (ns, ids) => world.write(process, "serverless", ns, new Map(ids.map((id) => [id, undefined]))),
      },
      pacing: { run: (_ns, _load, send) => send() },
      clock: world.clock(process),
      mayApply: () => this.#mustBeApplier(process, process.isOver),
      ...{ requestMs: LATE_MS, attempts: 500 },
    });
  }

  #mustBeApplier(process: Process, isOver: boolean): void {
    if (isOver || (this.cut !== "no lease" && this.#applier !== process)) {
      throw new PodshiftError("APPLIER_BUSY", "killed, or another run holds the lease");
    }
  }

  async #save(process: Process, state: CatchUpState): Promise<void> {
    await this.#world.step(process, 0.05);
    this.#mustBeApplier(process, false);
    this.#state = JSON.parse(JSON.stringify(state)) as CatchUpState;
    await this.#world.step(process, 0.05);
  }

  /** Fences, and the last round, again and again until it succeeds. */
  async #cutOver(): Promise<void> {
    const world = this.#world;
    world.calm = this.history.repairedAtLast && world.calm;
    const rounds = await this.#rounds(new Process());
    for (let attempt = 0; ; attempt += 1) {
      world.calm = world.faultless = attempt > 2;
      await rounds.catchUp();
      world.ticks(world.random.below(4));
      world.drain();
      const last = await rounds.lastRound(world.record, world.end());
      if (last.kind === "done") return;
      if (attempt > 20) throw new Error(`the last round never ends: ${last.kind}`);
      world.stopped = false;
      if (last.kind === "unknown outcome") world.pass(LATE_MS);
    }
  }

  #different(isForgiven: (key: string) => boolean): string | undefined {
    const { pod, serverless, options, ids } = this.#world;
    for (const ns of options.namespaces) {
      for (const id of ids) {
        const [a, b] = [pod.get(ns)?.get(id), serverless.get(ns)?.get(id)];
        if (!isDeepStrictEqual(a, b) && !isForgiven(`${ns} ${id}`)) return `${ns} ${id}: ${JSON.stringify([a, b])}`;
      }
    }
    return undefined;
  }

  /** Different, but as somebody has left it: nothing of ours was laid over a write of the application. */
  #isAsSpoilt(key: string): boolean {
    const [ns = "", id = ""] = key.split(" ");
    const spoilt = this.#spoilt.get(key);
    return spoilt !== undefined && isDeepStrictEqual(spoilt.record, this.#world.serverless.get(ns)?.get(id));
  }
}

const DEAF = { onUnknown: () => {}, onRefused: () => {}, onApplied: () => {} };

function pair(id: string, record: StoredRecord | undefined): [string, StoredRecord][] {
  return record === undefined ? [] : [[id, record]];
}

function onlyLostLease(error: unknown): void {
  if (!(error instanceof PodshiftError) || error.code !== "APPLIER_BUSY") throw error;
}
