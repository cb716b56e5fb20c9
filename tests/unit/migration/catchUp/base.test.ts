import assert from "node:assert/strict";
import { baseShown } from "../../../../provider/src/migration/catchUp/base";
import { FakeTime } from "../../../support/provider/fakeTime";

function waitFor(totals: readonly number[], vectorCount = 10) {
  const clock = new FakeTime();
  let looks = 0;
  const stats = async () => ({ namespaces: new Map(), total: totals[Math.min(looks++, totals.length - 1)] ?? 0 });
  const waiting = baseShown({ stats }, { vectorCount, settleMs: 2_000, boundMs: 10_000, clock });
  return waiting.then(() => looks);
}

describe("baseShown", () => {
  it("waits until the count has reached the collection's and stayed", async () => {
    assert.equal(await waitFor([0, 4, 9, 10]), 6);
    assert.equal(await waitFor([10]), 3);
  });

  it("a count that moves begins the wait anew", async () => {
    assert.equal(await waitFor([10, 11, 12]), 5);
  });

  it("a collection of nothing is shown once nothing has stayed", async () => {
    assert.equal(await waitFor([0], 0), 3);
  });

  it("gives up after a while", async () => {
    await assert.rejects(waitFor([9]), { code: "NOT_FRESH", facts: { records: 9, vectorCount: 10 } });
  });
});
