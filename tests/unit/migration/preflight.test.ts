import assert from "node:assert/strict";
import { LIMITS_PROFILES } from "../../../provider/src/migration/limits";
import { type Finding, type PreflightFacts, preflight } from "../../../provider/src/migration/preflight";
import { podDescription, serverlessDescription } from "../../support/provider/descriptions";
import { ALWAYS, cleanFacts, countsOf, manyNamespaces } from "../../support/provider/preflightFacts";

const CLEAN = cleanFacts();

const withFacts = (change: Partial<PreflightFacts>): Finding[] => preflight({ ...CLEAN, ...change });
const codes = (findings: Finding[]) => findings.map(({ code }) => code).sort();
const beyond = (change: Partial<PreflightFacts>) => codes(withFacts(change)).filter((code) => !ALWAYS.includes(code));
const stats = countsOf;
const place = (cloud: string, region: string) => ({ serverless: { ...CLEAN.serverless, cloud, region } });
const tagged = (tags: Record<string, string>) => ({ serverless: { ...CLEAN.serverless, tags } });
const named512 = (name: string) => ({ namespaces: new Map([[name, 1]]), total: 1 });
const named = (name: string) => ({ serverless: { ...CLEAN.serverless, name } });

describe("preflight", () => {
  it("lets an index go on that has grown beyond the service's limits since it was copied", () => {
    const ours = { nameHolder: serverlessDescription(), nameHolderIsOurs: true };
    assert.deepEqual(beyond({ ...ours, stats: stats(...Array.from({ length: 1_000 }, () => 500_001)) }), []);
    assert.equal(beyond({ ...ours, stats: manyNamespaces(20_001) }).includes("TOO_MANY_NAMESPACES"), false);
  });

  it("finds in a healthy pod index only what is always said", () => {
    assert.deepEqual(codes(preflight(CLEAN)), ALWAYS);
    assert.ok(preflight(CLEAN).every(({ severity }) => severity === "info"));
  });

  const blockers: ReadonlyArray<readonly [code: string, title: string, change: Partial<PreflightFacts>]> = [
    ["POD_INDEX_NOT_READY", "being scaled", { pod: podDescription({ ready: false, state: "Terminating" }) }],
    ["TOO_MANY_RECORDS", "500,000,001 records", { stats: stats(...Array.from({ length: 1_000 }, () => 500_001)) }],
    ["TOO_MANY_NAMESPACES", "20,001 namespaces", { stats: manyNamespaces(20_001) }],
    ["CLOUD_MISMATCH", "another cloud", place("gcp", "us-central1")],
    [
      "CLOUD_NOT_SUPPORTED",
      "a cloud that the profile lacks",
      {
        pod: podDescription({}, { environment: "eastus-azure" }),
        ...place("azure", "eastus2"),
        limits: LIMITS_PROFILES["guide-2025"],
      },
    ],
    ["REGION_NOT_SERVERLESS", "a region without serverless", place("aws", "sa-east-1")],
    ["NAME_INVALID", "a serverless name with capitals", named("Docs")],
    ["NAME_INVALID", "a serverless name that ends with -", named("docs-")],
    ["NAME_INVALID", "a collection's name of 46 characters", { collection: "c".repeat(46) }],
    ["SERVERLESS_NAME_TAKEN", "the pod index's own name", named("docs")],
    ["SERVERLESS_NAME_TAKEN", "a foreign index's name", { nameHolder: serverlessDescription() }],
    ["COLLECTION_NAME_TAKEN", "a foreign collection's name", { collectionExists: true }],
    ["TAGS_INVALID", "a tag's key of 81 characters", tagged({ ["k".repeat(81)]: "v" })],
    ["TAGS_INVALID", "a tag's value of 121 characters", tagged({ k: "v".repeat(121) })],
    ["TAGS_INVALID", "a tag's key with a dot", tagged({ "a.b": "v" })],
    ["TAGS_INVALID", "a tag of the pod index that is too long", { pod: podDescription({ tags: { k: "/" } }) }],
    ["SHAPE_NOT_SUPPORTED", "more than 20,000 dimensions", { pod: podDescription({ dimension: 20_001 }) }],
    ["SHAPE_NOT_SUPPORTED", "no dimension", { pod: podDescription({ dimension: 0, vectorType: "sparse" }) }],
    ["SHAPE_NOT_SUPPORTED", "a metric that nobody knows", { pod: podDescription({ metric: "manhattan" as "cosine" }) }],
    [
      "DEFAULT_NAMESPACE_TWICE",
      "a default namespace of two names",
      { stats: { namespaces: new Map([["", 3]]), total: 3, bothDefaults: true } },
    ],
    ["PLAN_REGION", "Starter in another region", { plan: "starter", ...place("aws", "us-west-2") }],
  ];
  for (const [code, title, change] of blockers) {
    it(`stops at ${title}: ${code}`, () => {
      const found = withFacts(change).filter((finding) => finding.severity === "blocker");
      assert.deepEqual(codes(found), [code]);
      assert.ok(found[0]?.fact && found[0].remedy && found[0].link.startsWith("https://"));
    });
  }

  const passes: ReadonlyArray<readonly [title: string, change: Partial<PreflightFacts>]> = [
    ["500,000,000 records spread out", { stats: stats(...Array.from({ length: 1_000 }, () => 500_000)) }],
    ["20,000 namespaces", { stats: manyNamespaces(20_000) }],
    ["names of 45 characters", { ...named("s".repeat(45)), collection: "c".repeat(45) }],
    ["names of one character", { ...named("s"), collection: "c" }],
    ["an index of its own", { nameHolder: serverlessDescription(), nameHolderIsOurs: true }],
    ["a collection of its own", { collectionExists: true, collectionIsOurs: true }],
    [
      "another twin",
      {
        pod: podDescription({ metric: "dotproduct" }, { environment: "eu-west4-gcp" }),
        ...place("gcp", "europe-west4"),
      },
    ],
    ["tags at their limits", tagged({ ["k".repeat(80)]: `${"v".repeat(110)};@_-.+ 19` })],
    ["the last index of a plan", { plan: "starter", project: { serverlessIndexes: 4, toCome: 1 } }],
    ["the last index of a plan that nobody said", { project: { serverlessIndexes: 19, toCome: 1 } }],
    ["a migration that needs no index more", { project: { serverlessIndexes: 20, toCome: 0 } }],
    ["Starter in its region", { plan: "starter" }],
    ["100 namespaces on Starter", { plan: "starter", stats: manyNamespaces(100) }],
    ["namespaces of 512 characters", { stats: named512("n".repeat(512)) }],
  ];
  it("says that the pod index's deletion protection stays, as it was found", () => {
    const pod = (change: object) => ({ pod: podDescription({ metric: "dotproduct", ...change }) });
    assert.deepEqual(beyond(pod({ deletionProtection: "enabled" })), ["DELETION_PROTECTION"]);
    const ours = { deletionProtection: "enabled", tags: { "podshift-found-protection": "disabled" } };
    assert.deepEqual(beyond(pod(ours)), []);
  });

  it("names twenty of the indexed fields and counts the others", () => {
    const indexedMetadata = Array.from({ length: 23 }, (_, at) => `f${at}`);
    const found = withFacts({ pod: podDescription({}, { indexedMetadata }) });
    assert.match(found.find(({ code }) => code === "SELECTIVE_METADATA")?.fact ?? "", /f19 and 3 more$/);
  });

  for (const [title, change] of passes) it(`lets pass ${title}`, () => assert.deepEqual(beyond(change), []));

  it("holds `guide-2025` to `fewer than`", () => {
    const limits = LIMITS_PROFILES["guide-2025"];
    const spread = (each: number) => stats(...Array.from({ length: 1_000 }, () => each));
    assert.deepEqual(beyond({ limits, stats: spread(24_999) }), []);
    assert.deepEqual(beyond({ limits, stats: spread(25_000) }), ["TOO_MANY_RECORDS"]);
    assert.deepEqual(beyond({ limits, stats: manyNamespaces(19_999) }), []);
    assert.deepEqual(beyond({ limits, stats: manyNamespaces(20_000) }), ["TOO_MANY_NAMESPACES"]);
  });

  it("warns of one namespace that holds nearly everything", () => {
    assert.deepEqual(beyond({ stats: stats(1_000_000, 250_000) }), ["BIG_NAMESPACE", "DEDICATED_READ_NODES"]);
    assert.deepEqual(beyond({ stats: stats(1_000_000, 250_001) }), []);
    assert.deepEqual(beyond({ stats: stats(999_999) }), []);
    const [finding] = withFacts({ stats: { namespaces: new Map([["", 2_000_000]]), total: 2_000_000 } });
    assert.equal(finding?.severity, "warning");
    assert.match(finding?.fact ?? "", /\(default\).*2,000,000/);
  });

  it("says where the data moves to: a warning when a twin is left aside, else for information", () => {
    const moved = withFacts(place("aws", "us-west-2")).find(({ code }) => code === "REGION_MOVES");
    assert.equal(moved?.severity, "warning");
    assert.match(moved?.remedy ?? "", /`serverless.region: us-east-1`/);
    const from = (environment: string, region: string) =>
      withFacts({ pod: podDescription({}, { environment }), ...place("gcp", region) }).find(
        ({ code }) => code === "REGION_MOVES",
      );
    assert.equal(from("us-west1-gcp", "us-central1")?.severity, "info");
    const farther = from("us-west1-gcp", "europe-west4");
    assert.equal(farther?.severity, "warning");
    assert.match(farther?.remedy ?? "", /nearest is us-central1/);
    const asia = from("asia-northeast1-gcp", "us-central1");
    assert.equal(asia?.severity, "warning");
    assert.match(asia?.remedy ?? "", /gcp has us-central1, europe-west4: measure the latency/);
  });

  it("takes an environment that names no cloud as it is asked for", () => {
    const pod = podDescription({ metric: "dotproduct" }, { environment: "somewhere" });
    assert.deepEqual(beyond({ pod }), ["REGION_MOVES"]);
  });

  it("says that selective metadata indexing is carried over", () => {
    const pod = podDescription({}, { indexedMetadata: ["genre", "year"] });
    const found = withFacts({ pod }).find(({ code }) => code === "SELECTIVE_METADATA");
    assert.match(found?.fact ?? "", /genre, year/);
    const none = withFacts({ pod: podDescription({}, { indexedMetadata: [] }) });
    assert.match(none.find(({ code }) => code === "SELECTIVE_METADATA")?.fact ?? "", /\(none\)/);
  });

  it("says what sparse values mean without dotproduct, but for p2, which has none", () => {
    const of = (podType: string, metric: "cosine" | "dotproduct" = "cosine") =>
      beyond({ pod: podDescription({ metric }, { podType }) });
    assert.deepEqual(of("s1.x1"), ["SPARSE_NEEDS_DOTPRODUCT"]);
    assert.deepEqual(of("p1.x8"), ["SPARSE_NEEDS_DOTPRODUCT"]);
    assert.deepEqual(of("s1.x1", "dotproduct"), []);
    assert.deepEqual(of("p2.x1"), ["SLOW_POD_WRITES"]);
  });

  it("says nothing of calls to an index whose counts it couldn't read", () => {
    assert.deepEqual(codes(withFacts({ stats: undefined })), ["API_SUNSET"]);
  });

  it("stops at a copy that nobody captures for; warns when that is acknowledged; says nothing elsewhere", () => {
    const capture = { url: "file:///srv/log", live: 0, acknowledged: false };
    const severity = (facts: Partial<PreflightFacts>) =>
      withFacts(facts).find(({ code }) => code === "NO_LIVE_WRITER")?.severity;
    assert.equal(severity({ capture }), "blocker");
    assert.equal(severity({ capture: { ...capture, acknowledged: true } }), "warning");
    assert.equal(severity({ capture: { ...capture, live: 1 } }), undefined);
    assert.equal(severity({}), undefined);
  });

  it("finds no pod index, and wrong names beside it", () => {
    assert.deepEqual(codes(withFacts({ pod: undefined, ...named("X") })), ["NAME_INVALID", "POD_INDEX_NOT_FOUND"]);
  });

  it("finds that an index is no pod index, and nothing else", () => {
    assert.deepEqual(codes(withFacts({ pod: serverlessDescription({ name: "docs" }) })), ["NOT_A_POD_INDEX"]);
  });

  it("tells everything at once, blockers first, information last", () => {
    const found = withFacts({
      pod: podDescription({ ready: false }, { indexedMetadata: ["a"] }),
      stats: stats(2_000_000),
      collectionExists: true,
      ...place("gcp", "us-central1"),
    });
    const order = found.map(({ severity }) => ["blocker", "warning", "info"].indexOf(severity));
    assert.deepEqual(order, [...order].sort());
    assert.ok(found.filter(({ severity }) => severity === "blocker").length >= 3);
    assert.equal(found.at(-1)?.severity, "info");
  });
});
