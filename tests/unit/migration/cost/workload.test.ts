import assert from "node:assert/strict";
import {
  configuredWorkload,
  measuredWorkload,
  scenariosOf,
  unknownWorkload,
} from "../../../../provider/src/migration/cost/workload";

const PODS = { podType: "p1.x2", replicas: 2 };

describe("workload", () => {
  it("is what the stack file says", () => {
    const workload = configuredWorkload(
      {
        queriesPerDay: 1000,
        writesPerDay: 50,
        recordsPerWrite: 10,
        overwrites: 0.5,
        answerBytes: 900,
        fetchesPerDay: 7,
      },
      PODS,
    );
    assert.deepEqual(workload, {
      source: "configured",
      queriesPerDay: { low: 1000, high: 1000 },
      writesPerDay: { low: 50, high: 50 },
      fetchesPerDay: { low: 7, high: 7 },
      queriesByNamespace: new Map(),
      recordsPerWrite: { low: 10, high: 10 },
      overwrites: { low: 0.5, high: 0.5 },
      answerBytes: { low: 900, high: 900 },
      assumed: {},
    });
  });

  it("is a range over the scenarios for the half that it leaves out, and says so", () => {
    const workload = configuredWorkload({ writesPerDay: 50 }, PODS);
    assert.equal(workload.source, "configured");
    assert.deepEqual(workload.queriesPerDay, { low: 864, high: 60 * 86_400 });
    assert.match(workload.assumed.queries ?? "", /unknown/);
    assert.equal(workload.assumed.writes, undefined);
  });

  it("adds up the namespaces when there is no total", () => {
    const workload = configuredWorkload({ queriesByNamespace: { "": 3, a: 4 } }, PODS);
    assert.deepEqual(workload.queriesPerDay, { low: 7, high: 7 });
    assert.equal(workload.queriesByNamespace.get("a"), 4);
  });

  it("is unknown when neither queries nor writes are given", () => {
    assert.equal(configuredWorkload({ overwrites: 1 }, PODS).source, "unknown");
    const unknown = unknownWorkload(PODS);
    assert.equal(unknown.source, "unknown");
    assert.ok(unknown.assumed.queries !== undefined && unknown.assumed.writes !== undefined);
  });

  it("refuses numbers that can't be, all at once", () => {
    const config = { queriesPerDay: 5, writesPerDay: Number.NaN, overwrites: 2, recordsPerWrite: 0, fetchesPerDay: -1 };
    assert.throws(
      () => configuredWorkload({ ...config, queriesByNamespace: { a: 6 } }, PODS),
      (error: unknown) => {
        const { code, summary } = error as { code: string; summary: string };
        for (const part of ["writesPerDay", "overwrites", "recordsPerWrite", "fetchesPerDay", "queriesByNamespace"]) {
          assert.ok(summary.includes(part), part);
        }
        return code === "CONFIG_INVALID";
      },
    );
  });

  it("is measured in requests: how many records they carry is a range, or configured", () => {
    const traffic = { queriesPerSecond: 2, writesPerSecond: 0.5, fetchesPerSecond: 0.1, overSeconds: 60 };
    const workload = measuredWorkload(traffic, PODS);
    assert.equal(workload.source, "measured");
    assert.deepEqual(workload.queriesPerDay, { low: 172_800, high: 172_800 });
    assert.deepEqual(workload.fetchesPerDay, { low: 8_640, high: 8_640 });
    assert.deepEqual(workload.writesPerDay, { low: 43_200, high: 4_320_000 });
    assert.equal(workload.writeRequestsPerDay, 43_200);
    assert.match(workload.assumed.queries ?? "", /counted over 60 s/);
    const told = measuredWorkload(traffic, PODS, { recordsPerWrite: 20, queriesPerDay: 1 });
    assert.deepEqual(told.writesPerDay, { low: 864_000, high: 864_000 });
    assert.deepEqual(told.queriesPerDay, workload.queriesPerDay);
  });

  it("has scenarios from quiet to what the pods are rated for, each with its reason", () => {
    const full = (podType: string, replicas: number) => scenariosOf({ podType, replicas }).at(-1)?.queriesPerSecond;
    assert.deepEqual([full("p1.x1", 1), full("p2.x8", 2), full("s1.x1", 1), full("nano", 0)], [30, 300, 10, 30]);
    for (const podType of ["s1", "p1", "p2"]) {
      const rates = scenariosOf({ podType, replicas: 1 }).map(({ queriesPerSecond }) => queriesPerSecond);
      assert.deepEqual(
        rates,
        [...rates].sort((a, b) => a - b),
      );
    }
    assert.ok(scenariosOf(PODS).every(({ reason }) => reason.length > 10));
  });
});
