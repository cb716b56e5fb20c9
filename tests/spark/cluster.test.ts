import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmulatorOptions } from "pinecone-emulator";
import { logFor } from "../../provider/src/cli/logFor";
import { Seeded } from "../support/load/seeded";
import { eachLogged, record } from "../support/provider/loggedMigration";
import { eachOnStage } from "../support/provider/stage";
import { type S3Server, startS3Server } from "../support/s3/server";
import { Cluster } from "./support/cluster";
import { Killer, type KillPlan } from "./support/killer";
import { afterFold, digestOfHeld, type Held, heldIn } from "./support/model";
import { PODSHIFT, run, runJob, s3aJars } from "./support/spark";

const SEED = Number(process.env.PODSHIFT_SEED ?? 9);
const RECORDS = 1_200;
const PARTS = 4;
/** Long enough for machines on which everything is slow. */
const LEASE_MS = 1_500;
const MARK = join(__dirname, "support", "markChild.sh");

interface Report {
  readonly job: string;
  readonly bulk: number;
  readonly records: number;
  readonly ranges: readonly { readonly records: number; readonly brought: number }[];
  readonly imported: { readonly namespaces: number; readonly records: number };
}

describe(`the Spark job on a master, workers and executors of their own, the log on S3, seed ${SEED}`, function () {
  this.timeout(1_200_000);
  const dice = new Seeded(SEED);
  const options: { -readonly [name in keyof EmulatorOptions]: EmulatorOptions[name] } = {};
  const stage = eachOnStage(options);
  const begin = eachLogged(stage);
  const kept = { ...process.env };
  let s3: S3Server;
  let cluster: Cluster;
  let folder: string;
  let logs = 0;

  before(async () => {
    s3 = await startS3Server();
    options.s3Endpoint = s3.endpoint;
    Object.assign(process.env, s3.env);
    folder = mkdtempSync(join(tmpdir(), "podshift-cluster-"));
    cluster = await Cluster.start(folder);
  });
  after(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
    await s3?.stop();
    for (const name of Object.keys(s3?.env ?? {})) {
      if (kept[name] === undefined) delete process.env[name];
      else process.env[name] = kept[name];
    }
  });
  beforeEach(() => {
    mkdirSync(marks());
  });

  const marks = () => join(stage().folder, "marks");
  const marked = () => readdirSync(marks()).filter((name) => name.startsWith("child-"));

  /** What the serverless index holds. */
  const held = async (): Promise<Held> => {
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no index");
    return heldIn(stage().client.reader(host));
  };

  /** A copy, and an application that wrote to the log alone since, one write of it in bulk. */
  async function written() {
    const url = s3.url(`cluster-${logs++}`);
    const logged = await begin("deferred", { log: url, leaseMs: LEASE_MS });
    await logged.rows.up("copy");
    const { app } = logged;
    for (const namespace of ["", "news", "tenant-a", "tenant-b"]) {
      const records = Array.from({ length: RECORDS }, (_, at) => record(`r${at}`, dice.below(1_000) / 10));
      for (let at = 0; at < RECORDS; at += 400) await app.upsert({ namespace, records: records.slice(at, at + 400) });
      for (let at = 0; at < 20; at += 1) {
        await app.update({ namespace, id: `r${dice.below(RECORDS)}`, metadata: { [`k${at % 3}`]: at } });
      }
      await app.deleteMany({ namespace, ids: Array.from({ length: 30 }, () => `r${dice.below(RECORDS)}`) });
    }
    await app.update({ id: "a", metadata: { more: "of the collection" } });
    await app.deleteMany({ namespace: "news", filter: { at: { $eq: 1 } } });
    await app.upsert({ namespace: "news", records: [record("last", 1)] });
    return { ...logged, base: await held() };
  }

  const job = async (url: string, args: readonly string[] = [], conf: Readonly<Record<string, string>> = {}) => {
    const env = { ...s3.env, PINECONE_API_KEY: "spark-key", PINECONE_CONTROLLER_HOST: stage().emulator.url };
    const podshift = `sh ${MARK} ${marks()} ${process.execPath} ${PODSHIFT}`;
    const all = ["--log", url, "--parts", `${PARTS}`, "--podshift", podshift, ...args];
    const ended = await runJob(all, env, {
      master: cluster.url,
      jars: args.includes("--import-to") ? s3aJars() : [],
      conf: {
        ...{ "spark.executor.memory": "700m", "spark.driver.bindAddress": "127.0.0.1" },
        // Tasks that are killed over and over are no fault of the job.
        ...{ "spark.task.maxFailures": "20", "spark.stage.maxConsecutiveAttempts": "20" },
        ...Object.fromEntries(Object.entries(env).map(([name, value]) => [`spark.executorEnv.${name}`, value])),
        ...{ "spark.hadoop.fs.s3a.endpoint": s3.endpoint, "spark.hadoop.fs.s3a.endpoint.region": "us-east-1" },
        ...{ "spark.hadoop.fs.s3a.path.style.access": "true" },
        ...conf,
      },
    });
    assert.equal(ended.code, 0, `${ended.out}\n${ended.err.slice(-8_000)}`);
    const { report } = JSON.parse(ended.out.trim().split("\n").at(-1) ?? "") as { report: Report };
    return { report, err: ended.err };
  };

  /** The index holds what the engine of one process folds of the same log, and `pulumi up` finds nothing left to bring. */
  async function isAsOneProcessSays({ url, base, rows }: Awaited<ReturnType<typeof written>>): Promise<number> {
    const folded = await run(process.execPath, [PODSHIFT, "spread", "fold", "--log", url]);
    assert.equal(folded.code, 0, folded.err);
    const expected = afterFold(base, folded.out.trimEnd().split("\n"));
    const [ours, theirs] = [await digestOfHeld(await held()), await digestOfHeld(expected)];
    assert.deepEqual(ours, theirs);
    assert.notDeepEqual(ours, await digestOfHeld(base));
    const mark = stage().mark;
    await rows.up("copy");
    assert.deepEqual(
      stage()
        .changesSince(mark)
        .filter((each) => /vectors/.test(each)),
      [],
    );
    return ours.records;
  }

  /** Attempts at parts, as the log's store has them: those that began to send. */
  const attempts = async (url: string, report: Report): Promise<number> => {
    const { store } = logFor(url);
    const ranges = await Promise.all(report.ranges.map((_, range) => store.list(`spread/${report.job}/${range}`)));
    const names = ranges.flat();
    return names.filter((name) => /attempt-\d+\.json$/.test(name)).length;
  };

  it("says what one process says, with new namespaces as Parquet files on S3", async function () {
    if (s3aJars().length === 0) this.skip();
    const made = await written();
    const mark = stage().mark;
    const { report } = await job(made.url, ["--import-to", `s3a://${s3.bucket}/parquet`]);
    const records = await isAsOneProcessSays(made);
    assert.equal(report.imported.namespaces, 2);
    const tenants = [...(await held()).keys()].filter((key) => key.startsWith('["tenant-')).length;
    assert.equal(report.imported.records, tenants);
    assert.deepEqual(
      stage()
        .changesSince(mark)
        .filter((each) => /imports/.test(each)),
      ["POST /bulk/imports"],
    );
    console.log(`      ${records} records in the index, ${tenants} of them by bulk import from s3a://`);
  });

  it("says what one process says, though executors and a worker are killed in fold and in apply", async () => {
    const made = await written();
    slowWrites();
    const plan: KillPlan = [
      { during: "fold", what: "executor" },
      { during: "send", what: "executor" },
      { during: "apply", what: "worker" },
      { during: "send", what: "executor" },
    ];
    const { store } = logFor(made.url);
    const list = (path: string) => store.list(path);
    const killer = new Killer(marks(), cluster, plan, () => dice.next(), list);
    const { report, err } = await job(made.url).finally(() => killer.end());
    const killed = await killer.end();
    const sent = await attempts(made.url, report);
    const records = await isAsOneProcessSays(made);
    const lost = new Set(err.match(/Lost executor \d+/g)).size;
    console.log(
      `      killed: ${killed.map(({ what, during, after }) => `${what} in ${during} after ${after} ms`).join(", ")}`,
    );
    console.log(
      `      Spark lost ${lost} executors and ${(err.match(/Lost task /g) ?? []).length} tasks; ${marked().length} children, ` +
        `${sent} attempts that sent at ${report.ranges.length * PARTS} parts; ${records} records in the index`,
    );
    assert.equal(killed.length, plan.length, "the job was over before all was killed");
    assert.ok(lost >= plan.length, `Spark noticed ${lost}`);
    assert.ok(sent > report.ranges.length * PARTS, "no part was tried twice");
  });

  it("says what one process says, though a slow task is run twice at once (speculation)", async () => {
    const made = await written();
    slowWrites();
    writeFileSync(join(marks(), "slow"), "400");
    const { report, err } = await job(made.url, [], {
      ...{ "spark.speculation": "true", "spark.speculation.interval": "200ms", "spark.speculation.quantile": "0.5" },
      ...{ "spark.speculation.multiplier": "1.1", "spark.speculation.minTaskRuntime": "0ms" },
    });
    const twice = marked().filter((name) =>
      / apply .* --range 0 .*--part 0 /.test(readFileSync(join(marks(), name), "utf8")),
    );
    const records = await isAsOneProcessSays(made);
    const copies = (err.match(/as speculatable/g) ?? []).length;
    console.log(
      `      ${copies} tasks marked for a second copy, part 0 was run ${twice.length} times; ` +
        `${await attempts(made.url, report)} attempts that sent; ${records} records in the index`,
    );
    assert.ok(twice.length >= 2, `part 0 was run ${twice.length} times`);
  });

  /** So that tasks are at work for a while. */
  function slowWrites(): void {
    const rules = ["/vectors/upsert", "/vectors/delete"].map((path) => ({
      ...{ plane: "data" as const, path, probability: 1 },
      fault: { kind: "delay" as const, ms: 300, upToMs: 600 },
    }));
    stage().emulator.control.setFaults({ seed: SEED, rules });
  }
});
