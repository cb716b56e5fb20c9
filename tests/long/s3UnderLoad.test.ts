import assert from "node:assert/strict";
import { assertWalked } from "../support/load/assertions";
import { SERVERLESS } from "../support/load/drive";
import { VICTIMS, type Victim, type Walk, walkUnderLoad } from "../support/load/walk";
import { type FaultyPlace, startFaultyPlace } from "../support/s3/faultyPlace";
import { assertNoKeyLeaked } from "../support/s3/leakedKeys";
import { storeFaults } from "../support/s3/s3Faults";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.PODSHIFT_LOAD_ROUNDS ?? 10);
const THERE_AND_BACK = ["copy", "cutover", "copy", "cutover"] as const;
/** Share of the store's requests that meet each kind of fault. */
const SHARE = 0.003;
const HIT: readonly Victim[] = [...VICTIMS, "log"];

describe(`migrations with the log on S3 by the real CLI (PODSHIFT_SEED=${SEED}, PODSHIFT_LOAD_ROUNDS=${ROUNDS})`, () => {
  const total = { walks: 0, hits: 0, reruns: 0, acked: 0, unknown: 0, reads: 0, failedReads: 0, lost: 0 };
  const struck: Record<string, number> = {};
  let place: FaultyPlace | undefined;

  afterEach(() => place?.stop());
  after(() => console.log(`      ${JSON.stringify({ ...total, struck })}`));

  /** A log of its own for each walk, in a server of its own. */
  async function walk(of: Pick<Parameters<typeof walkUnderLoad>[0], "writes" | "victim" | "seed" | "phases">) {
    const at = await startFaultyPlace(of.seed);
    place = at;
    at.s3.setRules(storeFaults(SHARE));
    at.s3.lagListings(5_000);
    at.s3.skewClock(of.writes === "deferred" ? 200 : 1_500);
    const walked = await walkUnderLoad({ ...of, log: at, atEnd: (stack) => assertNoKeyLeaked(stack, at) });
    count(walked);
    for (const [kind, times] of Object.entries(at.s3.struck)) struck[kind] = (struck[kind] ?? 0) + times;
    return walked;
  }

  function count({ hits, reruns, writes, reads, problems }: Walk): void {
    total.walks += 1;
    total.hits += hits;
    total.reruns += reruns;
    total.acked += writes.acked;
    total.unknown += writes.unknown;
    total.reads += reads.reads;
    total.failedReads += reads.failed;
    total.lost += problems.length;
  }

  for (const writes of ["mirrored", "deferred"] as const) {
    it(`${writes}: there, back, there again and to the end`, async () => {
      const walked = await walk({ writes, seed: SEED, phases: [...THERE_AND_BACK, "retire"] });
      assertWalked(walked, 300);
      assert.deepEqual(walked.indexes, [SERVERLESS]);
    });
  }

  for (let round = 0; round < ROUNDS; round += 1) {
    const victim = HIT[round % HIT.length] ?? "log";
    const writes = Math.floor(round / HIT.length) % 2 === 0 ? "mirrored" : "deferred";

    it(`${round + 1}: ${writes}, hit in each phase: ${victim}`, async () => {
      const walked = await walk({ writes, victim, seed: SEED + round, phases: THERE_AND_BACK });
      assert.deepEqual(walked.problems.slice(0, 10), [], `${walked.problems.length} problems`);
      if (victim !== "emulator") assertWalked(walked, 150);
    });
  }
});
