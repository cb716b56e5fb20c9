import { PodshiftError } from "../../../../provider/src/errors";
import { switchTraffic } from "../../../../provider/src/migration/cutover/switchTraffic";
import { ApplierLease } from "../../../../provider/src/writeLog/applierLease";
import { type Active, Control, type ControlRecord, type LogTimes } from "../../../../provider/src/writeLog/control";
import type { Position } from "../../../../provider/src/writeLog/position";
import { Writer } from "../../../../provider/src/writeLog/writer";
import { around, between, type Random, seeded } from "../../../support/writeLog/random";
import { CALM, type NetworkTemper, networkStore, VirtualNetwork } from "../../../support/writeLog/virtualNetwork";
import { VirtualProcess, VirtualTime } from "../../../support/writeLog/virtualTime";
import { contentOf } from "./logContent";
import { TestWay } from "./testWay";

/** How rough a history is. */
export interface Temper {
  readonly network: NetworkTemper;
  /** Share of a process's events before which it is paused, and for how long at most. */
  readonly paused: number;
  readonly pausesMs: readonly number[];
  /** Share of writers that die. */
  readonly dying: number;
}

export const ROUGH: Temper = {
  network: { legMs: 12, slow: 0.02, slowMs: 2_000, dropped: 0.003, lost: 0.01 },
  paused: 0.003,
  pausesMs: [200, 1_000, 3_000, 9_000],
  dying: 0.25,
};

export const TIMES: LogTimes = { leaseMs: 1_000, fenceMs: 2_500, settleMs: 0, lateMs: 4_000 };
const HOLD_MS = 1_500;
const STORE_TIMEOUT_MS = 500;
const INDEX_TIMEOUT_MS = 3_000;
/** Time-out of the coordinator's requests to an index. */
const REQUEST_MS = 800;
const END_MS = 60_000;
/** From here on nothing is paused, lost or slow: what is stuck then stays stuck. */
const CALM_MS = 50_000;

/** Longer than this no fence may stand while a writer lives: the rest is for their pauses to be over. */
const STUCK_MS = TIMES.fenceMs + 2_000;

export type Place = Map<string, number>;

/** What is wrong with a history; empty when it holds. */
export interface Outcome {
  readonly seed: number;
  readonly wrong: readonly string[];
  readonly acknowledged: number;
  readonly switches: number;
}

/** What a coordinator said at its end. */
interface Report {
  readonly run: string;
  readonly goal: Active;
  readonly said: "switched" | "there already" | "failed";
  /** The record when it said so. */
  readonly epoch: number;
}

/** One history of the protocol in virtual time: the product's own code on a store and two indexes that misbehave. */
export class History {
  readonly random: Random;
  readonly time: VirtualTime;
  readonly network: VirtualNetwork;
  readonly files = new Map<string, Uint8Array>();
  /** When each file was written last. */
  readonly writtenAt = new Map<string, number>();
  readonly indexes: Record<Active, Place> = { pod: new Map(), serverless: new Map() };
  /** The checkpoint of whoever catches up: ids of the log up to a position. */
  readonly progress: { position: Position; ids: Set<string> } = { position: {}, ids: new Set() };
  readonly acknowledged = new Map<string, number>();
  readonly reports: Report[] = [];
  readonly writers: VirtualProcess[] = [];
  #serial = 0;

  constructor(
    readonly seed: number,
    readonly temper: Temper = ROUGH,
  ) {
    this.random = seeded(seed);
    this.time = new VirtualTime(() => this.#pause());
    this.network = new VirtualNetwork(this.time, this.random, CALM);
  }

  async run(): Promise<Outcome> {
    const { time, temper, random } = this;
    const first = this.process("first");
    const places = { pod: { name: "pod", host: "pod" }, writes: "mirrored" as const, times: TIMES };
    void this.control(first).begin(places);
    await time.run(1_000);
    this.network.temper = temper.network;
    for (let n = 0; n < 5; n += 1) {
      const at = n < 2 ? time.now : between(random, 1_000, CALM_MS - 5_000);
      time.at(at, undefined, () => void this.#writer(`w${n}`));
    }
    void this.#drive();
    time.at(CALM_MS, undefined, () => {
      this.network.temper = CALM;
    });
    await time.run(END_MS);
    return this.#judge();
  }

  process(name: string): VirtualProcess {
    const { random } = this;
    return new VirtualProcess(this.time, name, between(random, 0.995, 1.005), between(random, -200, 200));
  }

  control(process: VirtualProcess): Control {
    const nonce = () => `${process.name}-${this.serial()}`;
    return new Control(this.store(process), process.clock, nonce);
  }

  store(process: VirtualProcess) {
    return networkStore(this.network, process, this.files, STORE_TIMEOUT_MS, (path) => {
      this.writtenAt.set(path, this.time.now);
    });
  }

  serial(): string {
    this.#serial += 1;
    return String(this.#serial);
  }

  #pause(): number {
    const { random, temper, time } = this;
    if (time.now > CALM_MS || random() >= temper.paused) return 0;
    const longest = temper.pausesMs[Math.floor(random() * temper.pausesMs.length)] ?? 0;
    return random() * longest;
  }

  async #writer(name: string): Promise<void> {
    const { random, time } = this;
    const process = this.process(name);
    this.writers.push(process);
    const { clock, leaseClock } = process;
    const control = this.control(process);
    const options = { store: this.store(process), control, name, unique: () => this.serial(), clock, leaseClock };
    const writer = new Writer(options);
    if (random() < this.temper.dying) time.at(between(random, 2_000, CALM_MS), undefined, () => kill(process));
    else if (random() < 0.3) time.at(between(random, 5_000, CALM_MS), process, () => void writer.end());
    for (;;) {
      try {
        await writer.start();
        break;
      } catch {
        await clock.sleep(100);
      }
    }
    for (const worker of [0, 1]) void this.#worker(writer, process, `${name}/${worker}`);
  }

  /** Writes records one after the other, each in a few versions; the last version counts. */
  async #worker(writer: Writer, process: VirtualProcess, name: string): Promise<void> {
    const { random } = this;
    for (let number = 0; ; number += 1) {
      const id = `${name}/${number}`;
      for (let version = 1; ; version += 1) {
        const written = await this.#write(writer, process, id, version);
        if (written === "ended") return;
        if (written === "done") this.acknowledged.set(id, version);
        await process.clock.sleep(around(random, 350));
        if (written !== "done" || random() < 0.4) break;
      }
    }
  }

