import assert from "node:assert/strict";
import { PodshiftError } from "../../../provider/src/errors";
import { ApplierLease } from "../../../provider/src/writeLog/applierLease";
import { Control, type LogTimes } from "../../../provider/src/writeLog/control";
import { logOf } from "../../support/writeLog/logs";
import { between, seeded } from "../../support/writeLog/random";
import { CALM, type NetworkTemper, networkStore, VirtualNetwork } from "../../support/writeLog/virtualNetwork";
import { VirtualProcess, VirtualTime } from "../../support/writeLog/virtualTime";
import { swapHistory } from "./protocol/swapHistory";

const ROUGH: NetworkTemper = { legMs: 10, slow: 0.05, slowMs: 900, dropped: 0.02, lost: 0.05 };
const TIMES: LogTimes = { leaseMs: 300, fenceMs: 1_000, settleMs: 0, lateMs: 1_000 };

/** Several processes on one log, on a network that loses things. */
function world(seed: number, paused: number) {
  const random = seeded(seed);
  const time = new VirtualTime(() => (random() < paused ? between(random, 50, 6_000) : 0));
  const network = new VirtualNetwork(time, random, CALM);
  const files = new Map<string, Uint8Array>();
  let serial = 0;
  const join = (name: string) => {
    const process = new VirtualProcess(time, name, between(random, 0.99, 1.01), between(random, -500, 500));
    const store = networkStore(network, process, files, 400);
    return { process, store, control: new Control(store, process.clock, () => `${name}-${serial++}`) };
  };
  return { random, time, network, join };
}

describe("the control record", () => {
  it("is swapped as if one after the other, whatever the store loses", async () => {
    for (let seed = 1; seed <= 25; seed += 1) assert.deepEqual(await swapHistory(seed), [], `seed ${seed}`);
  });

  it("gives one of two swaps from the same record", async () => {
    const { time, join } = world(1, 0);
    const [one, other] = [join("one"), join("other")];
    const made: (string | undefined)[] = [];
    void (async () => {
      const from = await logOf(one.control);
      const swaps = [one, other].map(({ control }) => control.swapFrom(from, { soon: true }));
      made.push(...(await Promise.all(swaps)).map((record) => record?.by));
    })();
    await time.run(5_000);
    assert.equal(made.length, 2);
    assert.equal(made.filter((by) => by !== undefined).length, 1);
  });

  it("says that there is no log", async () => {
    const { time, join } = world(1, 0);
    let code = "";
    join("one")
      .control.read()
      .catch((error: unknown) => {
        code = error instanceof PodshiftError ? error.code : String(error);
      });
    await time.run(1_000);
    assert.equal(code, "LOG_NOT_FOUND");
  });
});

describe("the applier's lease", () => {
  it("never has two holders at once, however they are paused", async () => {
    let takes = 0;
    for (let seed = 1; seed <= 15; seed += 1) {
      const { random, time, network, join } = world(seed, 0.004);
      void logOf(join("first").control, [], { times: TIMES });
      await time.run(1_000);
      network.temper = { ...ROUGH, dropped: 0.005, lost: 0.01 };
      const holders = new Map<string, ApplierLease>();
      const twice: string[] = [];
      for (let n = 0; n < 4; n += 1) {
        void (async () => {
          for (let run = `r${n}`; ; run += "'") {
            const { process, store, control } = join(run);
            const lease = await ApplierLease.take({ store, control, run, ...process }, 60_000).catch(() => undefined);
            if (lease === undefined) continue;
            takes += 1;
            holders.set(run, lease);
            await process.clock.sleep(between(random, 200, 8_000));
            await (random() < 0.5 ? lease.handBack() : lease.abandon()).catch(() => lease.abandon());
            holders.delete(run);
          }
        })();
      }
      for (let at = 1_050; at < 120_000; at += 50) {
        time.at(at, undefined, () => {
          const valid = [...holders].filter(([, { left }]) => left > 0).map(([run]) => run);
          if (valid.length > 1) twice.push(`${at} ms: ${valid.join(" and ")}`);
        });
      }
      await time.run(120_000);
      assert.deepEqual(twice, [], `seed ${seed}`);
    }
    assert.ok(takes > 60, `only ${takes} leases were taken`);
  });
});
