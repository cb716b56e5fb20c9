import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { CliIo } from "../../../provider/src/cli/io";
import { runCli } from "../../../provider/src/cli/program";
import type { Assessments } from "../../../provider/src/migration/assessment";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";

const KEY = "key-of-the-command";

describe("podshift assess", () => {
  const stage = eachOnStage();

  const run = async (args: string[], change: Partial<CliIo> = {}, env: CliIo["env"] = {}) => {
    const [out, err]: [string[], string[]] = [[], []];
    const io: CliIo = {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      isTerminal: false,
      env: { PINECONE_API_KEY: KEY, PINECONE_CONTROLLER_HOST: stage().emulator.url, ...env },
      signal: new AbortController().signal,
      ...change,
    };
    const code = await runCli(["assess", ...args], io, () => {});
    return { code, out: out.join("\n"), err: err.join("\n") };
  };
  const assessed = (out: string) => (JSON.parse(out) as Assessments).assessments;
  const stackFile = async (...migrations: object[]) => {
    const path = join(stage().folder, "Pulumi.prod.yaml");
    await writeFile(path, JSON.stringify({ config: { "podshift:migrations": migrations } }));
    return path;
  };

  it("says of every pod index what was found, what it costs, how long it takes and what is next", async () => {
    await stage().podIndex({ pod: { metadata_config: { indexed: ["genre"] } } });
    await stage().podIndex({ name: "shop", pod: { environment: "us-west1-gcp", pod_type: "s1.x1" } });
    const spec = { serverless: { cloud: "aws", region: "us-east-1" } };
    await stage().control("POST", "/indexes", { name: "other", dimension: 2, metric: "cosine", spec });
    const mark = stage().mark;
    const { code, out } = await run([]);
    assert.equal(code, 0);
    assert.match(
      out,
      /^docs {3}p1\.x1, 1 pod in us-east-1-aws · 5 records in 2 namespaces \(the largest, \(default\): 3\)/,
    );
    assert.match(out, /^ {2}becomes docs-serverless, aws us-east-1, by way of the collection docs-collection$/m);
    assert.match(out, /^ {2}Findings: 0 blockers, 0 warnings, 6 infos$/m);
    assert.match(
      out,
      /^ {4}info {5}SELECTIVE_METADATA {2}only these metadata fields are indexed: genre\n {13}\S.*\n {13}https:/m,
    );
    assert.match(out, /^ {4}Now, a month: \$81\*$/m);
    assert.match(out, /^ {6}pods +\$81\* {2}1 x p1\.x1/m);
    assert.match(out, /Say the traffic with --queries-per-day/);
    assert.match(out, /^ {4}copy {5}saves a collection.*\n {13}takes 11 min to 2 h 1 min; undo: `capture`$/m);
    assert.match(out, /`podshift init` writes docs into a stack file/);
    assert.match(out, /^shop {3}s1\.x1.*us-west1-gcp/m);
    assert.match(out, /becomes shop-serverless, gcp us-central1/);
    assert.doesNotMatch(out, /^other/m);
    const asked = stage().emulator.journal.slice(mark);
    assert.equal(asked.length, 5, "one list, and a collection and counts for each");
    assert.deepEqual(stage().changesSince(mark), []);
  });

  it("prints one JSON object of what the others read", async () => {
    await stage().podIndex();
    const { code, out } = await run(["--json", "docs"]);
    assert.equal(code, 0);
    const [assessment] = assessed(out);
    assert.deepEqual(JSON.parse(out).version, 1);
    assert.equal(assessment?.podIndex, "docs");
    assert.deepEqual(assessment?.found?.largestNamespace, { name: "", records: 3 });
    assert.equal(assessment?.cost?.workload.source, "unknown");
    assert.equal(assessment?.steps.length, 5);
  });

  it("leaves with 3 when something stands in the way, and names where", async () => {
    await stage().podIndex();
    const { code, out, err } = await run(["docs", "nothing", "--region", "sa-east-1"]);
    assert.equal(code, 3);
    assert.match(out, /blocker {2}REGION_NOT_SERVERLESS/);
    assert.match(out, /^nothing\n[\s\S]*POD_INDEX_NOT_FOUND[\s\S]*put the blockers right/m);
    assert.match(err, /error: 2 blockers in docs, nothing \(PREFLIGHT_BLOCKED\)/);
    const json = await run(["nothing", "--json"]);
    assert.equal(json.code, 3);
    assert.equal(assessed(json.out)[0]?.findings[0]?.code, "POD_INDEX_NOT_FOUND");
  });

  it("says so where there is nothing to migrate", async () => {
    const none = await run([]);
    assert.deepEqual([none.code, none.out], [0, "no pod index in this project: there is nothing to migrate"]);
    assert.deepEqual(assessed((await run(["--json"])).out), []);
    const empty = await run(["--config", await stackFile()]);
    assert.equal(empty.code, 0);
    assert.match(empty.out, /^no migrations in .*Pulumi\.prod\.yaml/);
  });

  it("takes traffic, plan, limits and prices from flags", async () => {
    await stage().podIndex();
    const prices = join(stage().folder, "prices.yaml");
    await writeFile(prices, "date: 2030-01-01\nprices: { pods.p1.enterprise.aws: 1 }");
    const flags = ["--plan", "enterprise", "--prices", prices, "--limits", "4,2", "--json"];
    const { code, out } = await run(["docs", "--queries-per-day", "200_000", "--writes-per-day", "0", ...flags]);
    assert.equal(code, 3);
    const [assessment] = assessed(out);
    assert.equal(assessment?.findings[0]?.code, "TOO_MANY_RECORDS");
    assert.equal(assessment?.cost?.plan, "enterprise");
    assert.equal(assessment?.cost?.pricesOf, "2030-01-01");
    assert.equal(assessment?.cost?.before.figures[0]?.dollars.low, 730);
    assert.deepEqual(assessment?.cost?.workload, {
      source: "configured",
      queriesPerDay: { low: 200_000, high: 200_000 },
      writesPerDay: { low: 0, high: 0 },
    });
    assert.equal((await run(["docs", "--limits", "guide-2025"])).code, 0);
  });

  it("takes migrations from a stack file; flags win; a name picks one", async () => {
    await stage().podIndex();
    await stage().podIndex({ name: "shop" });
    const docs = {
      podIndex: "docs",
      phase: "copy",
      serverless: { name: "docs-2", region: "us-west-2", tags: { "a.b": "x" } },
      writes: "paused",
      collection: "kept",
      workload: { queriesPerDay: 1 },
    };
    const config = await stackFile(docs, { podIndex: "shop", serverless: { region: "us-east-1" } });
    const all = await run(["--config", config, "--json"]);
    const [first, second] = assessed(all.out);
    assert.deepEqual(
      { ...first, findings: first?.findings.map(({ code }) => code).slice(0, 2), cost: 0, found: 0, steps: 0, at: 0 },
      {
        ...{ version: 1, at: 0, podIndex: "docs", phase: "copy", writes: "paused", collection: "kept" },
        serverless: { name: "docs-2", cloud: "aws", region: "us-west-2" },
        findings: ["TAGS_INVALID", "REGION_MOVES"],
        ...{ cost: 0, found: 0, steps: 0 },
      },
    );
    assert.equal(second?.writes, "mirrored");
    const one = await run(["shop", "--config", config, "--plan", "starter"]);
    assert.equal(one.code, 0);
    assert.doesNotMatch(one.out, /^docs/m);
    const moved = await run(["docs", "--config", config, "--region", "us-east-1", "--json"]);
    assert.equal(assessed(moved.out)[0]?.serverless.region, "us-east-1");
    const staged = await run([
      "shop",
      "--config",
      await stackFile({ podIndex: "shop", serverless: { region: "us-east-1" }, phase: "assess" }),
    ]);
    assert.match(staged.out, /capture: change `phase: assess` to `phase: capture`, open a pull request$/);
    assert.equal((await run(["--config", join(stage().folder, "none.yaml")])).code, 1);
  });

  it("finds nothing amiss when a retired migration's pod index is gone, while its serverless index stands", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    for (const phase of ["copy", "cutover", "retire"] as const) await rows.up(phase);
    const retired = { podIndex: "docs", serverless: { region: "us-east-1" }, writes: "paused", phase: "retire" };
    const { code, out } = await run(["--config", await stackFile(retired)]);
    assert.equal(code, 0, out);
    assert.match(out, /nothing: the migration is at its end$/);
    const mistaken = await run(["--config", await stackFile({ ...retired, podIndex: "dosc" })]);
    assert.equal(mistaken.code, 3);
  });

  it("says which read nodes the stack file asks for", async () => {
    await stage().podIndex({ records: { "": ["a"] } });
    const readCapacity = { nodeType: "b1", shards: 1, replicas: 2 };
    const config = await stackFile({ podIndex: "docs", serverless: { region: "us-east-1", readCapacity } });
    const { out } = await run(["--config", config]);
    assert.match(out, /aws us-east-1 with dedicated read nodes \(b1, 1 shard, 2 replicas\), by way of/);
    assert.match(out, /with dedicated read nodes instead: \$6\d\d/);
  });

  it("counts all that the stack would make against the plan's quota", async () => {
    for (const name of ["a", "b"]) await stage().podIndex({ name });
    const spec = { serverless: { cloud: "aws", region: "us-east-1" } };
    for (const at of [1, 2, 3, 4]) {
      await stage().control("POST", "/indexes", { name: `s${at}`, dimension: 2, metric: "cosine", spec });
    }
    assert.match(
      (await run(["--plan", "starter"])).out,
      /INDEX_QUOTA {2}the project would have 6 serverless indexes, 2 of/,
    );
    assert.doesNotMatch((await run(["a", "--plan", "starter"])).out, /INDEX_QUOTA/);
  });

  it("measures the traffic where the metrics can be read, and says where not", async () => {
    await stage().podIndex();
    await stage().podIndex({ name: "shop" });
    let looks = 0;
    const keys: (string | undefined)[] = [];
    const metrics = createServer((request, response) => {
      keys.push(request.headers.authorization);
      looks += 1;
      response.end(
        "# TYPE pinecone_request_count_total counter\n" +
          `pinecone_request_count_total{pid="1",index_name="docs",request_type="query"} ${looks * 1_000}\n`,
      );
    });
    await new Promise<void>((resolve) => metrics.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(metrics.address() as AddressInfo).port}/metrics`;
      const args = ["--metrics", "--metrics-seconds", "1", "--json"];
      const { code, out, err } = await run(args, {}, { PINECONE_METRICS_URL: url });
      assert.equal(code, 0);
      const [docs, shop] = assessed(out);
      assert.equal(docs?.cost?.workload.source, "measured");
      assert.ok(docs?.findings.some((finding) => finding.code === "READ_HEAVY"));
      assert.equal(shop?.cost?.workload.source, "unknown");
      assert.match(err, /measuring the traffic for 1 s[\s\S]*shop: not measured: the metrics don't show this index/);
      assert.deepEqual(keys, [`Bearer ${KEY}`, `Bearer ${KEY}`]);
    } finally {
      await new Promise((resolve) => metrics.close(resolve));
    }
    // Pointed elsewhere than to the service, the key goes to no host that nobody named.
    const elsewhere = await run(["docs", "--metrics", "--metrics-seconds", "1"]);
    assert.equal(elsewhere.code, 0);
    assert.match(elsewhere.err, /docs: not measured: there are no metrics but at the service itself/);
  });

  it("refuses wrong arguments by 2, a missing key by 1, and helps by 0", async () => {
    for (const args of [
      ["--plan", "free"],
      ["--limits", "many"],
      ["--queries-per-day", "-1", "docs"],
      ["--queries-per-day", "", "docs"],
      ["--writes-per-day", "5"],
      ["--writes-per-day", "5", "docs", "shop"],
      ["--metrics-seconds", "0"],
    ]) {
      assert.equal((await run(args)).code, 2, args.join(" "));
    }
    const keyless = await run([], {}, { PINECONE_API_KEY: "" });
    assert.equal(keyless.code, 1);
    assert.match(keyless.err, /API_KEY_MISSING/);
    const help = await run(["--help"]);
    assert.equal(help.code, 0);
    assert.match(help.out, /podshift assess --config stacks\/Pulumi\.prod\.yaml --json/);
  });
});