  async #write(writer: Writer, process: VirtualProcess, id: string, version: number) {
    const upsert = (active: Active) => () => {
      const index = this.indexes[active];
      index.set(id, Math.max(version, index.get(id) ?? 0));
      return "done" as const;
    };
    try {
      return await writer.write<"done">({
        entries: () => [{ op: "upsert", ns: "", id, values: [version] }],
        send: (active) => this.network.request(process, INDEX_TIMEOUT_MS, upsert(active)),
        deferred: () => "done",
        isRefusal: () => false,
      });
    } catch (error) {
      return error instanceof PodshiftError && error.code === "WRITER_ENDED" ? "ended" : "failed";
    }
  }

  /** Brings traffic to serverless and perhaps back, with coordinators that are killed, slow, or started twice. */
  async #drive(): Promise<void> {
    const { random, time } = this;
    await time.sleep(between(random, 1_500, 4_000));
    let goal: Active = "serverless";
    while (time.now < CALM_MS) {
      const process = this.process(`c${this.serial()}`);
      void this.#coordinate(process, goal);
      await time.sleep(between(random, 2_000, 9_000));
      const now = this.record();
      if (now.state === "open" && now.active === goal) {
        if (random() < 0.15) return;
        goal = goal === "serverless" ? "pod" : "serverless";
      } else if (random() < 0.25) kill(process);
    }
  }

  async #coordinate(process: VirtualProcess, goal: Active): Promise<void> {
    const { clock, leaseClock, name } = process;
    const control = this.control(process);
    const store = this.store(process);
    const said = (what: Report["said"]) =>
      this.reports.push({ run: name, goal, said: what, epoch: this.record().epoch });
    try {
      const applier = await ApplierLease.take({ store, control, run: name, clock, leaseClock }, 40_000);
      const way = new TestWay(this, process, goal, applier, REQUEST_MS);
      try {
        const switched = await switchTraffic({
          ...{ store, control, clock, leaseClock, goal, way, applier, attempts: 4 },
          ...{ serverless: { name: "serverless", host: "serverless" }, holdMs: HOLD_MS, requestMs: REQUEST_MS },
          ...{ signal: new AbortController().signal, progress: () => undefined },
        });
        said(switched === undefined ? "there already" : "switched");
      } catch {
        said("failed");
      }
      await (way.clean ? applier.handBack() : applier.abandon());
    } catch {
      // Busy, or the store failed before anything was begun: nothing is claimed.
    }
  }

  /** The control record as it is, without asking over the network. */
  record(): ControlRecord {
    const last = this.records().at(-1);
    if (last === undefined) throw new Error("there is no log");
    return last;
  }

  records(): ControlRecord[] {
    const paths = [...this.files.keys()].filter((path) => path.startsWith("control/")).sort();
    return paths.map((path) => JSON.parse(Buffer.from(this.files.get(path) ?? []).toString()) as ControlRecord);
  }

  #judge(): Outcome {
    const records = this.records();
    const last = this.record();
    const final = this.indexes[last.active];
    const missing = [...this.acknowledged].filter(([id, version]) => (final.get(id) ?? 0) < version);
    const logged = contentOf(this.files);
    const unlogged = [...this.acknowledged].filter(([id, version]) => !logged.has(`${id}@${version}`));
    const switches = records.filter((record, at) => at > 0 && record.active !== records[at - 1]?.active);
    const stands = last.state === "fenced" && END_MS - (this.writtenAt.get(pathOf(last.epoch)) ?? 0) > STUCK_MS;
    const alive = this.writers.some(({ dead }) => !dead);
    const wrong = [
      ...missing.map(([id, version]) => `acknowledged and missing on ${last.active}: ${id} version ${version}`),
      ...unlogged.map(([id, version]) => `acknowledged and not in the log: ${id} version ${version}`),
      ...(alive && stands ? [`a fence of epoch ${last.epoch} stands at the end`] : []),
      ...records.flatMap((record, at) => (record.epoch === at + 1 ? [] : [`record ${at + 1} says ${record.epoch}`])),
      ...this.reports.flatMap((report) => untrue(report, switches, records)),
    ];
    return { seed: this.seed, wrong, acknowledged: this.acknowledged.size, switches: switches.length };
  }
}

function untrue(report: Report, switches: readonly ControlRecord[], records: readonly ControlRecord[]): string[] {
  const own = switches.some(({ by, active }) => by.startsWith(`${report.run}-`) && active === report.goal);
  const there = records[report.epoch - 1]?.active === report.goal;
  const lie =
    (report.said === "failed" && own) ||
    (report.said === "switched" && !own) ||
    (report.said === "there already" && !there && !switches.some(({ active }) => active === report.goal));
  return lie ? [`${report.run} said "${report.said}" of ${report.goal}, which is not true`] : [];
}

function pathOf(epoch: number): string {
  return `control/${String(epoch).padStart(12, "0")}.json`;
}

function kill(process: VirtualProcess): void {
  process.dead = true;
}
