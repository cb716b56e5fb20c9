import assert from "node:assert/strict";
import fc from "fast-check";
import { nearness, searchedOf } from "../../../../provider/src/migration/parity/exactSearch";
import { filterableByBoth } from "../../../../provider/src/migration/parity/filterable";
import { asQuery, filtersOf, matches } from "../../../../provider/src/migration/parity/metadataFilter";
import type { ParityOptions } from "../../../../provider/src/migration/parity/options";
import { fetchSample } from "../../../../provider/src/migration/parity/searchSample";
import type { Metadata, Metric, StoredRecord } from "../../../../provider/src/pinecone/types";
import { type Contents, contentsOf, copyOf, fakeIndex, quickClock } from "./fakeIndex";
import { parityOf } from "./parityOf";
import { type Flaws, searchOf } from "./searchService";

const METRICS = ["cosine", "dotproduct", "euclidean"] as const;

/** Records in a spiral, so that each metric ranks them in its own way; some have sparse values, all a colour. */
function spiral(count: number, sparse = false): StoredRecord[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `r-${n}`,
    values: [Math.fround(Math.cos(n) * (1 + n / count)), Math.fround(Math.sin(n) * (1 + n / count)), 0.25],
    metadata: {
      colour: ["red", "green", "blue"][n % 3] as string,
      tags: [`t${n % 2}`, `u${n % 5}`],
      unique: `only-${n}`,
    },
    ...(sparse && n % 2 === 0 ? { sparseValues: { indices: [n % 7, 100 + (n % 3)], values: [0.5, 1.5] } } : {}),
  }));
}

async function asked(
  metric: Metric,
  { pod = {}, serverless = {} }: { pod?: Flaws; serverless?: Flaws } = {},
  options: Partial<ParityOptions> = {},
  contents: Contents = contentsOf({ "": spiral(300, metric === "dotproduct"), b: spiral(60) }),
) {
  const [a, b] = [searchOf(contents, metric, pod), searchOf(copyOf(contents), metric, serverless)];
  const report = await parityOf(
    { pod: contents, serverless: copyOf(contents), podScript: { query: a.query }, script: { query: b.query } },
    { queries: 40, metric, filterable: "all", ...options },
  );
  return { ...report, report, asked: a.asked, askedServerless: b.asked };
}

