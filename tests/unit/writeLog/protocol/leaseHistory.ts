import { announce } from "../../../../provider/src/migration/cutover/announce";
import { Control, type ControlRecord } from "../../../../provider/src/writeLog/control";
import { type KeeperOptions, LeaseKeeper } from "../../../../provider/src/writeLog/leaseKeeper";
import { logOf } from "../../../support/writeLog/logs";
import { between, type Random, seeded } from "../../../support/writeLog/random";
import type { Reach } from "../../../support/writeLog/s3NetworkStore";
import { CALM, type NetworkTemper, networkStore, VirtualNetwork } from "../../../support/writeLog/virtualNetwork";
import { VirtualProcess, VirtualTime } from "../../../support/writeLog/virtualTime";
import { TIMES } from "./history";

const NETWORK: NetworkTemper = { legMs: 10, slow: 0.12, slowMs: 450, dropped: 0.002, lost: 0.005 };
const END_MS = 40_000;
/** How long is looked on after an announcement: what was on the way by then has come. */
const WINDOW_MS = 1_500;
const LOOK_MS = 5;

/**
 * Leases alone: processes that renew theirs and fall silent for about as long as one holds, and a coordinator that
 * announces fences. Once it has, nobody may believe in a lease whom the fence would not wait for.
 */
export class LeaseHistory {
  readonly #random: Random;
  readonly #time: VirtualTime;
  readonly #network: VirtualNetwork;
  readonly #files = new Map<string, Uint8Array>();
  readonly #keepers: LeaseKeeper[] = [];
  readonly wrong: string[] = [];
  /** Writers that were declared dead. */
  closed = 0;
  #serial = 0;
  /** The control record that holds. */
  #record: ControlRecord | undefined;

  constructor(
    readonly seed: number,
    readonly reach: Reach = networkStore,
  ) {
    this.#random = seeded(seed);
    this.#time = new VirtualTime(({ name }) =>
      name !== "c" && this.#random() < 0.05 ? between(this.#random, 800, 1_900) : 0,
    );
    this.#network = new VirtualNetwork(this.#time, this.#random, CALM);
  }

  async run(): Promise<void> {
    const coordinator = this.#join("c");
    void logOf(coordinator.control, [], { times: TIMES });
    await this.#time.run(1_000);
    this.#network.temper = NETWORK;
    for (let n = 0; n < 5; n += 1) void this.#keep(`w${n}`);
    void this.#coordinate(coordinator);
    await this.#time.run(END_MS);
    this.closed = Object.values(this.#record?.writers ?? {}).filter(({ end }) => end !== undefined).length;
  }

  #join(name: string): KeeperOptions {
    const process = new VirtualProcess(this.#time, name, between(this.#random, 0.995, 1.005));
    const store = this.reach(this.#network, process, this.#files, 1_000, (path) => this.#written(path));
    const unique = () => `${name}-${this.#serial++}`;
    return { ...process, name, store, unique, control: new Control(store, process.clock, unique) };
  }

  async #keep(name: string): Promise<void> {
    const options = this.#join(name);
    const keeper = new LeaseKeeper(options);
    await keeper.start().catch(() => undefined);
    this.#keepers.push(keeper);
  }

  async #coordinate(deps: KeeperOptions): Promise<void> {
    for (;;) {
      await deps.clock.sleep(between(this.#random, 100, 1_000));
      try {
        await announce({ ...deps, progress: () => undefined });
      } catch {
        continue;
      }
      for (let at = 0; at < WINDOW_MS; at += LOOK_MS) {
        this.#look();
        await this.#time.sleep(LOOK_MS);
      }
    }
  }

  #look(): void {
    const writers = this.#record?.writers ?? {};
    for (const { gate } of this.#keepers) {
      if (gate.kind !== "open" || gate.me.validity.left <= 0 || writers[gate.me.id]?.end === undefined) continue;
      const left = Math.round(gate.me.validity.left);
      this.wrong.push(`${gate.me.id} is closed and believes in its lease for ${left} ms, at ${this.#time.now} ms`);
    }
  }

  #written(path: string): void {
    if (!path.startsWith("control/")) return;
    this.#record = JSON.parse(Buffer.from(this.#files.get(path) ?? []).toString()) as ControlRecord;
  }
}
