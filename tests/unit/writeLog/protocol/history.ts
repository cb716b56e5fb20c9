import { PodshiftError } from "../../../../provider/src/errors";
import { switchTraffic } from "../../../../provider/src/migration/cutover/switchTraffic";
import { ApplierLease } from "../../../../provider/src/writeLog/applierLease";
import { type Active, Control, type ControlRecord, type LogTimes } from "../../../../provider/src/writeLog/control";
import type { Position } from "../../../../provider/src/writeLog/position";
import { Writer } from "../../../../provider/src/writeLog/writer";
import { around, between, type Random, seeded } from "../../../support/writeLog/random";
import type { Reach } from "../../../support/writeLog/s3NetworkStore";
import { CALM, networkStore, VirtualNetwork } from "../../../support/writeLog/virtualNetwork";
import { VirtualProcess, VirtualTime } from "../../../support/writeLog/virtualTime";
import { judge, type Outcome, type Report, recordOf } from "./judge";
import { SILENT, type Temper, temperOf } from "./temper";
import { TestWay } from "./testWay";

/** No request takes effect later than this after it was sent. */
const LATE_MS = 4_000;
export const TIMES: LogTimes = { leaseMs: 1_000, fenceMs: 2_500, settleMs: 0, lateMs: LATE_MS };
const HOLD_MS = 1_500;
const STORE_TIMEOUT_MS = 500;
const INDEX_TIMEOUT_MS = 3_000;
/** Time-out of the coordinator's requests to an index. */
const REQUEST_MS = 800;

/** What happens in a history. */
export interface Shape {
  readonly endMs: number;
  /** From here on nothing is paused, lost or slow: what is stuck then stays stuck. */
  readonly calmMs: number;
  readonly writers: number;
  readonly workers: number;
  /** One switch, with a writer that falls silent just then; or many, at any time. */
  readonly once: boolean;
}

export const LONG: Shape = { endMs: 60_000, calmMs: 50_000, writers: 5, workers: 4, once: false };
export const SHORT: Shape = { endMs: 11_500, calmMs: 9_000, writers: 2, workers: 6, once: true };

