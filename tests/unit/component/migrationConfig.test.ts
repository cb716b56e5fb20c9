import assert from "node:assert/strict";
import {
  ConfigurationError,
  cloudOfRegion,
  readMigration,
  readMigrations,
} from "../../../provider/src/component/migrationConfig";

const LEAST = { podIndex: "docs", phase: "assess", serverless: { region: "us-east-1" }, writes: "paused" };

function problems(config: unknown, code = "CONFIG_INVALID"): readonly string[] {
  try {
    readMigrations(config);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    assert.equal(error.code, code);
    for (const problem of error.problems) assert.ok(error.message.includes(problem));
    return error.problems;
  }
  return assert.fail("the configuration was taken");
}

const paths = (config: unknown) => problems(config).map((problem) => problem.slice(0, problem.indexOf(": ")));

describe("readMigrations", () => {
  it("fills in everything that was left out", () => {
    assert.deepEqual(readMigrations([LEAST]), [
      {
        podIndex: "docs",
        phase: "assess",
        serverless: { name: "docs-serverless", region: "us-east-1", cloud: "aws", tags: {} },
        writes: "paused",
        collection: "docs-collection",
        limits: "current",
        parity: { content: 20_000, queries: 200, seed: 1, settleSeconds: 2 },
        timeouts: { collectionMinutes: 720, serverlessMinutes: 1_440 },
        timing: { holdSeconds: 2 },
        acknowledge: [],
        reports: ".podshift",
      },
    ]);
  });

  it("keeps what was said", () => {
    const said = {
      podIndex: "docs",
      phase: "retire",
      serverless: { name: "s", region: "us-central1", cloud: "gcp", tags: { team: "search" } },
      writes: "paused",
      collection: "c",
      limits: "guide-2025",
      parity: { content: "all", queries: 0, seed: 7, settleSeconds: 0 },
      timeouts: { collectionMinutes: 1, serverlessMinutes: 2 },
      timing: { leaseSeconds: 1, fenceSeconds: 3, settleSeconds: 0, lateSeconds: 0.5, holdSeconds: 1 },
      writeLog: "file:///srv/podshift/docs",
      acknowledge: ["ROLLBACK_LOSES_WRITES"],
      reports: "reports",
    };
    assert.deepEqual(readMigrations([said]), [said]);
  });

  it("reads no migrations from nothing", () => {
    assert.deepEqual(readMigrations(undefined), []);
    assert.deepEqual(readMigrations([]), []);
  });

  for (const [title, change, path] of [
    ["no podIndex", { podIndex: undefined }, "0.podIndex"],
    ["an empty podIndex", { podIndex: "" }, "0.podIndex"],
    ["no phase", { phase: undefined }, "0.phase"],
    ["a phase that there isn't", { phase: "verify" }, "0.phase"],
    ["no serverless", { serverless: undefined }, "0.serverless"],
    ["no region", { serverless: {} }, "0.serverless.region"],
    ["a cloud that there isn't", { serverless: { region: "r", cloud: "ibm" } }, "0.serverless.cloud"],
    ["a tag that is no text", { serverless: { region: "r", tags: { a: 1 } } }, "0.serverless.tags.a"],
    ["a write mode that there isn't", { writes: "none" }, "0.writes"],
    ["a profile that there isn't", { limits: "none" }, "0.limits"],
    ["a sample below 0", { parity: { content: -1 } }, "0.parity.content"],
    ["a sample in words", { parity: { content: "some" } }, "0.parity.content"],
    ["half a query", { parity: { queries: 0.5 } }, "0.parity.queries"],
    ["no time at all", { timeouts: { collectionMinutes: 0 } }, "0.timeouts.collectionMinutes"],
    ["an acknowledgement that is no list", { acknowledge: "X" }, "0.acknowledge"],
    ["an unknown key", { podindex: "x" }, "0.podindex"],
    ["an unknown key of serverless", { serverless: { region: "r", zone: "a" } }, "0.serverless.zone"],
    ["an unknown key of parity", { parity: { sample: 1 } }, "0.parity.sample"],
    ["an unknown key of timeouts", { timeouts: { parity: 1 } }, "0.timeouts.parity"],
  ] as const) {
    it(`refuses ${title}, by its path`, () => {
      const migration = { ...LEAST, ...change } as Record<string, unknown>;
      for (const [key, value] of Object.entries(change)) if (value === undefined) delete migration[key];
      assert.deepEqual(paths([migration]), [`podshift:migrations.${path}`]);
    });
  }

  it("names the keys that are known where one is not", () => {
    assert.match(problems([{ ...LEAST, timeouts: { x: 1 } }])[0] ?? "", /collectionMinutes, serverlessMinutes/);
    assert.match(problems([{ ...LEAST, serverless: { region: "r", x: 1 } }])[0] ?? "", /name, region, cloud, tags/);
    assert.match(problems([{ ...LEAST, x: 1 }])[0] ?? "", /podIndex, phase, serverless/);
  });

  it("says what is missing, and what was given instead", () => {
    assert.deepEqual(problems([{ ...LEAST, phase: "verify", serverless: {} }]), [
      'podshift:migrations.0.phase: "verify" is not ("assess" | "capture" | "copy" | "cutover" | "retire")',
      "podshift:migrations.0.serverless.region: is missing",
    ]);
  });

  it("tells every problem of every migration at once", () => {
    assert.deepEqual(
      paths([
        { ...LEAST, phase: "x", parity: { seed: -1 } },
        { ...LEAST, podIndex: 1, odd: 1 },
      ]),
      [
        "podshift:migrations.0.phase",
        "podshift:migrations.0.parity.seed",
        "podshift:migrations.1.podIndex",
        "podshift:migrations.1.odd",
      ],
    );
  });

  it("refuses what is no list", () => assert.deepEqual(paths(LEAST), ["podshift:migrations"]));

  it("refuses names that two migrations share, each once", () => {
    const found = problems([LEAST, LEAST, LEAST]);
    assert.equal(found.length, 3);
    for (const [at, name] of ["podIndex", "serverless.name", "collection"].entries()) {
      assert.ok(found[at]?.startsWith(name), found[at]);
    }
    assert.equal(readMigrations([LEAST, { ...LEAST, podIndex: "other" }]).length, 2);
  });

  for (const writes of ["mirrored", "deferred"]) {
    it(`refuses writes that are ${writes} without a log`, () => {
      assert.match(problems([{ ...LEAST, writes }])[0] ?? "", /^docs: `writeLog` is missing/);
      assert.equal(readMigrations([{ ...LEAST, writes, writeLog: "file:///srv/log" }])[0]?.writes, writes);
    });
  }

  it("takes `mirrored` for the default", () => {
    const { writes: _left, ...silent } = LEAST;
    assert.match(problems([silent])[0] ?? "", /mirrored/);
    assert.equal(readMigrations([{ ...silent, writeLog: "file:///srv/log" }])[0]?.writes, "mirrored");
  });

  it("refuses a log that two migrations share", () => {
    const logged = { ...LEAST, writes: "mirrored", writeLog: "file:///srv/log" };
    const other = { ...logged, podIndex: "other" };
    assert.deepEqual(problems([logged, other]), ['writeLog: "file:///srv/log" stands in two migrations']);
  });
});

describe("readMigration", () => {
  it("reads one migration", () => {
    assert.equal(readMigration(LEAST as Parameters<typeof readMigration>[0]).collection, "docs-collection");
  });
});

describe("cloudOfRegion", () => {
  for (const [region, cloud] of [
    ["us-east-1", "aws"],
    ["ap-southeast-1", "aws"],
    ["us-central1", "gcp"],
    ["europe-west4", "gcp"],
    ["eastus2", "azure"],
  ] as const) {
    it(`${region}: ${cloud}`, () => assert.equal(cloudOfRegion(region), cloud));
  }
});
