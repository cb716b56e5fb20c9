import assert from "node:assert/strict";
import { assertWalked } from "../support/load/assertions";
import { SERVERLESS } from "../support/load/drive";
import { VICTIMS, type Walk, walkUnderLoad } from "../support/load/walk";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.PODSHIFT_LOAD_ROUNDS ?? 20);
const THERE_AND_BACK = ["copy", "cutover", "copy", "cutover"] as const;

describe(`migrations under load by the real CLI (PODSHIFT_SEED=${SEED}, PODSHIFT_LOAD_ROUNDS=${ROUNDS})`, () => {
  const total = { walks: 0, hits: 0, acked: 0, unknown: 0, reads: 0, failedReads: 0 };

  after(() => console.log(`      ${JSON.stringify(total)}`));

  function count({ hits, writes, reads }: Walk): void {
    total.walks += 1;
    total.hits += hits;
    total.acked += writes.acked;
    total.unknown += writes.unknown;
    total.reads += reads.reads;
    total.failedReads += reads.failed;
  }

  for (const writes of ["mirrored", "deferred"] as const) {
    it(`${writes}: there, back, there again and to the end`, async () => {
      const processes = { writers: 4, readers: 2 };
      const walk = await walkUnderLoad({ writes, seed: SEED, processes, phases: [...THERE_AND_BACK, "retire"] });
      count(walk);
      assertWalked(walk, 500);
      assert.deepEqual(walk.indexes, [SERVERLESS]);
    });
  }

  for (let round = 0; round < ROUNDS; round += 1) {
    const victim = VICTIMS[round % VICTIMS.length] ?? "writer";
    const writes = Math.floor(round / VICTIMS.length) % 2 === 0 ? "mirrored" : "deferred";

    it(`${round + 1}: ${writes}, hit in each phase: ${victim}`, async () => {
      const walk = await walkUnderLoad({ writes, victim, seed: SEED + round, phases: THERE_AND_BACK });
      count(walk);
      assert.deepEqual(walk.problems.slice(0, 10), [], `${walk.problems.length} problems`);
      if (victim !== "emulator") assertWalked(walk, 200);
    });
  }
});
