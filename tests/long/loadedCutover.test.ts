import { setTimeout as delay } from "node:timers/promises";
import type { Active, WriteMode } from "../../provider/src/writeLog/control";
import { assertNothingLost, assertServed } from "../support/load/assertions";
import { Drive, SERVERLESS } from "../support/load/drive";
import { writeFaults } from "../support/load/faults";
import { Fleet, type FleetOptions } from "../support/load/fleet";
import { Seeded } from "../support/load/seeded";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
const TIMES = { leaseMs: 3_000, fenceMs: 6_000, settleMs: 0, lateMs: 1_000 };
/** A run that a dead service made fail is made again so often. */
const RERUNS = 5;

describe(`traffic is switched there and back under load by processes of an application (PODSHIFT_SEED=${SEED})`, function () {
  this.timeout(150_000);
  let fleet: Fleet;
  let drive: Drive;

  afterEach(() => fleet?.dispose());

  async function copied(writes: WriteMode, options: Partial<FleetOptions> = {}): Promise<void> {
    fleet = await Fleet.start({
      ...{ apiKey: "load", writers: 3, readers: 1, perSecond: 20, lanes: 4, ids: 60, seed: SEED, bulk: true },
      ...{ persistent: false, consistencyMs: 30, lateMs: TIMES.lateMs, ...options },
    });
    drive = new Drive(fleet, { writes, times: TIMES, holdMs: 2_000 });
    await drive.beginLog();
    await fleet.begin();
    await fleet.emulator.setFaults(writeFaults(SEED, 0.002));
    await drive.copy();
  }

  async function quiet(): Promise<void> {
    await fleet.emulator.clearFaults();
    await fleet.quiet();
  }

  for (const writes of ["mirrored", "deferred"] satisfies WriteMode[]) {
    it(`${writes}: both indexes hold what was acknowledged, and no read failed`, async () => {
      await copied(writes);
      for (const goal of ["serverless", "pod", "serverless"] as const) {
        await drive.switchTo(goal);
        await delay(500);
      }
      await quiet();
      assertServed(fleet, 100);
      await assertNothingLost(fleet, SERVERLESS);
      await drive.switchTo("pod");
      await assertNothingLost(fleet, fleet.podIndex, SERVERLESS);
    });
  }

  it("a writer killed, and one paused for longer than its lease, during each switch", async () => {
    await copied("mirrored");
    const random = new Seeded(SEED);
    const hit = async () => {
      await delay(random.below(1_500));
      await Promise.all([fleet.killWriter("w0").then(() => fleet.startWriter("w0")), pausedWriter("w1")]);
    };
    for (const goal of ["serverless", "pod"] as const) await Promise.all([drive.switchTo(goal), hit()]);
    await quiet();
    assertServed(fleet, 100);
    await assertNothingLost(fleet, fleet.podIndex);
  });

  it("the service killed during each switch: the next run goes on", async () => {
    await copied("mirrored", { persistent: true });
    const random = new Seeded(SEED);
    const hit = async () => {
      await delay(random.below(1_500));
      await fleet.emulator.restart();
    };
    for (const goal of ["serverless", "pod"] as const) await Promise.all([untilSwitched(goal), hit()]);
    await quiet();
    await assertNothingLost(fleet, fleet.podIndex);
  });

  async function pausedWriter(name: string): Promise<void> {
    fleet.signalWriter(name, "SIGSTOP");
    await delay(TIMES.leaseMs * 1.5);
    fleet.signalWriter(name, "SIGCONT");
  }

  async function untilSwitched(goal: Active): Promise<void> {
    for (let run = 1; ; run += 1) {
      try {
        await drive.switchTo(goal);
        return;
      } catch (error) {
        if (run >= RERUNS) throw error;
        await delay(200);
      }
    }
  }
});
