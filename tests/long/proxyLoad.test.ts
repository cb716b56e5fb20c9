import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { assertNothingLost } from "../support/load/assertions";
import { countWrites } from "../support/load/counts";
import { SERVERLESS } from "../support/load/drive";
import { writeFaults } from "../support/load/faults";
import { Fleet } from "../support/load/fleet";
import { LoadStack } from "../support/load/loadStack";
import { Seeded } from "../support/load/seeded";
import { API_KEY } from "../support/podIndexFixture";
import { type OfficialWriters, officialWriters } from "../support/proxy/officialWriters";
import { ProxyLoad } from "../support/proxy/proxyLoad";
import { ClientWriting } from "../support/proxy/writing";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.PODSHIFT_PROXY_ROUNDS ?? 4);
const TIMING = { leaseSeconds: 3, lateSeconds: 1, settleSeconds: 0, holdSeconds: 2, fenceSeconds: 6 };
const PHASES = ["copy", "cutover", "copy", "cutover"] as const;
/** Milliseconds into an `up` at which a proxy is killed, at least and at most. */
const HIT_MS = [1_000, 8_000] as const;
const PROGRAMS = ["python rest", "python grpc", "go"] as const;

describe(`Python (REST and gRPC) and Go write through two proxies, the real CLI switches (PODSHIFT_SEED=${SEED})`, () => {
  let programs: OfficialWriters;
  let fleet: Fleet | undefined;
  let load: ProxyLoad | undefined;
  let stack: LoadStack | undefined;
  const total: Record<string, number> = { rounds: 0, kills: 0, killsDuringUp: 0, attempts: 0, acked: 0, unknown: 0 };

  before(async function () {
    const found = await officialWriters();
    if ("missing" in found) {
      console.log(`      skipped: the Python or Go client can't be set up here: ${found.missing}`);
      this.skip();
    }
    programs = found;
  });

  afterEach(async () => {
    await load?.dispose();
    await stack?.dispose();
    await fleet?.dispose();
  });

  after(() => console.log(`      ${JSON.stringify(total)}`));

  const count = (name: string, n: number) => {
    total[name] = (total[name] ?? 0) + n;
  };

  for (let round = 0; round < ROUNDS; round += 1) {
    it(`${round + 1}: there, back and there again, a proxy killed in each phase: no acknowledged write is lost`, async () => {
      const [seed, lateMs] = [SEED + round, TIMING.lateSeconds * 1_000];
      const options = {
        ...{
          apiKey: API_KEY,
          writers: PROGRAMS.length,
          readers: 0,
          perSecond: 12,
          lanes: 3,
          ids: 20,
          seed,
          bulk: true,
        },
        ...{ persistent: false, consistencyMs: 30, lateMs },
      };
      fleet = await Fleet.start(options);
      load = new ProxyLoad(fleet, options);
      stack = await LoadStack.of(fleet, { writes: "mirrored", timing: TIMING });
      await stack.reach("capture");
      const urls = await load.startProxies();
      load.begin(await Promise.all(PROGRAMS.map((name) => ClientWriting.start(programs[name], urls))));
      await fleet.emulator.setFaults(writeFaults(seed, 0.002));
      const random = new Seeded(seed);
      for (const phase of PHASES) count("killsDuringUp", (await reachAndHit(stack, load, phase, random)) ? 1 : 0);
      await fleet.emulator.clearFaults();
      await load.quiet();
      const writes = countWrites(fleet.attempts());
      for (const name of ["attempts", "acked", "unknown"] as const) count(name, writes[name]);
      count("rounds", 1);
      count("kills", PHASES.length);
      for (const [error, n] of Object.entries(load.errors)) count(`error ${error}`, n);
      // A namespace that a serverless index doesn't have has nothing to delete; nothing else may be refused.
      assert.deepEqual(
        load.refusals.filter((text) => !/^(404|NotFound)/.test(text)),
        [],
      );
      for (const name of fleet.writerNames) {
        const own = countWrites(fleet.attempts().filter(({ lane }) => lane.startsWith(`${name}.`)));
        assert.ok(own.acked > 100, `${name}: ${JSON.stringify(own)}`);
      }
      await assertNothingLost(fleet, SERVERLESS);
      await stack.reach("copy");
      await assertNothingLost(fleet, fleet.podIndex, SERVERLESS);
    });
  }
});

/** True when the CLI was at work when the proxy was killed. A proxy that died may never fail an `up`. */
async function reachAndHit(stack: LoadStack, load: ProxyLoad, phase: (typeof PHASES)[number], random: Seeded) {
  stack.set(phase);
  const up = stack.start();
  const atMs = HIT_MS[0] + random.below(HIT_MS[1] - HIT_MS[0]);
  const ended = await Promise.race([up.ended.then(() => true), delay(atMs).then(() => false)]);
  await load.hit(random.below(load.proxies.length));
  const { code, output } = await up.ended;
  assert.equal(code, 0, output);
  return !ended;
}
