import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eachLogged, record } from "../support/provider/loggedMigration";
import { eachOnStage } from "../support/provider/stage";
import { type Ended, PODSHIFT, PODSHIFT_COMMAND, runJob } from "./support/spark";

interface Report {
  readonly job: string;
  readonly entries: number;
  readonly records: number;
  readonly bulk: number;
  readonly ranges: readonly { readonly partsDoneBefore: number; readonly brought: number }[];
  readonly imported: { readonly namespaces: number; readonly records: number };
  readonly finished: { readonly event: string; readonly ranges: number } | null;
}

const BAD_LUCK = join(__dirname, "support", "badLuck.mjs");

describe("the Spark job, against the service", function () {
  this.timeout(400_000);
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  const job = (url: string, args: readonly string[] = []): Promise<Ended> => {
    const env = { PINECONE_API_KEY: "spark-key", PINECONE_CONTROLLER_HOST: stage().emulator.url };
    const podshift = args.includes("--podshift") ? [] : ["--podshift", PODSHIFT_COMMAND];
    return runJob(["--log", url, "--parts", "3", ...podshift, ...args], env);
  };

  const reportOf = ({ code, out, err }: Ended): Report => {
    assert.equal(code, 0, `${out}\n${err.slice(-6_000)}`);
    return (JSON.parse(out.trim().split("\n").at(-1) ?? "") as { report: Report }).report;
  };

  /** Every record of the serverless index, by namespace. */
  const held = async () => {
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no index");
    const reader = stage().client.reader(host);
    const all: Record<string, Record<string, unknown>> = {};
    for (const namespace of [...(await reader.stats()).namespaces.keys()].sort()) {
      const { ids } = await reader.list(namespace);
      const found = await reader.fetch(namespace, ids);
      all[namespace] = Object.fromEntries(
        [...ids].sort().map((id) => [id, { values: [...(found.get(id)?.values ?? [])], ...found.get(id)?.metadata }]),
      );
    }
    return all;
  };

  /** A copy, and an application that wrote to the log alone since: plain writes and two bulk ones, one after the other. */
  async function written() {
    const logged = await begin("deferred");
    await logged.rows.up("copy");
    const { app } = logged;
    await app.upsert({ records: Array.from({ length: 30 }, (_, at) => record(`r${at}`, at)) });
    await app.update({ id: "r1", metadata: { more: "yes", big: 1e21, whole: 9007199254740991 } });
    await app.update({ id: "r1", metadata: { "ü\u0001": "\u0000\t", more: "no" } });
    await app.update({ id: "a", metadata: { more: "of the collection" } });
    await app.update({ id: "nobody", metadata: { more: "no" } });
    await app.deleteMany({ filter: { at: { $eq: 1 } }, namespace: "news" });
    await app.upsert({ records: [record("n3", 5), record("n4", 6)], namespace: "news" });
    await app.deleteMany({ filter: { value: { $eq: 5 } }, namespace: "news" });
    await app.upsert({ records: [record("t", 7), record("gone", 8)], namespace: "tenant" });
    await app.deleteOne({ id: "gone", namespace: "tenant" });
    await app.deleteMany({ ids: ["b", "r2"] });
    return logged;
  }

  const expected = () => ({
    "": {
      a: { values: [1, 1], at: 0, more: "of the collection" },
      c: { values: [1, 3], at: 2 },
      ...Object.fromEntries(
        Array.from({ length: 30 }, (_, at) => [`r${at}`, { values: [at, 1], value: at }] as const)
          .filter(([id]) => id !== "r2")
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
      r1: { values: [1, 1], value: 1, more: "no", big: 1e21, whole: 9007199254740991, "ü\u0001": "\u0000\t" },
    },
    news: { n1: { values: [1, 1], at: 0 }, n4: { values: [6, 1], value: 6 } },
    tenant: { t: { values: [7, 1], value: 7 } },
  });

  /** `pulumi up` finds nothing left to bring. */
  async function nothingLeft(rows: Awaited<ReturnType<typeof written>>["rows"]) {
    const mark = stage().mark;
    await rows.up("copy");
    const writes = stage()
      .changesSince(mark)
      .filter((each) => /vectors/.test(each));
    assert.deepEqual(writes, []);
  }

  it("brings what the log says, though tasks are killed and run twice", async () => {
    const { url, rows } = await written();
    const podshift = `${process.execPath} ${BAD_LUCK} ${stage().folder} ${PODSHIFT}`;
    const report = reportOf(await job(url, ["--podshift", podshift]));
    const happened = readdirSync(stage().folder).filter((name) => /^(killed|twice)-/.test(name));
    assert.deepEqual(happened.sort(), [
      "killed-0-0",
      "killed-1-0",
      "killed-2-0",
      "twice-0-1",
      "twice-1-1",
      "twice-2-1",
    ]);
    assert.equal(readFileSync(join(stage().folder, "killed-0-0"), "utf8"), "alive");
    assert.deepEqual(await held(), expected());
    assert.equal(report.bulk, 2);
    assert.equal(report.ranges.length, 3);
    assert.equal(report.finished?.event, "finished");
    await nothingLeft(rows);
  });

  it("fails on a broken line and names it, and goes on with the same job when it is mended", async () => {
    const { url, rows } = await written();
    const [path, whole] = firstSegment(url);
    const broken = Buffer.from(whole);
    broken[12] = (broken[12] ?? 0) ^ 1;
    writeFileSync(path, broken);
    const before = await held();
    const failed = await job(url);
    assert.equal(failed.code, 1);
    assert.match(failed.err, /error: .*\n?.*000000000000\.jsonl, line 1/);
    assert.deepEqual(await held(), before);
    writeFileSync(path, whole);
    const dry = reportOf(await job(url, ["--dry-run"]));
    assert.equal(dry.finished, null);
    assert.deepEqual(await held(), before);
    const report = reportOf(await job(url));
    assert.equal(report.job, dry.job);
    assert.deepEqual(await held(), expected());
    await nothingLeft(rows);
  });

  it("brings a namespace that the index doesn't have by bulk import", async () => {
    const { url, rows } = await written();
    const mark = stage().mark;
    const report = reportOf(await job(url, ["--import-to", `file://${join(stage().folder, "parquet")}`]));
    assert.deepEqual(report.imported, { namespaces: 1, records: 1 });
    assert.deepEqual(await held(), expected());
    const imports = stage()
      .changesSince(mark)
      .filter((each) => /imports/.test(each));
    assert.deepEqual(imports, ["POST /bulk/imports"]);
    assert.deepEqual(readdirSync(join(stage().folder, "parquet", report.job)), ["tenant"]);
    await nothingLeft(rows);
  });
});

/** Path and bytes of the application's first segment. */
function firstSegment(url: string): [string, Buffer] {
  const folder = join(fileURLToPath(url), "segments");
  const path = join(folder, readdirSync(folder)[0] ?? assert.fail("no writer"), "000000000000.jsonl");
  return [path, readFileSync(path)];
}
