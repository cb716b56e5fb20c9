import assert from "node:assert/strict";
import { LIMITS_PROFILES } from "../../../provider/src/migration/limits";
import { type Finding, type PreflightFacts, preflight } from "../../../provider/src/migration/preflight";
import { podDescription, serverlessDescription } from "../../support/provider/descriptions";

const CLEAN: PreflightFacts = {
  podIndex: "docs",
  pod: podDescription(),
  stats: { namespaces: new Map([["", 3]]), total: 3 },
  serverless: { name: "docs-serverless", cloud: "aws", region: "us-east-1" },
  nameHolder: undefined,
  nameHolderIsOurs: false,
  collection: "docs-collection",
  collectionExists: false,
  collectionIsOurs: false,
  limits: LIMITS_PROFILES.current,
};

/** What a healthy pod index is told all the same. */
const ALWAYS = ["API_SUNSET", "STATS_BY_FILTER"];

const withFacts = (change: Partial<PreflightFacts>): Finding[] => preflight({ ...CLEAN, ...change });
const codes = (findings: Finding[]) => findings.map(({ code }) => code).sort();
const beyond = (change: Partial<PreflightFacts>) => codes(withFacts(change)).filter((code) => !ALWAYS.includes(code));
const stats = (...counts: number[]) => ({
  namespaces: new Map(counts.map((count, at) => [`n${at}`, count])),
  total: counts.reduce((sum, count) => sum + count, 0),
});
const manyNamespaces = (count: number) => stats(...Array.from({ length: count }, () => 1));
const place = (cloud: string, region: string) => ({ serverless: { ...CLEAN.serverless, cloud, region } });
const named = (name: string) => ({ serverless: { ...CLEAN.serverless, name } });

describe("preflight", () => {
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
    ["another twin", { pod: podDescription({}, { environment: "eu-west4-gcp" }), ...place("gcp", "europe-west4") }],
  ];
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
    assert.deepEqual(beyond({ stats: stats(1_000_000, 250_000) }), ["BIG_NAMESPACE"]);
    assert.deepEqual(beyond({ stats: stats(1_000_000, 250_001) }), []);
    assert.deepEqual(beyond({ stats: stats(999_999) }), []);
    const [finding] = withFacts({ stats: { namespaces: new Map([["", 2_000_000]]), total: 2_000_000 } });
    assert.equal(finding?.severity, "warning");
    assert.match(finding?.fact ?? "", /\(default\).*2,000,000/);
  });

  it("says where the data moves to: a warning when a twin is left aside, else for information", () => {
    const moved = withFacts(place("aws", "us-west-2")).find(({ code }) => code === "REGION_MOVES");
    assert.equal(moved?.severity, "warning");
    const pod = podDescription({}, { environment: "us-west1-gcp" });
    const noTwin = withFacts({ pod, ...place("gcp", "us-central1") }).find(({ code }) => code === "REGION_MOVES");
    assert.equal(noTwin?.severity, "info");
  });

  it("takes an environment that names no cloud as it is asked for", () => {
    const pod = podDescription({}, { environment: "somewhere" });
    assert.deepEqual(beyond({ pod }), ["REGION_MOVES"]);
  });

  it("says that selective metadata indexing is carried over", () => {
    const pod = podDescription({}, { indexedMetadata: ["genre", "year"] });
    const found = withFacts({ pod }).find(({ code }) => code === "SELECTIVE_METADATA");
    assert.match(found?.fact ?? "", /genre, year/);
    const none = withFacts({ pod: podDescription({}, { indexedMetadata: [] }) });
    assert.match(none.find(({ code }) => code === "SELECTIVE_METADATA")?.fact ?? "", /\(none\)/);
  });

  it("says what sparse values of an s1 index mean without dotproduct", () => {
    assert.deepEqual(beyond({ pod: podDescription({}, { podType: "s1.x1" }) }), ["SPARSE_NEEDS_DOTPRODUCT"]);
    assert.deepEqual(beyond({ pod: podDescription({ metric: "dotproduct" }, { podType: "s1.x1" }) }), []);
  });

  it("says nothing of filters over counts that it couldn't read", () => {
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