export type Place = Map<string, number>;

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
  /** Those that leave, or have left: nobody of them waits for a fence to go. */
  readonly leaving = new Set<VirtualProcess>();
  #serial = 0;
  #leftFences = 0;
  /** The control record that holds: numbers are created in their order. */
  #last: ControlRecord | undefined;

  readonly temper: Temper;

  constructor(
    readonly seed: number,
    readonly shape: Shape = LONG,
    readonly reach: Reach = networkStore,
  ) {
    this.random = seeded(seed);
    this.temper = shape.once ? SILENT : temperOf(this.random);
    this.time = new VirtualTime((process) => this.#pause(process));
    this.network = new VirtualNetwork(this.time, this.random, CALM);
  }

  async run(): Promise<Outcome> {
    const { time, temper, random } = this;
    const first = this.process("first");
    const places = { pod: { name: "pod", host: "pod" }, writes: "mirrored" as const, times: TIMES };
    void this.control(first).begin(places);
    await time.run(1_000);
    this.network.temper = temper.network;
    this.#leftFences = temper.leftFences;
    for (let n = 0; n < this.shape.writers; n += 1) {
      const at = n < 2 ? time.now : between(random, 1_000, this.shape.calmMs - 5_000);
      time.at(at, undefined, () => void this.#writer(`w${n}`));
    }
    void (this.shape.once ? this.#switchOnce() : this.#drive());
    time.at(this.shape.calmMs, undefined, () => {
      this.network.temper = CALM;
    });
    await time.run(this.shape.endMs);
    return judge(this);
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
    return this.reach(this.network, process, this.files, STORE_TIMEOUT_MS, (path) => {
      this.writtenAt.set(path, this.time.now);
      if (!path.startsWith("control/")) return;
      this.#last = recordOf(this.files.get(path));
      if (this.#last.state === "fenced" && this.random() < this.#leftFences) this.#killSoon(process);
    });
  }

  /** A coordinator in its fence. */
  #killSoon(process: VirtualProcess): void {
    this.time.at(this.time.now + this.random() * 200, undefined, () => kill(process));
  }

  serial(): string {
    this.#serial += 1;
    return String(this.#serial);
  }

  get #slowWrites(): number {
    return this.time.now < this.shape.calmMs ? this.temper.slowWrites : 0;
  }

  /** One request of a coordinator that writes to the index that does not serve. */
  bring(process: VirtualProcess, effect: () => void): Promise<void> {
    const slow = this.time.now < this.shape.calmMs ? this.temper.slowBrings : 0;
    return this.network.request(process, REQUEST_MS, effect, slow, LATE_MS);
  }

  /** Who coordinates is paused less: it makes many more steps, and is to come to its end. */
  #pause({ name }: VirtualProcess): number {
    const { random, temper, time } = this;
    const share = name.startsWith("c") ? temper.paused / 10 : temper.paused;
    if (time.now > this.shape.calmMs || random() >= share) return 0;
    const [from, to] = temper.pausesMs[Math.floor(random() * temper.pausesMs.length)] ?? [0, 0];
    return between(random, from, to);
  }

  async #writer(name: string): Promise<void> {
    const { random, time } = this;
    const process = this.process(name);
    this.writers.push(process);
    const { clock, leaseClock } = process;
    const control = this.control(process);
    const options = { store: this.store(process), control, name, unique: () => this.serial(), clock, leaseClock };
    const writer = new Writer(options);
    if (random() < this.temper.dying)
      time.at(between(random, 2_000, this.shape.calmMs), undefined, () => kill(process));
    else if (!this.shape.once && random() < 0.3)
      time.at(between(random, 5_000, this.shape.calmMs), process, () => {
        this.leaving.add(process);
        void writer.end();
      });
    for (;;) {
      try {
        await writer.start();
        break;
      } catch {
        await clock.sleep(100);
      }
    }
    for (let n = 0; n < this.shape.workers; n += 1) void this.#worker(writer, process, `${name}/${n}`);
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
        await process.clock.sleep(around(random, 250));
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
        send: (active) => this.network.request(process, INDEX_TIMEOUT_MS, upsert(active), this.#slowWrites),
        deferred: () => "done",
        isRefusal: () => false,
      });
    } catch (error) {
      return error instanceof PodshiftError && error.code === "WRITER_ENDED" ? "ended" : "failed";
    }
  }

  /** A writer is silent for about as long as it takes to be declared dead, or until after the switch. */
  async #switchOnce(): Promise<void> {
    const { random, time } = this;
    await time.sleep(between(random, 800, 1_500));
    const silent = this.writers[0];
    const [from, to] = random() < 0.5 ? [1_800, 3_500] : [3_500, 7_000];
    if (silent !== undefined) silent.pausedUntil = time.now + between(random, from, to);
    await time.sleep(between(random, 0, 200));
    await this.#coordinate(this.process(`c${this.serial()}`), "serverless");
  }

  /** Brings traffic to serverless and perhaps back, with coordinators that are killed, slow, or started twice. */
  async #drive(): Promise<void> {
    const { random, time } = this;
    await time.sleep(between(random, 1_500, 4_000));
    let goal: Active = "serverless";
    while (time.now < this.shape.calmMs) {
      const process = this.process(`c${this.serial()}`);
      void this.#coordinate(process, goal);
      await time.sleep(between(random, 2_000, 9_000));
      const now = this.record();
      if (now.state === "open" && now.active === goal) {
        if (random() < 0.15) return;
        goal = goal === "serverless" ? "pod" : "serverless";
      } else if (random() < 0.25) kill(process);
    }
    if (random() < 0.5) return;
    // The last one leaves its fence behind: nobody of its kind comes any more.
    this.#leftFences = 1;
    await this.#coordinate(this.process(`c${this.serial()}`), this.record().active === "pod" ? "serverless" : "pod");
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
    if (this.#last === undefined) throw new Error("there is no log");
    return this.#last;
  }
}

function kill(process: VirtualProcess): void {
  process.dead = true;
}
