import assert from "node:assert/strict";
import fc from "fast-check";
import type { CostEstimate, CostKey, CostSum } from "../../../../provider/src/migration/cost/costEstimate";
import { type CostInputs, estimateCost } from "../../../../provider/src/migration/cost/estimate";
import { checkReads } from "../../../../provider/src/migration/cost/oneOff";
import { parsePrices } from "../../../../provider/src/migration/cost/priceFile";
import { unitsPerQuery } from "../../../../provider/src/migration/cost/serverlessCost";
import { measuredWorkload, type WorkloadConfig } from "../../../../provider/src/migration/cost/workload";
import { costInputs, KNOWN } from "../../../support/cost/costInputs";

const figure = ({ figures }: CostSum, key: CostKey) => {
  const found = figures.find((each) => each.key === key);
  assert.ok(found !== undefined, `no figure ${key}`);
  return found;
};
const SUMS = ["before", "after", "dedicated", "overlap", "oneOff"] as const;
const cents = (value: number) => Math.round(value * 100) / 100;

describe("estimateCost: by hand", () => {
  const estimate = estimateCost(costInputs(KNOWN));

  it("takes each figure from its formula", () => {
    const month = 730 / 24;
    const storage = 1.79 * 0.33;
    const reads = (86_400 * 1.79 * month * 16) / 1e6;
    const writes = (10_000 * (5 + 0.5 * 3.58) * month * 4) / 1e6;
    assert.equal(figure(estimate.before, "pods").dollars.low, cents(2 * 0.111 * 730));
    assert.deepEqual(figure(estimate.after, "storage").dollars, { low: cents(storage), high: cents(storage) });
    assert.deepEqual(figure(estimate.after, "reads").dollars, { low: cents(reads), high: cents(reads) });
    assert.deepEqual(figure(estimate.after, "writes").dollars, { low: cents(writes), high: cents(writes) });
    assert.equal(figure(estimate.overlap, "collection").dollars.low, cents(1.79 * 0.025));
  });

  it("says how each comes about", () => {
    assert.equal(figure(estimate.after, "storage").how, "1.79 GB x $0.33/GB-month");
    assert.equal(figure(estimate.after, "reads").how, "(86,400 queries/day x 1.79 RU) x 30.4 days x $16/million RU");
    assert.equal(figure(estimate.after, "reads").assumption, undefined);
    assert.equal(figure(estimate.after, "reads").confirmed, true);
    assert.equal(figure(estimate.before, "pods").confirmed, false);
  });

  it("counts a fetch as one read unit, and its records as egress", () => {
    const fetching = estimateCost(costInputs({ ...KNOWN, queriesPerDay: 0, fetchesPerDay: 100_000 }));
    assert.equal(figure(fetching.after, "reads").dollars.high, cents((100_000 * (730 / 24) * 16) / 1e6));
    assert.match(figure(fetching.after, "reads").how, /\+ 100,000 fetches\/day x 1 RU/);
    const largest = 100_000 * 10 * (508 + 13 * 768) * (730 / 24);
    assert.equal(figure(fetching.after, "egress").dollars.high, cents((largest / 1e9) * 0.1));
  });

  it("counts measured writes by the request: none is below its minimum, and few records exclude many", () => {
    const traffic = { queriesPerSecond: 1, writesPerSecond: 1, fetchesPerSecond: 0, overSeconds: 60 };
    const pods = { podType: "p1.x1", replicas: 1 };
    const writesOf = (config: WorkloadConfig) => {
      const inputs = { ...costInputs(KNOWN), workload: measuredWorkload(traffic, pods, config) };
      return figure(estimateCost(inputs).after, "writes");
    };
    const month = (units: number) => cents((86_400 * units * (730 / 24) * 4) / 1e6);
    // 1 to 100 records of 3.58 KB, none to all of which replace one.
    const { dollars, how } = writesOf({});
    assert.deepEqual(dollars, { low: month(5), high: month(358 + 358) });
    assert.match(how, /^86,400 requests\/day x 5 to 716 WU x 30\.4 days/);
    const told = writesOf({ recordsPerWrite: 10, overwrites: 0.5 });
    assert.deepEqual(told.dollars, { low: month(36 + 17.9), high: month(36 + 17.9) });
  });

  it("counts the egress of verification, with numbers as stored to written out", () => {
    const large = costInputs(KNOWN, {
      namespaces: new Map([["", 50_000_000]]),
      parity: { content: "all", queries: 0 },
    });
    const bytes = (record: number) => (2 * 50_000_000 * (record + 20)) / 1e9;
    const { dollars } = figure(estimateCost(large).oneOff, "verificationEgress");
    assert.equal(dollars.low, cents((bytes(3_580) - 100) * 0.1));
    assert.equal(dollars.high, cents(bytes(508 + 13 * 768) * 0.1));
  });

  it("bills egress by what of the organisation's 100 GB is left", () => {
    // 86,400 answers of 1,000 bytes a day are 2.6 GB a month.
    assert.deepEqual(figure(estimate.after, "egress").dollars, { low: 0, high: 0.26 });
    const much = estimateCost(costInputs({ ...KNOWN, answerBytes: 100_000 }));
    assert.deepEqual(figure(much.after, "egress").dollars, { low: cents(262.8 * 0.1 - 10), high: cents(262.8 * 0.1) });
  });

  it("puts the plan's minimum into a figure of its own, for what the usage leaves of it", () => {
    const idle = estimateCost(costInputs({ ...KNOWN, queriesPerDay: 0, writesPerDay: 0 }));
    assert.deepEqual(figure(idle.after, "minimum").dollars, { low: 0, high: cents(50 - cents(1.79 * 0.33)) });
    assert.equal(idle.after.dollars.high, 50);
    assert.ok(estimate.after.figures.every(({ key }) => key !== "minimum"));
    assert.ok(idle.before.figures.every(({ key }) => key !== "minimum"));
    const enterprise = estimateCost(costInputs(KNOWN, { plan: "enterprise" }));
    assert.equal(enterprise.before.dollars.high, 500);
  });

  it("counts the catch-up's writes once, and no write at all when nothing is written during the move", () => {
    const timed = estimateCost(
      costInputs({ ...KNOWN, writesPerDay: 1_000_000 }, { copyMinutes: { low: 720, high: 720 } }),
    );
    const { low, high } = figure(timed.oneOff, "catchUpWrites").dollars;
    assert.equal(low, cents((500_000 * (1998 / 558 + 0.5 * 3.58) * 4) / 1e6));
    assert.equal(high, cents((500_000 * (5 + 0.5 * 3.58) * 4) / 1e6));
    const paused = estimateCost(costInputs(KNOWN, { writes: "paused" }));
    assert.ok([...paused.oneOff.figures, ...paused.overlap.figures].every(({ key }) => !/rites/.test(key)));
  });

  it("counts the reads of a parity check as docs/parity.md does: 110,050 RU for all of a million records", () => {
    const bytes = { low: 240, high: 240 };
    const check = checkReads(new Map([["", 1_000_000]]), bytes, { content: "all", queries: 200 });
    assert.deepEqual(check.units, { low: 110_050, high: 110_050 });
    // Of 200 ids some 4 are in the sample: nearly each of 5,000 lists has a fetch of its own, for fewer than ten records.
    const sample = checkReads(new Map([["", 1_000_000]]), bytes, { content: 20_000, queries: 0 });
    assert.deepEqual(sample.units, { low: 14_925, high: 14_925 });
    // Two checks: the sample's (of 200 ids some 8) and the one of all records, each with 200 queries of 1.79 GB.
    const units = 2 * 5_000 + 2_950 + 50_000 + 400 * 1.79;
    assert.equal(figure(estimate.oneOff, "verificationReads").dollars.low, cents((units * 16) / 1e6));
  });

  it("shows dedicated read nodes where an index can have them", () => {
    const { dedicated } = estimate;
    assert.ok(dedicated !== undefined);
    assert.deepEqual(figure(dedicated, "readNodes").dollars, { low: 336.42, high: 336.42 });
    const two = estimateCost(costInputs(KNOWN, { readNodes: { nodeType: "b1", shards: 2, replicas: 2 } }));
    assert.equal(two.dedicated?.figures[0]?.dollars.low, 1345.68);
    const big = estimateCost(costInputs(KNOWN, { namespaces: new Map([["", 100_000_000]]) }));
    assert.equal(big.dedicated?.figures[0]?.dollars.low, cents(2 * 336.42));
    for (const changes of [
      {
        namespaces: new Map([
          ["", 1],
          ["a", 1],
        ]),
      },
      { readNodes: { nodeType: "b1", shards: 7, replicas: 3 } },
    ] satisfies Partial<CostInputs>[]) {
      assert.equal(estimateCost(costInputs(KNOWN, changes)).dedicated, undefined);
    }
  });

  it("counts a price that nobody knows as nothing, marks it and names it", () => {
    const bare = estimateCost(costInputs(KNOWN, { prices: { date: "2026-01-01", prices: {} } }));
    assert.equal(bare.after.dollars.high, 0);
    assert.ok(bare.after.figures.every(({ confirmed }) => !confirmed));
    assert.match(bare.unconfirmed[0]?.source ?? "", /no price is known/);
  });

  it("estimates no read nodes whose rate nobody knows", () => {
    const t1 = costInputs(KNOWN, { readNodes: { nodeType: "t1", shards: 1, replicas: 1 } });
    assert.equal(estimateCost(t1).dedicated, undefined);
  });

  it("names the prices in doubt, each once; prices of the user's own are in no doubt", () => {
    const names = ({ unconfirmed }: CostEstimate) => unconfirmed.map(({ price }) => price);
    assert.deepEqual(names(estimate), ["egress.standard", "pods.p1.standard.aws"]);
    const elsewhere = estimateCost(costInputs(KNOWN, { region: "europe-west4", cloud: "gcp" }));
    assert.ok(names(elsewhere).includes("readUnits.standard.*") && names(elsewhere).includes("pods.p1.standard.gcp"));
    assert.ok(figure(elsewhere.after, "reads").dollars.high > figure(elsewhere.after, "reads").dollars.low);
    const prices = parsePrices("prices: { egress.standard: 0.09, pods.p1.standard.aws: 0.1 }", "prices.yaml");
    assert.deepEqual(names(estimateCost(costInputs(KNOWN, { prices }))), []);
  });

  it("takes the collection's size once it is known", () => {
    const known = estimateCost(costInputs(KNOWN, { collectionBytes: 4e9 }));
    assert.equal(figure(known.overlap, "collection").dollars.high, 0.1);
    assert.equal(figure(known.overlap, "collection").assumption, undefined);
  });

  it("assumes a record's size from its dimension when nobody says it", () => {
    const { recordBytes: _known, ...inputs } = costInputs(KNOWN);
    const assumed = figure(estimateCost(inputs).after, "storage");
    assert.equal(assumed.how, "1.54 to 2.05 GB x $0.33/GB-month");
    assert.equal(assumed.assumption, "ids of 8 to 36 bytes, 0 to 1,000 bytes of metadata a record");
    const ranged = estimateCost({ ...inputs, recordBytes: { low: 3_000, high: 4_000 } });
    assert.equal(figure(ranged.after, "storage").assumption, "records of 3,000 to 4,000 bytes");
  });

  it("is plain JSON", () => assert.deepEqual(JSON.parse(JSON.stringify(estimate)), estimate));
});

