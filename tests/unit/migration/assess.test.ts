import assert from "node:assert/strict";
import { type AssessRequest, assess } from "../../../provider/src/migration/assess";
import { LIMITS_PROFILES } from "../../../provider/src/migration/limits";
import { podDescription, serverlessDescription } from "../../support/provider/descriptions";
import { FakeClient } from "../../support/provider/fakeClient";

const AT = Date.parse("2026-11-25T12:00:00Z");
const REQUEST: AssessRequest = {
  podIndex: "docs",
  collection: "docs-collection",
  serverless: { name: "docs-serverless", cloud: "aws", region: "us-east-1" },
  limits: LIMITS_PROFILES.current,
};

function stage(...others: Parameters<typeof serverlessDescription>[0][]) {
  const pod = podDescription({ dimension: 768 }, { podType: "p1.x2", pods: 4, replicas: 2, shards: 2 });
  const client = new FakeClient(pod, ...others.map((other) => serverlessDescription(other)));
  client.counts.set(
    pod.host,
    new Map([
      ["", 400_000],
      ["news", 100_000],
    ]),
  );
  return client;
}

const codes = ({ findings }: Awaited<ReturnType<typeof assess>>) => findings.map(({ code }) => code);

describe("assess", () => {
  it("says what was found, what it costs and how long it takes, of three requests", async () => {
    const client = stage();
    const assessment = await assess(client, REQUEST, AT);
    assert.deepEqual(client.calls.map(([name]) => name).sort(), ["describeCollection", "listIndexes", "stats"]);
    const { found, cost, steps, findings, ...rest } = assessment;
    assert.deepEqual(rest, {
      version: 1,
      at: "2026-11-25T12:00:00.000Z",
      podIndex: "docs",
      serverless: { name: "docs-serverless", cloud: "aws", region: "us-east-1" },
      collection: "docs-collection",
    });
    assert.deepEqual(found, {
      environment: "us-east-1-aws",
      cloud: "aws",
      podType: "p1.x2",
      pods: 4,
      replicas: 2,
      shards: 2,
      dimension: 768,
      metric: "cosine",
      records: 500_000,
      namespaces: 2,
      largestNamespace: { name: "", records: 400_000 },
    });
    // 4 pods of size x2 at $0.111 an hour each unit, 730 hours.
    assert.equal(cost?.before.dollars.low, Math.round(4 * 2 * 0.111 * 730 * 100) / 100);
    assert.equal(cost?.workload.source, "unknown");
    assert.equal(steps.length, 5);
    assert.ok(findings.every(({ severity }) => severity === "info"));
    assert.deepEqual(JSON.parse(JSON.stringify(assessment)), assessment, "plain JSON");
  });

  it("takes the traffic that is said; measured traffic wins", async () => {
    const said = { ...REQUEST, workload: { queriesPerDay: 86_400 * 3, writesPerDay: 10 } };
    const configured = await assess(stage(), said, AT);
    assert.equal(configured.cost?.workload.source, "configured");
    assert.ok(codes(configured).includes("READ_HEAVY"));
    const measured = { queriesPerSecond: 0.5, fetchesPerSecond: 0, writesPerSecond: 1, overSeconds: 60 };
    const looked = await assess(stage(), { ...said, measured }, AT);
    assert.equal(looked.cost?.workload.source, "measured");
    assert.ok(!codes(looked).includes("READ_HEAVY"));
  });

  it("hands on phase, writes, parity and prices", async () => {
    const assessment = await assess(
      stage(),
      {
        ...REQUEST,
        phase: "copy",
        writes: "paused",
        parity: { content: "all", queries: 0 },
        workload: { metadataBytes: 500, writesPerDay: 5, queriesPerDay: 5 },
        prices: { date: "2030-01-01", prices: {} },
      },
      AT,
    );
    assert.deepEqual([assessment.phase, assessment.writes, assessment.steps.length], ["copy", "paused", 4]);
    assert.equal(assessment.cost?.pricesOf, "2030-01-01");
    assert.ok(!assessment.cost?.oneOff.figures.some(({ key }) => key === "catchUpWrites"));
    const sizes = assessment.cost?.after.figures.find(({ key }) => key === "storage");
    assert.match(sizes?.how ?? "", /^1\.79 to 1\.8/);
  });

  it("estimates nothing for the plans with a flat price", async () => {
    const assessment = await assess(stage(), { ...REQUEST, plan: "builder" }, AT);
    assert.equal(assessment.cost, undefined);
    assert.equal(assessment.found?.records, 500_000);
  });

  it("has findings only where there is no such pod index, or none that can be read", async () => {
    const missing = await assess(new FakeClient(), REQUEST, AT);
    assert.deepEqual(codes(missing), ["POD_INDEX_NOT_FOUND"]);
    assert.deepEqual([missing.found, missing.cost, missing.steps], [undefined, undefined, []]);
    const other = await assess(new FakeClient(serverlessDescription({ name: "docs" })), REQUEST, AT);
    assert.deepEqual(codes(other), ["NOT_A_POD_INDEX"]);
    const busy = await assess(new FakeClient(podDescription({ ready: false, state: "ScalingUp" })), REQUEST, AT);
    assert.equal(codes(busy)[0], "POD_INDEX_NOT_READY");
    assert.equal(busy.cost, undefined);
  });

  it("counts the project's serverless indexes, those to come and its own", async () => {
    const others = Array.from({ length: 19 }, (_, at) => ({ name: `s${at}` }));
    assert.ok(!codes(await assess(stage(...others), REQUEST, AT)).includes("INDEX_QUOTA"));
    assert.ok(codes(await assess(stage(...others), REQUEST, AT, { othersToCome: 1 })).includes("INDEX_QUOTA"));
    const own = { name: "docs-serverless", tags: { "podshift-source": "docs" } };
    const made = codes(await assess(stage(...others, own), REQUEST, AT));
    assert.ok(!made.includes("INDEX_QUOTA") && !made.includes("SERVERLESS_NAME_TAKEN"));
    const foreign = codes(await assess(stage({ name: "docs-serverless" }), REQUEST, AT));
    assert.ok(foreign.includes("SERVERLESS_NAME_TAKEN"));
  });
});
