import assert from "node:assert/strict";
import type { ParityReport } from "../../../../provider/src/migration/parity/report";
import { isMissing } from "../../../../provider/src/review/report/model";
import { parityOf } from "../../../../provider/src/review/report/parityModel";
import { differentParity, NAMESPACES, sampleParity } from "../../../support/review/report/sampleParity";

function modelOf(report: ParityReport) {
  const model = parityOf({ podIndex: "docs", parity: { report, from: "x" } });
  if (isMissing(model)) throw new Error(model.why);
  return model;
}

describe("parity by namespace", () => {
  it("has every namespace of a check of all records, the largest first", () => {
    const { namespaces, isWhole, more, unseen } = modelOf(sampleParity());
    assert.ok(isWhole);
    assert.deepEqual(
      namespaces.map(({ namespace }) => namespace),
      Object.keys(NAMESPACES),
    );
    assert.deepEqual(more, { namespaces: 0, records: 0, notSame: 0 });
    assert.equal(unseen, undefined);
  });

  it("names only what differs when a sample was compared, and what the sample leaves possible", () => {
    const { namespaces, isWhole, unseen } = modelOf(differentParity());
    assert.ok(!isWhole);
    assert.deepEqual(
      namespaces.map(({ namespace, state }) => [namespace, state]),
      [
        ["prod-de", "different"],
        ["prod-fr", "different"],
        ["eval-2026-09", "different"],
        ["", "in doubt"],
      ],
    );
    assert.equal(unseen, undefined, "there are differences: no bound on them");
    const { digest: _none, ...rest } = sampleParity({
      content: { mode: "sample", compared: 20_000, of: 1e6, different: 0 },
    });
    assert.ok(Math.abs((modelOf(rest).unseen ?? 0) - 0.00015) < 0.00001);
  });

  it("puts what differs first, whatever its size, and never among those left out", () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`n${n}`, { records: 1_000 + n, sum: "0" }]));
    const different = [{ namespace: "n0", pod: 5, serverless: 4 }];
    const { namespaces, more } = modelOf(
      sampleParity({ digest: { namespaces: many }, counts: { pod: 1, serverless: 1, different }, clean: false }),
    );
    assert.deepEqual(namespaces[0], { namespace: "n0", pod: 5, serverless: 4, state: "different" });
    assert.equal(namespaces.length, 60);
    assert.equal(more.namespaces, 440);
    assert.ok(more.records > 440_000);
    assert.equal(more.notSame, 0);
  });

  it("says so when not even all that differ have room", () => {
    const different = Array.from({ length: 100 }, (_, n) => ({ namespace: `n${n}`, pod: 2, serverless: 1 }));
    const { more } = modelOf(
      sampleParity({ digest: { namespaces: {} }, counts: { pod: 200, serverless: 100, different } }),
    );
    assert.deepEqual(more, { namespaces: 40, records: 80, notSame: 40 });
  });

  it("says how to get one when there is none", () => {
    const model = parityOf({ podIndex: "docs" });
    assert.ok(isMissing(model) && model.how.length === 2);
  });
});