describe("queries of a parity check", () => {
  for (const metric of METRICS) {
    it(`finds all that an exact search does, on both sides: ${metric}`, async () => {
      const { queries, clean } = await asked(metric);
      assert.deepEqual([queries.asked, queries.filtered, queries.meanOverlap], [40, 20, 1]);
      assert.ok(queries.recall !== undefined && queries.recall.expected > 300, JSON.stringify(queries.recall));
      assert.deepEqual(queries.recall.pod, { mean: 1, min: 1 });
      assert.deepEqual(queries.recall.serverless, { mean: 1, min: 1 });
      assert.equal(queries.recall.against, 360);
      assert.ok(queries.enough && clean);
    });

    it(`sees other answers among records of small values: ${metric}`, async () => {
      const small = spiral(300).map((each) => ({
        ...each,
        values: each.values.map((value) => Math.fround(value / 1024)),
      }));
      const hides = (id: string) => Number(id.slice(2)) % 3 === 0;
      const { queries } = await asked(metric, { serverless: { hides } }, {}, contentsOf({ "": small }));
      assert.ok(queries.meanOverlap < 0.8, `${queries.meanOverlap}`);
      const same = await asked(metric, {}, {}, contentsOf({ "": small }));
      assert.equal(same.queries.meanOverlap, 1);
    });

    it(`sees that serverless doesn't find some records: ${metric}`, async () => {
      const { queries, verdict } = await asked(metric, { serverless: { hides: (id) => id.endsWith("7") } });
      assert.equal(queries.recall?.pod.mean, 1);
      assert.ok((queries.recall?.serverless.mean ?? 1) < 0.95, JSON.stringify(queries));
      assert.equal(queries.enough, false);
      assert.match(verdict, /^different: (answers overlap|search on serverless finds)/);
    });
  }

  it("goes by nearness and not by scores, which a service may define in its own way", async () => {
    const { queries } = await asked("euclidean", { serverless: { spelled: Math.sqrt }, pod: { spelled: Math.sqrt } });
    assert.deepEqual([queries.recall?.serverless.mean, queries.enough], [1, true]);
  });

  it("sees what both sides miss, where the overlap is perfect", async () => {
    const hides = (id: string) => Number(id.slice(2)) % 4 === 0;
    const { queries, verdict } = await asked("cosine", { pod: { hides }, serverless: { hides } });
    assert.equal(queries.meanOverlap, 1);
    assert.ok((queries.recall?.pod.mean ?? 1) < 0.9);
    assert.equal(queries.enough, false);
    assert.match(verdict, /search on serverless finds 0\.\d+ of what an exact one does$/);
  });

  it("refuses a serverless index that finds clearly less than the pod index, though enough by itself", async () => {
    const { queries, verdict } = await asked(
      "cosine",
      { serverless: { hides: (id) => id === "r-5" || id === "r-11" || /^r-2[0-9]$/.test(id) } },
      { minOverlap: 0, minRecall: 0.1 },
    );
    const { pod, serverless } = queries.recall ?? assert.fail("no recall");
    assert.ok(serverless.mean > 0.1 && serverless.mean < pod.mean - 0.05, JSON.stringify(queries.recall));
    assert.equal(queries.enough, false);
    assert.match(verdict, /1\.000 on the pod index/);
  });

  it("takes the thresholds that it is given, and says which", async () => {
    const flaws = { serverless: { hides: (id: string) => id.endsWith("7") } };
    const { queries } = await asked("cosine", flaws, { minOverlap: 0.2, minRecall: 0.3 });
    assert.deepEqual(queries.thresholds, { overlap: 0.2, recall: 0.3, recallBelowPod: 0.05 });
    const { queries: strict } = await asked("cosine", {}, { minOverlap: 1, minRecall: 1 });
    assert.equal(strict.enough, true);
  });

  it("sees a filter that finds nothing on one side", async () => {
    const { queries } = await asked("cosine", { serverless: { unfiltered: ["colour", "tags", "unique"] } });
    assert.ok(queries.meanOverlap < 0.6 && !queries.enough, JSON.stringify(queries));
    assert.equal(queries.minOverlap, 0);
  });

  it("filters by fields that both sides index, and by none else", async () => {
    const { asked: requests, queries } = await asked("cosine", {}, { filterable: ["tags"] });
    const filters = requests.flatMap(({ query }) => (query.filter === undefined ? [] : [query.filter]));
    assert.equal(filters.length, 20);
    for (const filter of filters) assert.deepEqual(Object.keys(filter), ["tags"]);
    for (const filter of filters) assert.match(JSON.stringify(filter), /^\{"tags":\{"\$in":\["t[01]","u[0-4]"\]\}\}$/);
    assert.equal(queries.enough, true);
    const { queries: none } = await asked("cosine", {}, { filterable: [] });
    assert.equal(none.filtered, 0);
  });

  it("prefers a filter that more than one record has, and takes one that only this has", async () => {
    const { asked: requests } = await asked("cosine");
    assert.ok(!JSON.stringify(requests).includes("only-"), "colours and tags are shared");
    const alone = await asked("cosine", {}, { filterable: ["unique"] });
    assert.ok(JSON.stringify(alone.asked).includes(`{"unique":{"$eq":"only-`));
    assert.equal(alone.queries.filtered, 20);
  });

  it("asks the same of both sides, and the same again for the same seed", async () => {
    const [first, again, other] = [
      await asked("dotproduct"),
      await asked("dotproduct"),
      await asked("dotproduct", {}, { seed: 2 }),
    ];
    assert.deepEqual(first.asked, first.askedServerless);
    assert.deepEqual(first.asked, again.asked);
    assert.notDeepEqual(first.asked, other.asked);
  });

  it("asks with sparse values where the metric takes them", async () => {
    const sparse = async (metric: Metric) => {
      const { asked: requests } = await asked(metric, {}, {}, contentsOf({ "": spiral(50, true) }));
      return requests.filter(({ query }) => query.sparseVector !== undefined).length;
    };
    assert.ok((await sparse("dotproduct")) > 10);
    assert.equal(await sparse("cosine"), 0);
  });

  it("asks nothing of records without a direction, or with values that are no numbers", async () => {
    const odd = [
      { id: "zero", values: [0, 0, 0] },
      { id: "nan", values: [Number.NaN, 1, 1] },
      { id: "none", values: [] },
    ];
    const { queries } = await asked("cosine", {}, { queries: 60 }, contentsOf({ "": [...odd, ...spiral(5)] }));
    assert.deepEqual([queries.asked, queries.enough], [5, true]);
    assert.equal(queries.recall?.serverless.mean, 1, "nor expects them");
  });

  it("says nothing of recall when it isn't known how records are scored, or nothing was asked", async () => {
    const contents = contentsOf({ "": spiral(20) });
    const search = searchOf(contents, "cosine").query;
    const report = await parityOf(
      { pod: contents, serverless: copyOf(contents), podScript: { query: search }, script: { query: search } },
      { queries: 5 },
    );
    assert.deepEqual([report.queries.asked, "recall" in report.queries], [5, false]);
    const { queries } = await asked("cosine", {}, { queries: 0 });
    assert.deepEqual([queries.asked, "recall" in queries, queries.enough], [0, false, true]);
  });

  it("asks once more when it isn't enough: reads of a new index may lag", async () => {
    const contents = contentsOf({ "": spiral(100) });
    const whole = searchOf(contents, "cosine");
    const lagging = searchOf(contents, "cosine", { hides: (id) => id.endsWith("3") });
    let calls = 0;
    const clock = quickClock();
    const report = await parityOf(
      {
        pod: contents,
        serverless: copyOf(contents),
        podScript: { query: whole.query },
        script: { query: (...args) => (calls++ < 10 ? lagging : whole).query(...args) },
      },
      { queries: 10, metric: "cosine", clock },
    );
    assert.deepEqual([report.queries.enough, calls, clock.sleeps.length], [true, 20, 1]);
  });

  it("holds a sample in bounded memory, whatever the number of dimensions", async () => {
    const values = new Array(20_000).fill(1);
    const wide = Array.from({ length: 600 }, (_, n) => ({ id: `w-${n}`, values }));
    const pod = fakeIndex(contentsOf({ "": wide }));
    const ids = wide.map(({ id }) => ({ namespace: "", id }));
    const sample = await fetchSample({ pod, metric: "cosine" } as unknown as ParityOptions, ids);
    assert.ok(sample.length > 390 && sample.length < 420, `${sample.length} records`);
    assert.ok(pod.calls.fetch < 10, "what doesn't fit is not fetched either");
    assert.deepEqual(
      sample.map(({ record }) => record.id),
      ids.slice(0, sample.length).map(({ id }) => id),
    );
  });
});