describe("estimateCost: namespaces", () => {
  const namespaces = new Map([
    ["", 1_000_000],
    ["small", 1_000],
  ]);

  it("bills a query by its namespace: unknown which, from all alike to always the largest", () => {
    assert.deepEqual(unitsPerQuery(namespaces, { low: 3_000, high: 4_000 }), { low: (3 + 0.25) / 2, high: 4 });
    assert.deepEqual(unitsPerQuery(new Map(), { low: 1, high: 1 }), { low: 0.25, high: 0.25 });
    const several = figure(estimateCost(costInputs(KNOWN, { namespaces })).after, "reads");
    assert.match(several.assumption ?? "", /which namespaces/);
  });

  it("is never upside down for namespaces of one size", () => {
    for (let records = 250_001; records < 3_000_000; records += 7_777) {
      const alike = new Map([1, 2, 3].map((each) => [String(each), records]));
      const { low, high } = unitsPerQuery(alike, { low: 3_580, high: 3_580 });
      assert.ok(low <= high, `${records}: ${low} to ${high}`);
    }
  });

  it("knows it where the stack file says how many queries each has", () => {
    const reads = (workload: WorkloadConfig) =>
      figure(estimateCost(costInputs({ ...KNOWN, ...workload }, { namespaces, recordBytes: 4_000 })).after, "reads")
        .dollars;
    const daily = (units: number) => cents((units * (730 / 24) * 16) / 1e6);
    const small = reads({ queriesByNamespace: { small: 86_400 } });
    assert.deepEqual(small, { low: daily(86_400 * 0.25), high: daily(86_400 * 0.25) });
    const mixed = reads({ queriesByNamespace: { small: 80_000 } });
    assert.deepEqual(mixed, { low: daily(80_000 * 0.25 + 6_400 * 4), high: daily(80_000 * 0.25 + 6_400 * 4) });
    assert.deepEqual(reads({ queriesByNamespace: { gone: 86_400 } }), small);
    assert.deepEqual(reads({ queriesPerDay: 0, queriesByNamespace: {} }), { low: 0, high: 0 });
  });
});

