import assert from "node:assert/strict";
import type { CostEstimate, CostSum } from "../../../../provider/src/migration/cost/costEstimate";
import { configuredWorkload, unknownWorkload } from "../../../../provider/src/migration/cost/workload";
import { type PreflightFacts, preflight } from "../../../../provider/src/migration/preflight";
import { podDescription } from "../../../support/provider/descriptions";
import { cleanFacts } from "../../../support/provider/preflightFacts";

const DAY = 86_400;
const PODS = { podType: "p1.x1", replicas: 1 };

const sum = (low: number, high = low): CostSum => ({ dollars: { low, high }, figures: [] });

function cost(before: number, [low, high]: [number, number], dedicated?: number): CostEstimate {
  const range = { low: 0, high: 0 };
  return {
    version: 1,
    pricesOf: "2026-11-23",
    plan: "standard",
    workload: { source: "configured", queriesPerDay: range, writesPerDay: range },
    before: sum(before),
    after: sum(low, high),
    overlap: sum(0),
    oneOff: sum(0),
    breakEven: { queriesPerSecond: 7.3 },
    unconfirmed: [],
    ...(dedicated === undefined ? {} : { dedicated: sum(dedicated) }),
  };
}

const facts = (change: Partial<PreflightFacts>, dimension = 2) =>
  cleanFacts({ pod: podDescription({ metric: "dotproduct", dimension }), ...change });

const TRAFFIC = ["READ_HEAVY", "COSTS_MORE", "RATE_LIMIT", "DEDICATED_READ_NODES", "BIG_NAMESPACE"];
const found = (change: Partial<PreflightFacts>, dimension?: number) =>
  preflight(facts(change, dimension)).filter(({ code }) => TRAFFIC.includes(code));
const said = (change: Partial<PreflightFacts>, dimension?: number) =>
  found(change, dimension).map(({ severity, code }) => `${severity} ${code}`);
const perSecond = (queries: number) => configuredWorkload({ queriesPerDay: queries * DAY, writesPerDay: 0 }, PODS);

