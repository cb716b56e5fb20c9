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

  it("takes read nodes as they are, and none that would serve nothing", () => {
    const readCapacity = { nodeType: "t1", shards: 2, replicas: 1 };
    const withNodes = (change: object) => [
      { ...LEAST, serverless: { region: "us-east-1", readCapacity: { ...readCapacity, ...change } } },
    ];
    assert.deepEqual(readMigrations(withNodes({}))[0]?.serverless.readCapacity, readCapacity);
    for (const change of [{ nodeType: "p1" }, { shards: 0 }, { shards: 1.5 }, { replicas: 0 }]) {
      assert.deepEqual(paths(withNodes(change)), [
        `podshift:migrations.0.serverless.readCapacity.${Object.keys(change)[0]}`,
      ]);
    }
    assert.match(problems(withNodes({ scaling: "Auto" })).join(), /known here: nodeType, shards, replicas$/);
  });

  it("keeps what was said", () => {
    const said = {
      podIndex: "docs",
      phase: "retire",
      serverless: { name: "s", region: "us-central1", cloud: "gcp", tags: { team: "search" } },
      writes: "paused",
      collection: "c",
      limits: "guide-2025",
      parity: {
        ...{ content: "all", queries: 0, seed: 7, settleSeconds: 0 },
        ...{ minOverlap: 0.5, minRecall: 0.8, recordsPerSecond: 400 },
      },
      timeouts: { collectionMinutes: 1, serverlessMinutes: 2 },
      timing: { leaseSeconds: 1, fenceSeconds: 3, settleSeconds: 0, lateSeconds: 0.5, holdSeconds: 1 },
      writeLog: "file:///srv/podshift/docs",
      acknowledge: ["ROLLBACK_LOSES_WRITES"],
      reports: "reports",
    };
    assert.deepEqual(readMigrations([said]), [said]);
  });

  it("reads no migrations from an empty list alone: a key that is missing must not end them all", () => {
    assert.deepEqual(readMigrations([]), []);
    for (const missing of [undefined, null]) {
      assert.throws(() => readMigrations(missing), { code: "CONFIG_INVALID" });
    }
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
    ["more overlap than all", { parity: { minOverlap: 1.1 } }, "0.parity.minOverlap"],
    ["a recall below none", { parity: { minRecall: -0.1 } }, "0.parity.minRecall"],
    ["no record a second", { parity: { recordsPerSecond: 0 } }, "0.parity.recordsPerSecond"],
    ["half a query", { parity: { queries: 0.5 } }, "0.parity.queries"],
    ["a lease that is over at once", { timing: { leaseSeconds: 0 } }, "0.timing.leaseSeconds"],
    ["a fence that is over at once", { timing: { fenceSeconds: 0 } }, "0.timing.fenceSeconds"],
    ["no time to drain", { timing: { holdSeconds: 0 } }, "0.timing.holdSeconds"],
    ["no time at all", { timeouts: { collectionMinutes: 0 } }, "0.timeouts.collectionMinutes"],
    ["limits without a number", { limits: { records: 5 } }, "0.limits.namespaces"],
    ["limits of nothing", { limits: { records: 0, namespaces: 1 } }, "0.limits.records"],
    ["limits on no cloud", { limits: { records: 1, namespaces: 1, clouds: [] } }, "0.limits.clouds"],
    ["an unknown key of limits", { limits: { records: 1, namespaces: 1, indexes: 1 } }, "0.limits.indexes"],
    ["traffic below 0", { workload: { queriesPerDay: -1 } }, "0.workload.queriesPerDay"],
    ["traffic in words", { workload: { writesPerDay: "many" } }, "0.workload.writesPerDay"],
    ["more metadata than a record may have", { workload: { metadataBytes: 40_961 } }, "0.workload.metadataBytes"],
    ["more overwrites than writes", { workload: { overwrites: 1.1 } }, "0.workload.overwrites"],
    ["a write of no record", { workload: { recordsPerWrite: 0 } }, "0.workload.recordsPerWrite"],
    ["an unknown key of workload", { workload: { queries: 1 } }, "0.workload.queries"],
    [
      "an unknown key of a namespace",
      { workload: { namespaces: { a: { reads: 1 } } } },
      "0.workload.namespaces.a.reads",
    ],
    ["a plan that there isn't", { pricing: { plan: "free" } }, "0.pricing.plan"],
    ["an unknown key of pricing", { pricing: { table: "x" } }, "0.pricing.table"],
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
    const limits = { records: 1, namespaces: 1, x: 1 };
    assert.match(problems([{ ...LEAST, limits }])[0] ?? "", /records, namespaces, clouds$/);
    const namespaces = { "a.workload": { x: 1 } };
    assert.match(
      problems([{ ...LEAST, workload: { namespaces } }])[0] ?? "",
      /known here: queriesPerDay, writesPerDay$/,
    );
    assert.match(problems([{ ...LEAST, pricing: { x: 1 } }])[0] ?? "", /plan, file$/);
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

  it("tells what can't be read, what is missing and what clashes at once, however many migrations it is of", () => {
    const logged = { ...LEAST, writes: "mirrored" };
    const found = problems([
      { ...LEAST, phase: "x" },
      { ...logged, podIndex: "a" },
      { ...logged, podIndex: "b", writeLog: "file:///srv/log" },
      { ...logged, podIndex: "c", writeLog: "file:///srv/log/" },
      { ...logged, podIndex: "d", writeLog: "gs://bucket/log" },
      { ...logged, podIndex: "e", writeLog: "s3://AKIA:sEcReT@bucket/e" },
      { ...logged, podIndex: "f", writeLog: "s3://AKIA:sEcReT@bucket/e" },
    ]);
    const beginnings = [
      ...["podshift:migrations.0.phase: ", "e: `writeLog` holds", "f: `writeLog` holds"],
      ...[
        'writeLog: "file:///srv/log" stands in two migrations',
        "a: `writeLog` is missing",
        "d: `writeLog` begins with",
      ],
    ];
    assert.deepEqual(
      found.map((each, at) => each.slice(0, beginnings[at]?.length)),
      beginnings,
    );
    assert.doesNotMatch(found.join(), /sEcReT/);
  });

  it("says of a text that is empty that it is", () => {
    assert.deepEqual(problems([{ ...LEAST, writeLog: "" }]), ["podshift:migrations.0.writeLog: is empty"]);
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

  it("keep the write log in a folder or a bucket, and nowhere else", () => {
    const logged = (writeLog: string) => readMigrations([{ ...LEAST, writes: "mirrored", writeLog }])[0]?.writeLog;
    for (const url of ["file:///srv/log", "s3://bucket/docs?region=eu-west-1"]) assert.equal(logged(url), url);
    assert.throws(() => logged("gs://bucket/docs"), { code: "WRITES_NOT_SUPPORTED" });
  });

  it("refuses credentials in the log's URL, and shows nothing of them", () => {
    for (const writeLog of ["s3://AKIA:abc/def@bucket/x", "s3://key%40:sEcReT%40bucket/x", "gs://key:sEcReT@bucket"]) {
      const both = { ...LEAST, writes: "mirrored", writeLog };
      const [problem = "", ...more] = problems([both]);
      assert.match(problem, /credentials/);
      assert.doesNotMatch([problem, ...more].join(), /AKIA|abc|sEcReT/);
    }
    const other = () => readMigrations([{ ...LEAST, writes: "mirrored", writeLog: "gs://sEcReT/x" }]);
    assert.throws(other, (error: Error) => !error.message.includes("sEcReT"));
    assert.equal(
      readMigrations([{ ...LEAST, writes: "mirrored", writeLog: "file:///srv/a@b" }])[0]?.writes,
      "mirrored",
    );
  });

  it("refuses a log that two migrations share", () => {
    const logged = { ...LEAST, writes: "mirrored", writeLog: "file:///srv/log" };
    const other = { ...logged, podIndex: "other" };
    assert.deepEqual(problems([logged, other]), ['writeLog: "file:///srv/log" stands in two migrations']);
  });
});

describe("the keys of an assessment", () => {
  it("are kept as they were said", () => {
    const said = {
      limits: { records: 600_000_000, namespaces: 20_000, clouds: ["aws"] },
      workload: {
        queriesPerDay: 200_000,
        writesPerDay: 5_000,
        fetchesPerDay: 10,
        namespaces: { "": { queriesPerDay: 150_000 }, news: { queriesPerDay: 50_000, writesPerDay: 5_000 } },
        metadataBytes: 500,
        recordsPerWrite: 50,
        overwrites: 0.2,
        answerBytes: 2_000,
      },
      pricing: { plan: "enterprise", file: "prices.yaml" },
    };
    const { limits, workload, pricing } = readMigrations([{ ...LEAST, ...said }])[0] ?? {};
    assert.deepEqual({ limits, workload, pricing }, said);
  });

  it("are left out, not undefined: Pulumi takes no undefined value", () => {
    const [settings] = readMigrations([LEAST]);
    assert.deepEqual(
      ["workload", "pricing"].filter((key) => key in (settings ?? {})),
      [],
    );
  });

  it("name a profile that there isn't, and a number that is none, where they are", () => {
    assert.deepEqual(problems([{ ...LEAST, limits: "none" }]), [
      'podshift:migrations.0.limits: "none" is not ("current" | "guide-2025")',
    ]);
    assert.deepEqual(problems([{ ...LEAST, limits: { records: "x", namespaces: 1.5 } }]), [
      'podshift:migrations.0.limits.records: "x" is not number',
      "podshift:migrations.0.limits.namespaces: 1.5 is not integer",
    ]);
  });

  it("may not give namespaces more traffic than the whole index, and say so together with all else", () => {
    const workload = {
      queriesPerDay: 10,
      writesPerDay: 1,
      namespaces: { a: { queriesPerDay: 6 }, b: { queriesPerDay: 5 } },
    };
    assert.deepEqual(problems([{ ...LEAST, workload, writes: "mirrored" }]).length, 2);
    assert.match(
      problems([{ ...LEAST, workload }])[0] ?? "",
      /^docs: `workload.queriesPerDay` is 10, .* have 11 together/,
    );
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
