import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { PodToServerlessMigration } from "../../../provider/src/component/podToServerlessMigration";
import type { Phase } from "../../../provider/src/migration/phases";
import { token } from "../../../provider/src/tokens";
import { type Registered, registeredBy, resolved } from "../../support/provider/pulumiMocks";

const PROOF = { clean: true, content: "all", finishedAt: "2026-11-24T00:00:00.000Z" };
const STATES = {
  [token("WriteLog")]: { log: "log-1" },
  [token("Collection")]: { askedAt: 7, vectorCount: 3 },
  [token("ServerlessIndex")]: { host: "serverless.example" },
  [token("ParityCheck")]: { clean: true, verdict: "clean: all 3 records compared", proof: PROOF },
  [token("ActiveIndex")]: { name: "the-one", host: "the-one.example", proof: { ...PROOF, content: "as of the fence" } },
};

const migrate = (phase: Phase, change: object = {}) =>
  registeredBy(
    STATES,
    (transformations) =>
      new PodToServerlessMigration(
        "docs",
        { podIndex: "docs", phase, serverless: { region: "us-east-1" }, writes: "paused", ...change },
        { transformations },
      ),
  );

const kinds = (resources: Registered[]) => resources.map(({ type }) => type.split(":").at(-1));
const of = (resources: Registered[], kind: Parameters<typeof token>[0]): Registered => {
  const found = resources.find(({ type }) => type === token(kind));
  return found ?? assert.fail(`no ${kind}`);
};
/** What a reviewer sees: no hidden key. */
const shown = (registered: Registered) =>
  Object.fromEntries(Object.entries(registered.inputs).filter(([key]) => !key.startsWith("__")));

const COPIED = ["Collection", "ServerlessIndex", "ParityCheck"];
const CHILDREN: Readonly<Record<Phase, string[]>> = {
  assess: ["Preflight", "PodIndex", "ActiveIndex"],
  capture: ["Preflight", "PodIndex", "ActiveIndex"],
  copy: ["Preflight", "PodIndex", ...COPIED, "ActiveIndex"],
  cutover: ["Preflight", "PodIndex", ...COPIED, "ActiveIndex"],
  retire: ["Preflight", ...COPIED, "ActiveIndex", "PodRetirement"],
};
const LOGGED: Readonly<Record<Phase, string[]>> = {
  ...CHILDREN,
  capture: ["Preflight", "PodIndex", "WriteLog", "ActiveIndex"],
  copy: ["Preflight", "PodIndex", "WriteLog", "Collection", "ServerlessIndex", "CatchUp", "ParityCheck", "ActiveIndex"],
  cutover: [
    "Preflight",
    "PodIndex",
    "WriteLog",
    "Collection",
    "ServerlessIndex",
    "CatchUp",
    "ParityCheck",
    "ActiveIndex",
  ],
};
const MIRRORED = { writes: "mirrored", writeLog: "file:///srv/podshift/docs" };
/** What a preview marks as `[retain]`. */
const RETAINED: Readonly<Record<Phase, string[]>> = {
  assess: ["PodIndex"],
  capture: ["PodIndex"],
  copy: ["PodIndex"],
  cutover: [],
  retire: ["Collection", "ServerlessIndex"],
};

