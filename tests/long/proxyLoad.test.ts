import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { WriteMode } from "../../provider/src/writeLog/control";
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
import { ProxyReaders } from "../support/proxy/readers";
import { ReadJournal } from "../support/proxy/readJournal";
import { judgeAsked, judgeReads } from "../support/proxy/readJudge";
import { type Serving, servingsOf } from "../support/proxy/servings";
import { ClientWriting } from "../support/proxy/writing";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
/** Of each mode. */
const ROUNDS = Number(process.env.PODSHIFT_PROXY_ROUNDS ?? 2);
const MODES = (process.env.PODSHIFT_PROXY_MODES ?? "mirrored,deferred").split(",") as WriteMode[];
const TIMING = { leaseSeconds: 3, lateSeconds: 1, settleSeconds: 0, holdSeconds: 2, fenceSeconds: 6 };
const PHASES = ["copy", "cutover", "copy", "cutover"] as const;
/** Milliseconds into an `up` at which a proxy is killed, at least and at most. */
const HIT_MS = [1_000, 8_000] as const;
/** Two proxies order by their clocks, which may be 500 ms apart (docs/proxy.md): one is ahead by less. */
const DEFERRED = { aheadMs: 300, orderMs: 500 };
const MIRRORED = { aheadMs: 0, orderMs: 0 };
/** Of the service, twice; and some for a busy machine. */
const CONSISTENCY_MS = 30;
const FRESH_MS = CONSISTENCY_MS * 2 + 100;
const PROGRAMS = ["python rest", "python grpc", "go"] as const;

describe(`Python (REST and gRPC) and Go write through two proxies, the real CLI switches (PODSHIFT_SEED=${SEED})`, () => {
  let programs: OfficialWriters;
  let fleet: Fleet | undefined;
  let load: ProxyLoad | undefined;
  let readers: ProxyReaders | undefined;
  let journal: ReadJournal | undefined;
  let stack: LoadStack | undefined;
  let total: Record<string, number>;

  before(async function () {
    const found = await officialWriters();
    if ("missing" in found) {
      console.log(`      skipped: the Python or Go client can't be set up here: ${found.missing}`);
      this.skip();
    }
    programs = found;
  });

  afterEach(async () => {
    await readers?.quiet();
    await journal?.end();
    await load?.dispose();
    await stack?.dispose();
    await fleet?.dispose();
  });

  const count = (name: string, n: number) => {
    total[name] = (total[name] ?? 0) + n;
  };

  for (const writes of MODES) {
    describe(writes, () => {
      before(() => {
        total = { rounds: 0, kills: 0, killsDuringUp: 0, attempts: 0, acked: 0, unknown: 0 };
      });
      after(() => console.log(`      ${JSON.stringify(total)}`));
      for (let round = 0; round < ROUNDS; round += 1) {
        it(`${round + 1}: there, back and there again, a proxy killed in each phase: no acknowledged write is lost, no read is wrong`, () =>
          walk(writes, SEED + round));
      }
    });
  }

  async function walk(writes: WriteMode, seed: number): Promise<void> {
    const lateMs = TIMING.lateSeconds * 1_000;
    const { aheadMs, orderMs } = writes === "deferred" ? DEFERRED : MIRRORED;
    const options = {
      ...{ apiKey: API_KEY, writers: PROGRAMS.length, readers: 0, perSecond: 12, lanes: 3, ids: 20, seed, bulk: true },
      ...{ persistent: false, consistencyMs: CONSISTENCY_MS, lateMs, orderMs },
    };
    fleet = await Fleet.start(options);
    load = new ProxyLoad(fleet, options);
    stack = await LoadStack.of(fleet, { writes, timing: TIMING });
    await stack.reach("capture");
    const urls = await load.startProxies(aheadMs);
    readers = new ProxyReaders(
      fleet.lanes.filter(({ kind }) => kind !== "shared"),
      seed,
    );
    journal = new ReadJournal(fleet.emulator.url, { pod: fleet.podIndex, serverless: SERVERLESS });
    readers.begin(urls);
    load.begin(await Promise.all(PROGRAMS.map((name) => ClientWriting.start(programs[name], urls))));
    await fleet.emulator.setFaults(writeFaults(seed, 0.002));
    const random = new Seeded(seed);
    for (const phase of PHASES) count("killsDuringUp", (await reachAndHit(stack, load, phase, random)) ? 1 : 0);
    await fleet.emulator.clearFaults();
    await readers.quiet();
    await journal.end();
    await load.quiet();
    countRound(load, fleet);
    assertWritten(load, fleet);
    const servings = servingsOf(fleet.logFolder);
    assertRead(writes, readers, load, fleet, servings);
    assertAsked(journal, readers, servings);
    await assertNothingLost(fleet, SERVERLESS);
    await stack.reach("copy");
    await assertNothingLost(fleet, fleet.podIndex, SERVERLESS);
  }

  function countRound({ errors }: ProxyLoad, of: Fleet): void {
    const writes = countWrites(of.attempts());
    for (const name of ["attempts", "acked", "unknown"] as const) count(name, writes[name]);
    count("rounds", 1);
    count("kills", PHASES.length);
    for (const [error, n] of Object.entries(errors)) count(`error ${error}`, n);
  }

  function assertWritten({ refusals }: ProxyLoad, of: Fleet): void {
    // A namespace that a serverless index doesn't have has nothing to delete; nothing else may be refused.
    assert.deepEqual(
      refusals.filter((text) => !/^(404|NotFound)/.test(text)),
      [],
    );
    for (const name of of.writerNames) {
      const own = countWrites(of.attempts().filter(({ lane }) => lane.startsWith(`${name}.`)));
      assert.ok(own.acked > 100, `${name}: ${JSON.stringify(own)}`);
    }
  }

  function assertRead(
    writes: WriteMode,
    { lanes, reads }: ProxyReaders,
    { downs }: ProxyLoad,
    of: Fleet,
    servings: readonly Serving[],
  ): void {
    const kinds = servings.map(({ active }) => active);
    assert.deepEqual(kinds, ["pod", "serverless", "pod", "serverless"]);
    const judged = { writes, lanes, reads, downs, servings, attempts: of.attempts(), freshMs: FRESH_MS };
    const { records, settled, whileDown, wrong } = judgeReads(judged);
    for (const [name, n] of Object.entries({ reads: reads.length, records, settled, whileDown })) count(name, n);
    assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} wrong answers`);
    assert.ok(settled > 1_000, `${settled} settled records in ${reads.length} reads`);
  }

  function assertAsked({ asked }: ReadJournal, { reads }: ProxyReaders, servings: readonly Serving[]): void {
    const { wrong, longestMs } = judgeAsked(asked, servings);
    total.followedMs = Math.max(total.followedMs ?? 0, Math.round(longestMs));
    count("asked", asked.length);
    assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} requests to an index that doesn't serve`);
    const answered = reads.filter(({ found }) => found !== undefined).length;
    assert.ok(asked.length > answered * 0.95, `${asked.length} requests in the journal, ${answered} answers`);
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