describe("filters drawn from metadata", () => {
  it("are of values that both sides are sure to compare alike", () => {
    const metadata: Metadata = {
      text: "a",
      long: "x".repeat(101),
      empty: "",
      flag: false,
      whole: 7,
      half: 1.5,
      beyond: 2 ** 24 + 1,
      list: ["b", "", "c", "b", "d", "e"],
      none: [],
      $or: "x",
    };
    assert.deepEqual(
      filtersOf(metadata, "all").map((filter) => asQuery(filter)),
      [{ flag: { $eq: false } }, { list: { $in: ["b", "c", "d"] } }, { text: { $eq: "a" } }, { whole: { $eq: 7 } }],
    );
    assert.deepEqual(filtersOf(metadata, ["whole", "gone"]).map(asQuery), [{ whole: { $eq: 7 } }]);
  });

  it("find the record that they are drawn from, as the service would, and no other by type", () => {
    const value = fc.oneof(
      fc.constantFrom("1", "true", "a"),
      fc.boolean(),
      fc.nat(2),
      fc.array(fc.constantFrom("a", "1", "c")),
    );
    const metadata = fc.dictionary(fc.constantFrom("x", "y", "__proto__", "constructor"), value);
    fc.assert(
      fc.property(metadata, metadata, (own, other) => {
        for (const filter of filtersOf(own as Metadata, "all")) {
          assert.ok(matches(filter, own as Metadata));
          const records = contentsOf({ "": [{ id: "o", values: [1], metadata: other as Metadata }] });
          const found = searchOf(records, "cosine").query("", { vector: [1], topK: 1, filter: asQuery(filter) });
          assert.equal(matches(filter, other as Metadata), found.length === 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("take fields that both sides index", () => {
    const pod = { kind: "pod", environment: "e", podType: "p1.x1", pods: 1, replicas: 1, shards: 1 } as const;
    const serverless = { kind: "serverless", cloud: "aws", region: "r" } as const;
    assert.equal(filterableByBoth(pod, serverless), "all");
    assert.deepEqual(filterableByBoth({ ...pod, indexedMetadata: ["a", "b"] }, serverless), ["a", "b"]);
    assert.deepEqual(filterableByBoth(pod, { ...serverless, filterable: ["b", "c"] }), ["b", "c"]);
    assert.deepEqual(filterableByBoth({ ...pod, indexedMetadata: ["a", "b"] }, { ...serverless, filterable: ["b"] }), [
      "b",
    ]);
  });
});

describe("exact nearness", () => {
  it("orders any records as the service's definition does", () => {
    const value = fc.float({ noNaN: true, min: -8, max: 8 });
    const record = fc.record({
      id: fc.constantFrom("a", "b"),
      values: fc.array(value, { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...METRICS), record, record, record, (metric, probe, a, b) => {
        const [q, x, y] = [probe, a, b].map((each) => searchedOf(each, metric));
        if (q === undefined || x === undefined || y === undefined || q.square * x.square * y.square === 0) return;
        const contents = contentsOf({
          "": [
            { ...a, id: "a" },
            { ...b, id: "b" },
          ],
        });
        const [first, second] = searchOf(contents, metric).query("", { vector: probe.values, topK: 2 });
        const distance = Math.abs((first?.score ?? 0) - (second?.score ?? 0));
        if (distance < 1e-3) return;
        const nearer = nearness(metric, q, x) > nearness(metric, q, y) ? "a" : "b";
        assert.equal(nearer, first?.id);
      }),
      { numRuns: 500 },
    );
  });
});
