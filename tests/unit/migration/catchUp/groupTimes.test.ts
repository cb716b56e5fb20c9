import assert from "node:assert/strict";
import { GroupTimes } from "../../../../provider/src/migration/catchUp/groupTimes";
import { WorkQueue } from "../../../../provider/src/migration/parity/workQueue";
import { VirtualTime } from "../../../support/provider/virtualTime";

interface Group {
  readonly work: number;
  readonly wait?: number;
}

/** Runs groups as a round does, and tells what they took and by how much longer that was for what they waited. */
async function times(places: number, groups: readonly Group[]) {
  const time = new VirtualTime();
  const began = time.now();
  const queue = new WorkQueue({ concurrency: places });
  const measured = new GroupTimes(time, places);
  const run = ({ work, wait = 0 }: Group) =>
    measured.run(async (waiting) => {
      await time.sleep(work / 2);
      if (wait > 0) await waiting(() => time.sleep(wait));
      await time.sleep(work / 2);
    });
  await time.until(
    queue.run(async () => {
      for (const group of groups) await queue.add(() => run(group));
    }),
  );
  return { tookMs: time.now() - began, waitedMs: measured.waitedMs };
}

const many = (count: number, group: Group) => Array.from({ length: count }, () => group);

describe("what the groups of a round waited for", () => {
  it("is nothing where none waited, nor before the first", async () => {
    assert.equal((await times(2, many(5, { work: 100 }))).waitedMs, 0);
    assert.equal(new GroupTimes(new VirtualTime(), 2).waitedMs, 0);
  });

  it("is all of it for a group that is alone", async () => {
    assert.deepEqual(await times(16, [{ work: 10, wait: 2_000 }]), { tookMs: 2_010, waitedMs: 2_000 });
  });

  it("is no more than the others didn't work meanwhile", async () => {
    const hot = { work: 100, wait: 2_000 };
    assert.deepEqual(await times(2, [hot, ...many(20, { work: 100 })]), { tookMs: 2_100, waitedMs: 1_000 });
    // Also where there is more to do than fits beside the wait: the other place did it alone meanwhile.
    assert.deepEqual(await times(2, [hot, ...many(62, { work: 100 })]), { tookMs: 4_200, waitedMs: 1_000 });
  });

  it("is each wait in turn where all wait", async () => {
    assert.deepEqual(await times(2, many(6, { work: 100, wait: 2_000 })), { tookMs: 6_300, waitedMs: 6_000 });
  });

  it("counts a group that takes long by itself as work", async () => {
    const long = { work: 1_500 };
    assert.deepEqual(await times(4, [long, { work: 100, wait: 2_000 }]), { tookMs: 2_100, waitedMs: 600 });
  });
});
