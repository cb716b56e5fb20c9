import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { assertNothingLost } from "../../support/load/assertions";
import { countWrites } from "../../support/load/counts";
import { Drive, SERVERLESS } from "../../support/load/drive";
import { writeFaults } from "../../support/load/faults";
import { Fleet } from "../../support/load/fleet";
import { Seeded } from "../../support/load/seeded";
import { API_KEY } from "../../support/podIndexFixture";
import { ProxyLoad } from "../../support/proxy/proxyLoad";
import { grpcWriting, restWriting } from "../../support/proxy/writing";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
const TIMES = { leaseMs: 1_000, fenceMs: 6_000, settleMs: 0, lateMs: 500 };

describe(`proxies under load (PODSHIFT_SEED=${SEED})`, () => {
  let fleet: Fleet | undefined;
  let load: ProxyLoad | undefined;

  afterEach(async () => {
    await load?.dispose();
    await fleet?.dispose();
  });

  it("two proxies, one of them killed during a cutover or a rollback: no acknowledged write is lost", async () => {
    const options = {
      ...{ apiKey: API_KEY, writers: 2, readers: 0, perSecond: 40, lanes: 4, ids: 60, seed: SEED, bulk: true },
      ...{ persistent: false, consistencyMs: 30, lateMs: TIMES.lateMs },
    };
    fleet = await Fleet.start(options);
    load = new ProxyLoad(fleet, options);
    const drive = new Drive(fleet, { writes: "mirrored", times: TIMES, holdMs: 2_000 });
    await drive.beginLog();
    const urls = await load.startProxies();
    load.begin([restWriting(urls), grpcWriting(urls)]);
    await fleet.emulator.setFaults(writeFaults(SEED, 0.002));
    await drive.copy();
    const random = new Seeded(SEED);
    const hitDuring = random.pick(["serverless", "pod"] as const);
    for (const goal of ["serverless", "pod"] as const) {
      const hit = delay(random.below(1_000)).then(() => (goal === hitDuring ? load?.hit(random.below(2)) : undefined));
      await Promise.all([drive.switchTo(goal), hit]);
    }
    await fleet.emulator.clearFaults();
    await load.quiet();
    const writes = countWrites(fleet.attempts());
    assert.ok(writes.acked > 100, JSON.stringify(writes));
    assert.deepEqual(
      load.refusals.filter((text) => !/^(404|grpc 5)/.test(text)),
      [],
    );
    await assertNothingLost(fleet, fleet.podIndex);
    await drive.switchTo("serverless");
    await assertNothingLost(fleet, SERVERLESS, fleet.podIndex);
  });
});