describe("estimateCost: unknown traffic", () => {
  const estimate = estimateCost(costInputs());

  it("is a range over named scenarios", () => {
    assert.equal(estimate.workload.source, "unknown");
    assert.deepEqual(
      estimate.scenarios?.map(({ name }) => name),
      ["quiet", "steady", "busy", "full"],
    );
    const costs = estimate.scenarios?.map(({ dollars }) => dollars) ?? [];
    assert.deepEqual(
      costs,
      [...costs].sort((a, b) => a - b),
    );
    for (const dollars of costs)
      assert.ok(dollars >= estimate.after.dollars.low && dollars <= estimate.after.dollars.high);
    assert.equal(estimateCost(costInputs(KNOWN)).scenarios, undefined);
  });
});

/** Inputs of all sorts, small numbers and large ones. */
const anyInputs = fc.record({
  queriesPerDay: fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }), { nil: undefined }),
  writesPerDay: fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }), { nil: undefined }),
  records: fc.array(fc.integer({ min: 0, max: 50_000_000 }), { minLength: 1, maxLength: 5 }),
  recordBytes: fc.option(fc.integer({ min: 1, max: 60_000 }), { nil: undefined }),
  dimension: fc.integer({ min: 1, max: 4_000 }),
  plan: fc.constantFrom("standard" as const, "enterprise" as const),
  region: fc.constantFrom("us-east-1", "us-west-2", "europe-west4"),
  pod: fc.record({
    podType: fc.constantFrom("s1.x1", "p1.x2", "p2.x8", "nano"),
    pods: fc.integer({ min: 1, max: 40 }),
    replicas: fc.constant(1),
  }),
  content: fc.oneof(fc.constant("all" as const), fc.integer({ min: 0, max: 100_000 })),
  queries: fc.integer({ min: 0, max: 10_000 }),
});
type AnyInputs = typeof anyInputs extends fc.Arbitrary<infer T> ? T : never;

