import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Active, WriteMode } from "../../provider/src/writeLog/control";
import { assertNothingLost } from "../support/load/assertions";
import { countWrites } from "../support/load/counts";
import { Drive, SERVERLESS } from "../support/load/drive";
import { writeFaults } from "../support/load/faults";
import { Fleet } from "../support/load/fleet";
import { Seeded } from "../support/load/seeded";
import { type FaultyPlace, startFaultyPlace } from "../support/s3/faultyPlace";
import { type S3Rule, storeFaults } from "../support/s3/s3Faults";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
const TIMES = { leaseMs: 3_000, fenceMs: 6_000, settleMs: 0, lateMs: 1_000 };
/** A run that the store made fail is made again so often. */
const RERUNS = 8;
const WRITES = ["create", "put"] as const;

/** What goes wrong with the store, one kind at a time; then all together. */
const KINDS: Readonly<
  Record<string, { readonly rules?: readonly S3Rule[]; readonly set?: (at: FaultyPlace) => void }>
> = {
  "a PUT that times out after its success": {
    rules: [{ operation: WRITES, share: 0.02, fault: { kind: "holdAnswer", ms: 4_000 } }],
  },
  "a PUT whose answer is lost": { rules: [{ operation: WRITES, share: 0.04, fault: { kind: "dropAnswer" } }] },
  "a PUT that comes late": {
    rules: [{ operation: WRITES, share: 0.03, fault: { kind: "delay", ms: 300, upToMs: 4_000 } }],
  },
  "503 SlowDown": { rules: [{ share: 0.15, fault: { kind: "refuse", code: "SlowDown" } }] },
  "409 and 500": {
    rules: [
      { operation: "create", share: 0.15, fault: { kind: "refuse", code: "ConditionalRequestConflict" } },
      { share: 0.05, fault: { kind: "refuse", code: "InternalError" } },
    ],
  },
  "connections that break, answers that are cut off": {
    rules: [
      { share: 0.03, fault: { kind: "reset" } },
      { operation: ["get", "list"], share: 0.05, fault: { kind: "truncate" } },
    ],
  },
  "a listing that lags": { set: ({ s3 }) => s3.lagListings(600_000) },
  "a clock that is wrong by less than half a second": { set: ({ s3 }) => s3.skewClock(300) },
  "all together": { rules: storeFaults(0.005), set: ({ s3 }) => s3.lagListings(5_000) },
};

describe(`traffic is switched under load with the log on S3 (PODSHIFT_SEED=${SEED})`, function () {
  this.timeout(900_000);
  const total = { switches: 0, reruns: 0, killed: 0, lostNetwork: 0, acked: 0, unknown: 0, reads: 0, failedReads: 0 };
  let place: FaultyPlace;
  let fleet: Fleet | undefined;
  let drive: Drive;

  afterEach(async () => {
    await fleet?.dispose();
    await place.stop();
  });
  after(() => console.log(`      ${JSON.stringify(total)}`));

  async function copied(writes: WriteMode, seed: number): Promise<Fleet> {
    place = await startFaultyPlace(seed);
    const made = await Fleet.start({
      ...{ apiKey: "load", writers: 3, readers: 1, perSecond: 15, lanes: 4, ids: 60, seed, bulk: true },
      ...{ persistent: false, consistencyMs: 30, lateMs: TIMES.lateMs, log: place },
      ...(writes === "deferred" ? { mayBeLogged: true } : {}),
    });
    fleet = made;
    drive = new Drive(made, { writes, times: TIMES, holdMs: 2_000 });
    await drive.beginLog();
    await made.begin();
    await made.emulator.setFaults(writeFaults(seed, 0.002));
    return made;
  }

  async function again(work: () => Promise<unknown>): Promise<void> {
    for (let run = 1; ; run += 1) {
      try {
        await work();
        return;
      } catch (error) {
        if (run >= RERUNS) throw error;
        total.reruns += 1;
        await delay(200);
      }
    }
  }

  /** A writer killed, and the way to the store lost for a while, at a random moment. */
  async function hit(at: Fleet, random: Seeded): Promise<void> {
    await delay(random.below(1_500));
    const writer = random.pick(at.writerNames);
    await at.killWriter(writer);
    total.killed += 1;
    await at.startWriter(writer);
    if (random.next() < 0.5) return;
    total.lostNetwork += 1;
    await place.s3.lose(300 + random.below(2_500));
  }

  async function judged(at: Fleet, active: Active): Promise<void> {
    place.s3.setRules([]);
    place.s3.skewClock(0);
    await at.emulator.clearFaults();
    await at.quiet();
    const [writes, reads] = [countWrites(at.attempts()), at.reads()];
    total.acked += writes.acked;
    total.unknown += writes.unknown;
    total.reads += reads.reads;
    total.failedReads += reads.failed;
    assert.ok(writes.acked >= 80, JSON.stringify(writes));
    assert.equal(reads.failed, 0, JSON.stringify(reads));
    await assertNothingLost(at, active === "serverless" ? SERVERLESS : at.podIndex);
  }

  let seed = SEED;
  for (const writes of ["mirrored", "deferred"] satisfies WriteMode[]) {
    for (const [kind, { rules = [], set }] of Object.entries(KINDS)) {
      const own = seed++;
      it(`${writes}, ${kind}: writers are killed, and no acknowledged write is lost`, async () => {
        const at = await copied(writes, own);
        place.s3.setRules(rules);
        set?.(place);
        await again(() => drive.copy());
        const random = new Seeded(own);
        for (const goal of ["serverless", "pod", "serverless"] as const) {
          await Promise.all([again(() => drive.switchTo(goal)), hit(at, random)]);
          total.switches += 1;
        }
        await judged(at, "serverless");
      });
    }
  }
});
