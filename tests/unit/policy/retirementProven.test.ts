import assert from "node:assert/strict";
import { retirementProven } from "../../../policy/src/retirementProven";
import { codes, judge } from "../../support/policy/judge";
import { changed, RECORDED, RECORDED_AT, recorded } from "../../support/policy/recording";

const HOUR_MS = 60 * 60_000;
const hoursLater = (hours: number) => retirementProven(() => Date.parse(RECORDED_AT) + hours * HOUR_MS);
const rule = hoursLater(1);
const RETIRE = ["paused-retire", "mirrored-retire"] as const;

describe("policy retirementProven", () => {
  for (const name of RECORDED) {
    it(`${name}: passes`, () => assert.deepEqual(codes(rule, recorded(name)), []));
  }

  for (const name of RETIRE) {
    const failing = (path: readonly string[], value: unknown) =>
      codes(rule, changed(recorded(name), "PodRetirement", path, value));

    describe(name, () => {
      it("fails on a report with differences", () =>
        assert.deepEqual(failing(["parity", "clean"], false), ["PARITY_NOT_CLEAN docs"]));

      it("fails on a report of a sample", () =>
        assert.deepEqual(failing(["parity", "content"], "20000"), ["PARITY_SAMPLED docs"]));

      it("fails without a report, or with one that did not finish", () => {
        assert.deepEqual(failing(["parity"], undefined), ["PARITY_MISSING docs"]);
        assert.deepEqual(failing(["parity", "finishedAt"], ""), ["PARITY_MISSING docs"]);
        assert.deepEqual(failing(["parity", "finishedAt"], "soon"), ["PARITY_MISSING docs"]);
      });

      it("fails on a report of another pod index, serverless index or host", () => {
        for (const key of ["podIndex", "serverlessIndex", "podHost", "host"]) {
          assert.deepEqual(failing(["parity", key], "other"), ["PARITY_OF_ANOTHER_INDEX docs"], key);
        }
      });

      it("fails on a report that doesn't say what it is of", () =>
        assert.deepEqual(failing(["parity", "podHost"], undefined), ["PARITY_OF_ANOTHER_INDEX docs"]));

      it("fails on a report of an older podshift, whatever else it says", () => {
        assert.deepEqual(failing(["parity", "version"], undefined), ["PARITY_OLD docs"]);
        assert.deepEqual(failing(["parity", "version"], 1), ["PARITY_OLD docs"]);
      });

      it("fails on a report that is not as the check wrote it, and when nobody says whether it is", () => {
        assert.deepEqual(failing(["parity", "sealed"], false), ["PARITY_CHANGED docs"]);
        assert.deepEqual(failing(["parity", "sealed"], undefined), ["PARITY_CHANGED docs"]);
      });

      it("fails when the serverless index was made anew since, or is gone", () => {
        assert.deepEqual(failing(["host"], "https://new.example"), ["PARITY_OF_ANOTHER_INDEX docs"]);
        assert.deepEqual(failing(["host"], undefined), ["PARITY_OF_ANOTHER_INDEX docs"]);
        const untold = changed(recorded(name), "PodRetirement", ["parity", "host"], undefined);
        const gone = changed(untold, "PodRetirement", ["host"], undefined);
        assert.deepEqual(codes(rule, gone), ["PARITY_OF_ANOTHER_INDEX docs"], "nothing is not the same as nothing");
      });

      it("passes at 24 hours and fails after", () => {
        assert.deepEqual(codes(hoursLater(24), recorded(name)), []);
        assert.deepEqual(codes(hoursLater(24.01), recorded(name)), ["PARITY_STALE docs"]);
      });

      it("fails on a report of a time to come, which would stay fresh for ever", () => {
        assert.deepEqual(codes(hoursLater(-0.2), recorded(name)), [], "clocks may be a little apart");
        assert.deepEqual(codes(hoursLater(-2), recorded(name)), ["PARITY_STALE docs"]);
      });

      it("takes the hours from its configuration", () => {
        assert.deepEqual(codes(hoursLater(2), recorded(name), { maxAgeHours: 1 }), ["PARITY_STALE docs"]);
        assert.deepEqual(codes(hoursLater(47), recorded(name), { maxAgeHours: 48 }), []);
      });

      it("tells everything at once", () => {
        const stale = changed(recorded(name), "PodRetirement", ["parity", "clean"], false);
        const all = codes(hoursLater(30), changed(stale, "PodRetirement", ["host"], "https://new.example"));
        assert.deepEqual(all, ["PARITY_NOT_CLEAN docs", "PARITY_STALE docs", "PARITY_OF_ANOTHER_INDEX docs"]);
      });
    });
  }

  it("lets the report grow old once the pod index is gone", () =>
    assert.deepEqual(codes(hoursLater(10_000), recorded("paused-retired")), []));

  it("judges while the pod index is there, as after a delete that failed", () => {
    const there = changed(recorded("paused-retired"), "PodRetirement", ["retiring"], true);
    assert.deepEqual(codes(hoursLater(25), there), ["PARITY_STALE docs"]);
  });

  it("judges what an older version doesn't tell: whether the pod index is there", () => {
    const untold = changed(recorded("paused-retired"), "PodRetirement", ["retiring"], undefined);
    assert.deepEqual(codes(hoursLater(25), untold), ["PARITY_STALE docs"]);
  });

  it("says how old the report is, and what to do", () => {
    const [violation] = judge(hoursLater(31), recorded("paused-retire"));
    assert.match(violation?.message ?? "", /31 hours.*24.*\n {2}Next: /);
  });
});