function inputsOf({
  records,
  recordBytes,
  queriesPerDay,
  writesPerDay,
  content,
  queries,
  ...rest
}: AnyInputs): CostInputs {
  const workload = {
    ...(queriesPerDay === undefined ? {} : { queriesPerDay }),
    ...(writesPerDay === undefined ? {} : { writesPerDay }),
  };
  const namespaces = new Map(records.map((count, at) => [`n${at}`, count]));
  const { recordBytes: _default, ...inputs } = costInputs(workload, {
    ...rest,
    namespaces,
    parity: { content, queries },
  });
  return recordBytes === undefined ? inputs : { ...inputs, recordBytes };
}

/** No sum of the second is below that of the first, but for a cent of rounding a figure. */
function noneFell(less: CostEstimate, more: CostEstimate): void {
  for (const key of SUMS) {
    for (const end of ["low", "high"] as const) {
      const [before, after] = [less[key]?.dollars[end], more[key]?.dollars[end]];
      if (before === undefined || after === undefined) continue;
      assert.ok(after >= before - 0.06, `${key} ${end}: ${before} to ${after}`);
    }
  }
}

describe("estimateCost: properties", () => {
  const factor = fc.double({ min: 1, max: 20, noNaN: true });

  it("is never negative, never upside down, and each sum is that of its figures", () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const estimate = estimateCost(inputsOf(inputs));
        for (const key of SUMS) {
          const sum = estimate[key];
          if (sum === undefined) continue;
          for (const { dollars } of [sum, ...sum.figures]) assert.ok(dollars.low >= 0 && dollars.high >= dollars.low);
          for (const end of ["low", "high"] as const) {
            const total = sum.figures.reduce((all, { dollars }) => all + dollars[end], 0);
            assert.ok(Math.abs(total - sum.dollars[end]) < 0.006, `${key}: ${total}, not ${sum.dollars[end]}`);
          }
        }
      }),
    );
  });

  it("does not fall when traffic rises", () => {
    fc.assert(
      fc.property(anyInputs, factor, factor, (inputs, queries, writes) => {
        const { queriesPerDay = 10, writesPerDay = 10 } = inputs;
        const less = { ...inputs, queriesPerDay, writesPerDay };
        const more = { ...inputs, queriesPerDay: queriesPerDay * queries, writesPerDay: writesPerDay * writes };
        noneFell(estimateCost(inputsOf(less)), estimateCost(inputsOf(more)));
      }),
    );
  });

  it("does not fall when records grow, known or assumed", () => {
    fc.assert(
      fc.property(anyInputs, factor, (inputs, by) => {
        const { recordBytes = 100 } = inputs;
        const less = { ...inputs, recordBytes, dimension: 1 };
        noneFell(
          estimateCost(inputsOf(less)),
          estimateCost(inputsOf({ ...less, recordBytes: Math.round(recordBytes * by) })),
        );
        const assumed = { ...inputs, recordBytes: undefined };
        noneFell(
          estimateCost(inputsOf(assumed)),
          estimateCost(inputsOf({ ...assumed, dimension: Math.round(inputs.dimension * by) })),
        );
      }),
    );
  });

  it("does not fall when a namespace gets more records", () => {
    fc.assert(
      fc.property(anyInputs, fc.nat(4), fc.integer({ min: 0, max: 10_000_000 }), (inputs, at, added) => {
        const more = inputs.records.map((count, each) => (each === at % inputs.records.length ? count + added : count));
        noneFell(estimateCost(inputsOf(inputs)), estimateCost(inputsOf({ ...inputs, records: more })));
      }),
    );
  });

  it("breaks even where both sums are the same", () => {
    let found = 0;
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const known = { ...inputs, writesPerDay: inputs.writesPerDay ?? 0, queriesPerDay: inputs.queriesPerDay ?? 0 };
        const { breakEven, before, after } = estimateCost(inputsOf(known));
        const middle = ({ dollars: { low, high } }: CostSum) => (low + high) / 2;
        if (breakEven === undefined) {
          const idle = estimateCost(inputsOf({ ...known, queriesPerDay: 0 }));
          assert.ok(middle(idle.after) > middle(before) - 0.06);
          return;
        }
        found += 1;
        const at = estimateCost(inputsOf({ ...known, queriesPerDay: breakEven.queriesPerSecond * 86_400 }));
        assert.ok(Math.abs(middle(at.after) - middle(before)) < 0.06, `${middle(at.after)}, not ${middle(before)}`);
        const rate = known.queriesPerDay / 86_400;
        if (rate > breakEven.queriesPerSecond * 1.01) assert.ok(middle(after) > middle(before) - 0.06);
        if (rate < breakEven.queriesPerSecond * 0.99) assert.ok(middle(after) < middle(before) + 0.06);
      }),
    );
    assert.ok(found > 10, `only ${found} had a break-even`);
  });

  it("breaks even for unknown traffic on the line of its scenarios", () => {
    const { breakEven, before, scenarios = [] } = estimateCost(costInputs());
    assert.ok(breakEven !== undefined);
    const queriesPerDay = breakEven.queriesPerSecond * 86_400;
    const { after } = estimateCost(costInputs({ queriesPerDay, writesPerDay: queriesPerDay / 10 }));
    assert.ok(Math.abs((after.dollars.low + after.dollars.high) / 2 - before.dollars.low) < 0.03);
    for (const { queriesPerSecond, dollars } of scenarios) {
      assert.equal(dollars > before.dollars.low, queriesPerSecond > breakEven.queriesPerSecond);
    }
  });

  it("has no break-even when serverless is dearer unasked, or no query costs anything", () => {
    const dear = estimateCost(costInputs({ ...KNOWN, writesPerDay: 1e8 }));
    assert.equal(dear.breakEven, undefined);
    const prices = parsePrices("prices: { readUnits.standard.us-east-1: 0, egress.standard: 0 }", "prices.yaml");
    assert.equal(estimateCost(costInputs(KNOWN, { prices })).breakEven, undefined);
  });
});
