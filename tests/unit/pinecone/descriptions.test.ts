import assert from "node:assert/strict";
import { toIndexDescription } from "../../../provider/src/pinecone/descriptions";

type Model = Parameters<typeof toIndexDescription>[0];

/** The client's answer has the keys of every kind, all but one undefined. */
const model = (spec: object, change: object = {}) =>
  ({
    name: "docs",
    dimension: 2,
    metric: "cosine",
    vectorType: "dense",
    host: "docs.example",
    deletionProtection: "enabled",
    tags: { team: "search" },
    status: { state: "Ready", ready: true },
    spec: { pod: undefined, serverless: undefined, byoc: undefined, ...spec },
    ...change,
  }) as unknown as Model;

const POD = { environment: "us-east-1-aws", podType: "p1.x1", pods: 4, replicas: 2, shards: 2 };

describe("toIndexDescription", () => {
  it("reads a pod index", () => {
    assert.deepEqual(toIndexDescription(model({ pod: { ...POD, metadataConfig: { indexed: ["year", "genre"] } } })), {
      name: "docs",
      dimension: 2,
      metric: "cosine",
      vectorType: "dense",
      host: "docs.example",
      deletionProtection: "enabled",
      tags: { team: "search" },
      state: "Ready",
      ready: true,
      spec: { kind: "pod", ...POD, indexedMetadata: ["genre", "year"] },
    });
  });

  it("keeps the host of a private endpoint", () => {
    const { privateHost } = toIndexDescription(model({ pod: POD }, { privateHost: "docs.private.example" }));
    assert.equal(privateHost, "docs.private.example");
  });

  it("leaves out what the service leaves out", () => {
    const { spec } = toIndexDescription(model({ pod: { environment: "e", podType: "p1.x1" } }));
    assert.deepEqual(spec, { kind: "pod", environment: "e", podType: "p1.x1", pods: 1, replicas: 1, shards: 1 });
    const bare = toIndexDescription(
      model({}, { tags: undefined, deletionProtection: undefined, dimension: undefined }),
    );
    assert.deepEqual([bare.tags, bare.deletionProtection, bare.dimension], [{}, "disabled", 0]);
  });

  it("tells an index that filters on no field from one that filters on all", () => {
    const { spec } = toIndexDescription(model({ pod: { ...POD, metadataConfig: { indexed: [] } } }));
    assert.deepEqual(spec, { kind: "pod", ...POD, indexedMetadata: [] });
  });

  it("reads where a pod index came from", () => {
    const { spec } = toIndexDescription(model({ pod: { ...POD, sourceCollection: "old" } }));
    assert.deepEqual(spec, { kind: "pod", ...POD, sourceCollection: "old" });
  });

  it("reads a serverless index", () => {
    const serverless = { cloud: "aws", region: "us-east-1" };
    assert.deepEqual(toIndexDescription(model({ serverless })).spec, { kind: "serverless", ...serverless });
    const schema = { fields: { year: { filterable: true }, genre: { filterable: true } } };
    const full = toIndexDescription(model({ serverless: { ...serverless, schema, sourceCollection: "c" } }));
    assert.deepEqual(full.spec, {
      kind: "serverless",
      ...serverless,
      filterable: ["genre", "year"],
      sourceCollection: "c",
    });
  });

  it("reads who reads a serverless index, and how far a change has got", () => {
    const readCapacity = (read: object) => {
      const { spec } = toIndexDescription(model({ serverless: { cloud: "aws", region: "r", readCapacity: read } }));
      return spec.kind === "serverless" ? spec.readCapacity : assert.fail(spec.kind);
    };
    assert.deepEqual(readCapacity({ mode: "OnDemand", status: { state: "Ready" } }), { state: "Ready" });
    const dedicated = { nodeType: "t1", scaling: "Manual", manual: { shards: 2, replicas: 3 } };
    const status = { state: "Error", currentShards: 1, currentReplicas: 3, errorMessage: "too small" };
    assert.deepEqual(readCapacity({ mode: "Dedicated", dedicated, status }), {
      nodes: { nodeType: "t1", shards: 2, replicas: 3 },
      state: "Error",
      currentShards: 1,
      currentReplicas: 3,
      error: "too small",
    });
    assert.deepEqual(readCapacity({ mode: "Dedicated", dedicated: {}, status: { state: "Scaling" } })?.nodes, {
      nodeType: "",
      shards: 1,
      replicas: 1,
    });
  });

  it("calls every other kind other", () => {
    assert.deepEqual(toIndexDescription(model({ byoc: { environment: "x" } })).spec, { kind: "other" });
  });
});
