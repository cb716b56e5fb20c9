import assert from "node:assert/strict";
import { podCapacity, refuseTooSmall } from "../../../provider/src/migration/podCapacity";
import type { IndexDescription, PineconeClient, PodSpec } from "../../../provider/src/pinecone/types";
import { contextOf } from "../../support/provider/contexts";
import { podDescription } from "../../support/provider/descriptions";

const spec = (podType: string, change: Partial<PodSpec> = {}): PodSpec => ({
  kind: "pod",
  environment: "us-east-1-aws",
  podType,
  pods: 1,
  replicas: 1,
  shards: 1,
  ...change,
});

describe("podCapacity", () => {
  for (const [podType, dimension, records] of [
    ["p1.x1", 768, 1_000_000],
    ["p1.x1", 1536, 500_000],
    ["p2.x1", 1024, 1_000_000],
    ["s1.x1", 512, 8_000_000],
    ["s1.x2", 1536, 5_000_000],
    ["p1.x8", 1024, 5_400_000],
    ["p1", 768, 1_000_000],
    // By bytes: 1/640 stands at 0.4 of the way from 1/768 to 1/512.
    ["p1.x1", 640, 1_100_000],
    ["p1.x1", 3072, 250_000],
  ] as const) {
    it(`is ${records} for ${podType} at ${dimension} dimensions`, () => {
      assert.deepEqual(podCapacity(spec(podType), dimension), { records, most: true });
    });
  }

  it("counts shards, and no replicas", () => {
    const two = spec("p1.x1", { shards: 2, replicas: 3, pods: 6 });
    assert.deepEqual(podCapacity(two, 768), { records: 2_000_000, most: true });
  });

  it("never grows with the dimension", () => {
    for (const type of ["p1.x1", "p2.x1", "s1.x1"]) {
      for (let dimension = 512, before = Number.POSITIVE_INFINITY; dimension < 4_000; dimension += 8) {
        const { records } = podCapacity(spec(type), dimension) ?? assert.fail();
        assert.ok(records <= before, `${type} at ${dimension}`);
        before = records;
      }
    }
  });

  it("takes more than is known below 512 dimensions", () => {
    assert.deepEqual(podCapacity(spec("p1.x1"), 100), { records: 1_250_000, most: false });
  });

  for (const podType of ["p3.x1", "nano", "s1.x3", "", "starter"]) {
    it(`is unknown for ${JSON.stringify(podType)}`, () => assert.equal(podCapacity(spec(podType), 768), undefined));
  }
});

describe("refuseTooSmall", () => {
  const serverless = podDescription({ name: "docs-serverless", host: "serverless" });
  const ask = async (pod: Partial<IndexDescription<PodSpec>>, held: number, asked: number, acknowledged: string[]) => {
    const reader = (host: string) => ({
      stats: async () => ({ namespaces: new Map(), total: host === "serverless" ? asked : held }),
    });
    const context = contextOf({ reader } as unknown as PineconeClient);
    const index = { ...podDescription({}), host: "pod", ...pod } as IndexDescription<PodSpec>;
    await refuseTooSmall(context, index, serverless, acknowledged);
    return context.said.warn;
  };
  const large = { dimension: 1536, spec: spec("p1.x1") };

  it("says nothing while they fit, or no record was added", async () => {
    assert.deepEqual(await ask(large, 400_000, 500_000, []), []);
    assert.deepEqual(await ask(large, 700_000, 700_000, []), []);
    assert.deepEqual(await ask({ ...large, spec: spec("p9.x1") }, 700_000, 600_000, []), []);
    assert.deepEqual(await ask({ dimension: 100, spec: spec("p1.x1") }, 1, 1_250_000, []), []);
  });

  it("refuses what doesn't fit, unless it is acknowledged", async () => {
    await assert.rejects(ask(large, 400_000, 500_001, ["ROLLBACK_LOSES_WRITES"]), {
      code: "POD_INDEX_TOO_SMALL",
      facts: { records: 500_001, capacity: 500_000 },
    });
    const warned = await ask(large, 400_000, 500_001, ["POD_INDEX_TOO_SMALL"]);
    assert.equal(warned.length, 1);
  });

  it("warns of what it doesn't know, and refuses nothing", async () => {
    assert.equal((await ask({ ...large, spec: spec("p9.x1") }, 400_000, 9_000_000, [])).length, 1);
    assert.equal((await ask({ dimension: 100, spec: spec("p1.x1") }, 1, 1_250_001, [])).length, 1);
  });
});
