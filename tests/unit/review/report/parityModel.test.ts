import assert from "node:assert/strict";
import type { ParityReport } from "../../../../provider/src/migration/parity/report";
import { isMissing } from "../../../../provider/src/review/report/model";
import { parityOf } from "../../../../provider/src/review/report/parityModel";
import { differentParity, NAMESPACES, sampleParity, sampleRow } from "../../../support/review/report/sampleParity";

function modelOf(report: ParityReport) {
  const model = parityOf({ podIndex: "docs", parity: { report, from: "x" } });
  if (isMissing(model)) throw new Error(model.why);
  return model;
}

describe("parity by namespace", () => {
  it("has every namespace of a check, the largest first", () => {
    const { namespaces, more, unseen } = modelOf(sampleParity());
    assert.deepEqual(
      namespaces.map(({ namespace }) => namespace),
      Object.keys(NAMESPACES),
    );
    assert.ok(namespaces.every(({ state }) => state === "same"));
    assert.deepEqual(more, { namespaces: 0, records: 0, notSame: 0 });
    assert.equal(unseen, undefined);
  });

  it("puts what differs first, then what is in doubt; and tells what a sample leaves possible", () => {
    const { namespaces, unseen } = modelOf(differentParity());
    assert.deepEqual(
      namespaces.slice(0, 5).map(({ namespace, state }) => [namespace, state]),
      [
        ["prod-de", "different"],
        ["prod-fr", "different"],
        ["eval-2026-09", "different"],
        ["", "in doubt"],
        ["prod-en", "same"],
      ],
    );
    assert.equal(unseen, undefined, "there are differences: no bound on them");
    const { digest: _none, ...rest } = sampleParity({
      content: { mode: "sample", compared: 20_000, of: 1e6, different: 0 },
    });
    assert.ok(Math.abs((modelOf(rest).unseen ?? 0) - 0.00015) < 0.00001);
  });

  it("puts what differs first, whatever its size, and never among those left out", () => {
    const namespaces = [
      sampleRow("n0", 5, { serverless: 4, missing: 1 }),
      ...Array.from({ length: 499 }, (_, n) => sampleRow(`n${n + 1}`, 1_000)),
    ];
    const counts = { pod: 499_005, serverless: 499_004, different: [{ namespace: "n0", pod: 5, serverless: 4 }] };
    const model = modelOf(sampleParity({ namespaces, namespacesLeftOut: 10, counts, clean: false }));
    assert.deepEqual([model.namespaces[0]?.namespace, model.namespaces[0]?.state], ["n0", "different"]);
    assert.equal(model.namespaces.length, 60);
    assert.deepEqual(model.more, { namespaces: 450, records: 440_000, notSame: 0 });
  });

  it("says so when not even all that differ have room", () => {
    const namespaces = Array.from({ length: 100 }, (_, n) => sampleRow(`n${n}`, 2, { serverless: 1, missing: 1 }));
    const { more } = modelOf(sampleParity({ namespaces, counts: { pod: 200, serverless: 100, different: [] } }));
    assert.deepEqual(more, { namespaces: 40, records: 80, notSame: 40 });
  });

  it("says how to get one when there is none", () => {
    const model = parityOf({ podIndex: "docs" });
    assert.ok(isMissing(model) && model.how.length === 2);
  });

  it("says that one of an older podshift is none", () => {
    const model = parityOf({ podIndex: "docs", oldParity: "parity/docs.json" });
    assert.ok(isMissing(model));
    assert.match(model.why, /parity\/docs\.json was made by an older podshift: check again/);
  });
});
