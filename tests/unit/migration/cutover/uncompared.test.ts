import assert from "node:assert/strict";
import { refuseUncompared } from "../../../../provider/src/migration/cutover/uncompared";
import { contextOf } from "../../../support/provider/contexts";
import { FakeClient } from "../../../support/provider/fakeClient";
import { FakeTime } from "../../../support/provider/fakeTime";

describe("records of the pod index that were never compared", () => {
  const COMPARED = { "": { records: 3, sum: "1" }, __proto__x: { records: 1, sum: "2" } };
  const counts = (...pairs: [string, number][]) => ({
    namespaces: new Map(pairs),
    total: pairs.reduce((sum, [, n]) => sum + n, 0),
  });
  const asked = (...answers: ReturnType<typeof counts>[]) => {
    let at = 0;
    const pod = { stats: async () => answers[Math.min(at++, answers.length - 1)] ?? assert.fail() };
    const context = contextOf(new FakeClient(), { clock: new FakeTime(0) });
    return refuseUncompared(context, pod, COMPARED).then(() => at);
  };

  it("are none where no count says more; a count that is short is none of its business", async () => {
    assert.equal(await asked(counts(["", 3], ["__proto__x", 1])), 1);
    assert.equal(await asked(counts(["", 2])), 1);
    assert.equal(await asked(counts()), 1);
  });

  it("are believed only when the count stays: it may lag", async () => {
    assert.equal(await asked(counts(["", 4]), counts(["", 4]), counts(["", 3])), 3);
    await assert.rejects(asked(counts(["", 4])), (error: Error) => {
      assert.match(error.message, /4 in the pod index, 3 of them compared/);
      return true;
    });
  });

  it("are found in a namespace that wasn't compared at all, whatever its name", async () => {
    await assert.rejects(asked(counts(["other", 1])), { code: "PARITY_DIFFERENT" });
    await assert.rejects(asked(counts(["toString", 1])), { code: "PARITY_DIFFERENT" });
  });

  it("are found in a namespace that the pod index counts and doesn't name, once that stays", async () => {
    const unnamed = { ...counts(["", 3]), total: 5 };
    assert.equal(await asked(unnamed, counts(["", 3], ["__proto__x", 1])), 2);
    await assert.rejects(asked(unnamed), (error: Error & { code?: string }) => {
      assert.equal(error.code, "PARITY_DIFFERENT");
      assert.match(error.message, /2 in no namespace that the pod index names, compared by nobody/);
      return true;
    });
  });
});