describe("preflight of the traffic", () => {
  it("says nothing of traffic that nobody knows", () => {
    assert.deepEqual(said({}), []);
    assert.deepEqual(said({ workload: unknownWorkload(PODS), cost: cost(80, [1, 1_000]) }), []);
  });

  it("warns of more than one query a second, when it costs more or nobody can tell", () => {
    assert.deepEqual(said({ workload: perSecond(1) }), []);
    assert.deepEqual(said({ workload: perSecond(2.4) }), ["warning READ_HEAVY", "info DEDICATED_READ_NODES"]);
    const dearer = found({ workload: perSecond(2.4), cost: cost(640, [600, 700], 336) });
    assert.deepEqual(
      dearer.map(({ severity, code }) => `${severity} ${code}`),
      ["warning READ_HEAVY", "info DEDICATED_READ_NODES"],
    );
    assert.match(
      dearer[0]?.fact ?? "",
      /^2\.4 queries\/s \(configured\); .*\$600 to \$700\/month after, \$640 now.*7\.3/,
    );
    assert.match(dearer[1]?.fact ?? "", /about \$336\/month; at least 1 of 250 GB/);
  });

  it("only tells when it is cheaper all the same, and proposes no nodes that cost more", () => {
    assert.deepEqual(said({ workload: perSecond(2.4), cost: cost(640, [200, 212]) }), ["info READ_HEAVY"]);
    assert.deepEqual(said({ workload: perSecond(2.4), cost: cost(640, [200, 212], 336) }), ["info READ_HEAVY"]);
  });

  it("warns when serverless costs more for certain, whatever the rate", () => {
    assert.deepEqual(said({ workload: perSecond(0.5), cost: cost(80, [90, 100]) }), ["warning COSTS_MORE"]);
    assert.deepEqual(said({ workload: perSecond(0.5), cost: cost(80, [70, 100]) }), []);
  });

  it("says that dedicated read nodes take one namespace, where there are more", () => {
    const stats = {
      namespaces: new Map([
        ["a", 1],
        ["b", 2],
      ]),
      total: 3,
    };
    const advice = found({ workload: perSecond(2), stats }).find(({ code }) => code === "DEDICATED_READ_NODES");
    assert.match(advice?.remedy ?? "", /one namespace only, and this index has 2: bring all into b/);
  });

  it("counts the shards that the vectors need", () => {
    const stats = { namespaces: new Map([["", 100_000_000]]), total: 100_000_000 };
    const advice = found({ stats }, 1_024).find(({ code }) => code === "DEDICATED_READ_NODES");
    // 409.6 GB of vectors.
    assert.match(advice?.fact ?? "", /at least 2 of 250 GB/);
  });

  it("warns of the vendor's own example: 15 GB asked 150 times a second are 2,250 read units", () => {
    const stats = { namespaces: new Map([["", 3_750_000]]), total: 3_750_000 };
    const limited = (queries: number) =>
      found({ stats, workload: perSecond(queries) }, 1_000).find(({ code }) => code === "RATE_LIMIT");
    assert.match(limited(150)?.fact ?? "", /150 queries\/s to one namespace, 2,250 read units\/s/);
    assert.equal(limited(99), undefined);
  });

  it("warns of a namespace that is asked or written more than 100 times a second", () => {
    const workload = configuredWorkload(
      {
        queriesPerDay: 250 * DAY,
        queriesByNamespace: { a: 101 * DAY, b: 99 * DAY },
        writesPerDay: 0,
      },
      PODS,
    );
    const stats = {
      namespaces: new Map([
        ["a", 1],
        ["b", 1],
        ["c", 1],
      ]),
      total: 3,
    };
    assert.match(
      found({ workload, stats }).find(({ code }) => code === "RATE_LIMIT")?.fact ?? "",
      /in the mean of a day 101 queries\/s to a; /,
    );
    const writes = (each: number) =>
      configuredWorkload({ queriesPerDay: 0, writesPerDay: each * DAY, recordsPerWrite: 10 }, PODS);
    assert.deepEqual(said({ workload: writes(1_000) }), []);
    assert.deepEqual(said({ workload: writes(1_010) }), ["warning RATE_LIMIT"]);
  });

  it("counts queries of no named namespace where the records are, and the least that a query costs", () => {
    const named = configuredWorkload(
      { queriesPerDay: 1_000 * DAY, queriesByNamespace: { small: 0 }, writesPerDay: 0 },
      PODS,
    );
    const stats = {
      namespaces: new Map([
        ["small", 1],
        ["large", 1_000_000],
      ]),
      total: 1_000_001,
    };
    // 4 GB: 4 units for each of 1,000 queries a second; with a small index a quarter each.
    assert.match(
      found({ workload: named, stats }, 1_000).find(({ code }) => code === "RATE_LIMIT")?.fact ?? "",
      /4,000 read units\/s/,
    );
  });

  it("judges read nodes that are asked for: their cost, one namespace, shards enough", () => {
    const readNodes = { nodeType: "b1", shards: 1, replicas: 2 } as const;
    const heavy = { workload: perSecond(150), readNodes };
    assert.deepEqual(said({ ...heavy, cost: cost(640, [900, 1_000], 400) }, 2), ["warning RATE_LIMIT"]);
    const dearer = found({ workload: perSecond(2), readNodes, cost: cost(300, [100, 110], 336) });
    assert.deepEqual(
      dearer.map(({ code }) => code),
      ["COSTS_MORE"],
    );
    assert.match(
      dearer[0]?.fact ?? "",
      /with its read nodes costs more than the pods: about \$336\/month after, \$300 now/,
    );
    const stats = {
      namespaces: new Map([
        ["", 60_000_000],
        ["b", 40_000_000],
      ]),
      total: 100_000_000,
    };
    const wrong = found({ stats, readNodes }, 1_024).find(({ code }) => code === "DEDICATED_READ_NODES");
    assert.equal(wrong?.severity, "warning");
    assert.match(wrong?.remedy ?? "", /one namespace only, and this index has 2.*; 2 shards are needed/);
  });

  it("warns of more read nodes than a project may have", () => {
    const nodes = (shards: number, replicas: number) => ({ nodeType: "b1", shards, replicas }) as const;
    assert.deepEqual(said({ readNodes: nodes(10, 2) }), []);
    const [finding] = found({ readNodes: nodes(7, 3) });
    assert.deepEqual([finding?.code, finding?.severity], ["DEDICATED_READ_NODES", "warning"]);
    assert.match(finding?.remedy ?? "", /a project has 20 nodes, and these are 21/);
  });
});