describe("PodToServerlessMigration", () => {
  for (const phase of Object.keys(CHILDREN) as Phase[]) {
    it(`${phase}: these children, each under its token`, async () => {
      const { resources } = await migrate(phase);
      assert.deepEqual(kinds(resources), CHILDREN[phase]);
      for (const { type } of resources) assert.match(type, /^pulumi-nodejs:dynamic\/pinecone:\w+$/);
    });

    it(`${phase}: these children with a write log`, async () => {
      assert.deepEqual(kinds((await migrate(phase, MIRRORED)).resources), LOGGED[phase]);
    });

    it(`${phase}: retains ${RETAINED[phase].join(", ") || "nothing"}`, async () => {
      const { resources } = await migrate(phase);
      assert.deepEqual(kinds(resources.filter(({ retainOnDelete }) => retainOnDelete)), RETAINED[phase]);
    });

    it(`${phase}: says what serves`, async () => {
      const { result } = await migrate(phase);
      const { active, index, host, parity } = result.summary;
      assert.equal(result.summary.phase, phase);
      assert.equal(await resolved(active), phase === "cutover" || phase === "retire" ? "serverless" : "pod");
      assert.equal(await resolved(index), "the-one");
      assert.equal(await resolved(host), "the-one.example");
      const said = parity === undefined ? undefined : await resolved(parity);
      assert.equal(said, CHILDREN[phase].includes("ParityCheck") ? STATES[token("ParityCheck")]?.verdict : undefined);
    });
  }

  it("gives each child what it needs, in copy", async () => {
    const { resources } = await migrate("copy");
    assert.deepEqual(shown(of(resources, "Preflight")), {
      phase: "copy",
      podIndex: "docs",
      serverlessIndex: "docs-serverless",
      cloud: "aws",
      region: "us-east-1",
      collection: "docs-collection",
      writes: "paused",
      limits: "current",
    });
    assert.deepEqual(shown(of(resources, "PodIndex")), { name: "docs", guarded: false });
    assert.deepEqual(shown(of(resources, "Collection")), {
      name: "docs-collection",
      source: "docs",
      timeoutMinutes: 720,
    });
    assert.deepEqual(shown(of(resources, "ServerlessIndex")), {
      name: "docs-serverless",
      podIndex: "docs",
      collection: "docs-collection",
      cloud: "aws",
      region: "us-east-1",
      tags: {},
      timeoutMinutes: 1_440,
    });
    assert.deepEqual(shown(of(resources, "ParityCheck")), {
      for: "copy",
      podIndex: "docs",
      serverlessIndex: "docs-serverless",
      host: "serverless.example",
      askedAt: 7,
      content: 20_000,
      queries: 200,
      seed: 1,
      reports: ".podshift",
    });
    assert.deepEqual(shown(of(resources, "ActiveIndex")), {
      active: "pod",
      podIndex: "docs",
      serverlessIndex: "docs-serverless",
    });
  });

  it("changes at cutover the guard, what is compared, and who serves; nothing else", async () => {
    const [before, after] = [await migrate("copy"), await migrate("cutover")];
    const changes = before.resources.flatMap((resource, at) => {
      const [a, b] = [shown(resource), shown(after.resources[at] as Registered)];
      const changed = Object.keys(a).filter((key) => !isDeepStrictEqual(a[key], b[key]));
      return changed.map((key) => `${kinds([resource])[0]}.${key} => ${b[key]}`);
    });
    assert.deepEqual(changes.sort(), [
      "ActiveIndex.active => serverless",
      "ParityCheck.content => all",
      "ParityCheck.for => cutover",
      "PodIndex.guarded => true",
      "Preflight.phase => cutover",
    ]);
  });

  it("tells preflight traffic, prices and limits, and hidden what else it judges by", async () => {
    const workload = { queriesPerDay: 5, namespaces: { a: { queriesPerDay: 5 } } };
    const limits = { records: 5, namespaces: 6 };
    const { resources } = await migrate("assess", {
      ...{ workload, limits, pricing: { plan: "enterprise" as const } },
      serverless: {
        region: "us-east-1",
        tags: { team: "search" },
        readCapacity: { nodeType: "b1", shards: 1, replicas: 1 },
      },
    });
    const { inputs } = of(resources, "Preflight");
    assert.deepEqual(inputs.__readNodes, { nodeType: "b1", shards: 1, replicas: 1 });
    assert.deepEqual(inputs.workload, workload);
    assert.deepEqual(inputs.limits, limits);
    assert.deepEqual(inputs.pricing, { plan: "enterprise" });
    assert.deepEqual(inputs.__tags, { team: "search" });
    assert.deepEqual(inputs.__parity, { content: 20_000, queries: 200 });
  });

  it("gives the serverless index its read nodes, and names none where it is read on demand", async () => {
    const readCapacity = { nodeType: "t1" as const, shards: 2, replicas: 1 };
    const { resources } = await migrate("copy", { serverless: { region: "us-east-1", readCapacity } });
    assert.deepEqual(of(resources, "ServerlessIndex").inputs.readCapacity, readCapacity);
    assert.equal("readCapacity" in of((await migrate("copy")).resources, "ServerlessIndex").inputs, false);
  });

  it("gives the parity check its thresholds and its budget, and names none where they are left out", async () => {
    const asked = { minOverlap: 0.5, minRecall: 0.8, recordsPerSecond: 400 };
    const { resources } = await migrate("copy", { parity: asked });
    const { minOverlap, minRecall, __recordsPerSecond } = of(resources, "ParityCheck").inputs;
    assert.deepEqual([minOverlap, minRecall, __recordsPerSecond], [0.5, 0.8, 400]);
    const { inputs } = of((await migrate("copy")).resources, "ParityCheck");
    for (const key of ["minOverlap", "minRecall", "__recordsPerSecond"]) assert.equal(key in inputs, false, key);
  });

  it("gives the log's children what they need, and tells the others where it is, hidden", async () => {
    const timing = { leaseSeconds: 1, lateSeconds: 0.5 };
    const { resources } = await migrate("copy", { ...MIRRORED, timing, acknowledge: ["NO_LIVE_WRITER"] });
    const url = MIRRORED.writeLog;
    assert.deepEqual(shown(of(resources, "WriteLog")), {
      ...{ url, writes: "mirrored", podIndex: "docs", times: { leaseMs: 1_000, lateMs: 500 }, discard: false },
    });
    assert.deepEqual(shown(of(resources, "CatchUp")), {
      ...{ for: "copy", podIndex: "docs", serverlessIndex: "docs-serverless", log: "log-1" },
      ...{ host: "serverless.example", askedAt: 7 },
    });
    for (const kind of ["Preflight", "PodIndex", "Collection", "CatchUp", "ParityCheck", "ActiveIndex"] as const) {
      assert.deepEqual(of(resources, kind).inputs.__log, { url, writes: "mirrored" }, kind);
    }
    assert.deepEqual(of(resources, "Preflight").inputs.__acknowledge, ["NO_LIVE_WRITER"]);
    assert.equal(of(resources, "ActiveIndex").inputs.__hold, 2_000);
  });

  it("lets retirement rest on the switch's own proof when writes are logged", async () => {
    const { resources } = await migrate("retire", MIRRORED);
    assert.deepEqual(of(resources, "PodRetirement").inputs.__parity, { ...PROOF, content: "as of the fence" });
  });

  it("hands the proof to what rests on it, hidden", async () => {
    const { resources } = await migrate("retire", { acknowledge: ["ROLLBACK_LOSES_WRITES"] });
    assert.deepEqual(of(resources, "ActiveIndex").inputs.__parity, PROOF);
    assert.deepEqual(of(resources, "ActiveIndex").inputs.__acknowledge, ["ROLLBACK_LOSES_WRITES"]);
    assert.equal(of(resources, "ActiveIndex").inputs.__phase, "retire");
    assert.deepEqual(of(resources, "PodRetirement").inputs.__parity, PROOF);
    assert.deepEqual(shown(of(resources, "PodRetirement")), {
      podIndex: "docs",
      serverlessIndex: "docs-serverless",
      collection: "docs-collection",
    });
  });

  it("tells each child the URN of its own row", async () => {
    const { resources } = await migrate("copy");
    for (const { inputs, type, name } of resources) {
      assert.equal(inputs.__urn, `urn:pulumi:dev::podshift::podshift:index:Migration$${type}::${name}`);
    }
  });

  it("has outputs that are outputs: declared fields that TypeScript doesn't overwrite", async () => {
    const { resources } = await migrate("retire");
    const { resource: collection } = of(resources, "Collection");
    const { resource: parity } = of(resources, "ParityCheck");
    const { resource: active } = of(resources, "ActiveIndex");
    const { resource: retirement } = of(resources, "PodRetirement");
    const { resource: serverless } = of(resources, "ServerlessIndex");
    const { resource: podIndex } = of((await migrate("copy")).resources, "PodIndex");
    for (const [resource, fields] of [
      [podIndex, ["host"]],
      [collection, ["askedAt", "vectorCount"]],
      [serverless, ["host"]],
      [parity, ["clean", "verdict", "proof"]],
      [active, ["active", "name", "host", "switchedAt"]],
      [retirement, ["retiredAt"]],
    ] as const) {
      for (const field of fields) {
        const output = (resource as unknown as Record<string, { apply?: unknown } | undefined>)[field];
        assert.equal(typeof output?.apply, "function", `${resource.constructor.name}.${field}`);
      }
    }
  });

  it("refuses wrong arguments before it registers a child", async () => {
    await assert.rejects(migrate("copy", { writes: "mirrored" }), { code: "CONFIG_INVALID" });
    await assert.rejects(migrate("verify" as Phase), { code: "CONFIG_INVALID" });
  });
});
