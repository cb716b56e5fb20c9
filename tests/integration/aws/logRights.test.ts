import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeLogBucketPolicy } from "../../../provider/src/aws/bucketPolicies";
import { type LogRole, policyFor } from "../../../provider/src/aws/logPolicies";
import { endCapture } from "../../../provider/src/capture";
import { runCli } from "../../../provider/src/cli/program";
import { startProxy } from "../../../provider/src/proxy/startProxy";
import { systemClock } from "../../../provider/src/util/clock";
import type { WriteMode } from "../../../provider/src/writeLog/control";
import { openLog } from "../../../provider/src/writeLog/openLog";
import { asksS3, RecordedStores } from "../../support/aws/recordedStores";
import { Requests, verdict } from "../../support/aws/simulation";
import { eachLogged, record, untilTaken } from "../../support/provider/loggedMigration";
import { eachOnStage } from "../../support/provider/stage";

const PLACE = { bucketArn: "arn:aws:s3:::logs", prefix: "docs" };

/** Requests that a role would have been refused in S3. */
async function refused(stores: RecordedStores, part: LogRole): Promise<string[]> {
  const policy = policyFor(part, PLACE, part === "writer" ? { writerName: "app" } : {});
  const bucketPolicy = writeLogBucketPolicy(PLACE, false);
  const found: string[] = [];
  for (const request of stores.of(part)) {
    for (const asked of asksS3(request, new Requests(PLACE.bucketArn), PLACE.prefix)) {
      const decided = await verdict(asked, policy, bucketPolicy);
      if (decided !== "Allowed") found.push(`${request.op} ${request.path}: ${asked.action} ${decided}`);
    }
  }
  return found;
}

const kinds = (stores: RecordedStores, part: LogRole) =>
  [...new Set(stores.of(part).map(({ op, path }) => `${op} ${path.split("/")[0]}`))].sort();

describe("rights on a write log", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);
  let stores: RecordedStores;
  let end: () => void;
  beforeEach(() => {
    stores = new RecordedStores();
    end = stores.begin();
  });
  afterEach(() => end());

  const run = async (part: LogRole, ...args: string[]) => {
    stores.part = part;
    const env = { PINECONE_API_KEY: "key", PINECONE_CONTROLLER_HOST: stage().emulator.url };
    const told: string[] = [];
    const say = (line: string) => void told.push(line);
    const io = { out: say, err: say, isTerminal: false, env, signal: new AbortController().signal };
    assert.equal(await runCli(args, io, () => undefined), 0, told.join("\n"));
    stores.part = "operator";
  };

  /** A whole migration with a way back, an application, and everybody who looks on. */
  async function migrate(writes: WriteMode): Promise<void> {
    const { rows, app, url } = await begin(writes);
    const write = (id: string, value: number) => untilTaken(() => app.upsert({ records: [record(id, value)] }));
    await write("x", 1);
    await rows.up("copy");
    await write("y", 2);
    await app.deleteMany({ filter: { at: { $eq: 1 } }, namespace: "news" });
    await run("catchUp", "catch-up", url);
    await run("reader", "status", url, "--json", "--reports", stage().folder);
    await run("reader", "log", "check", url);
    await rows.up("cutover");
    await write("z", 3);
    await rows.up("copy");
    await rows.up("cutover");
    await endCapture(app);
    await rows.up("retire");
    await rows.catchUp.delete();
    await rows.writeLog.delete();
    await run("operator", "log", "purge", url, "--yes");
  }

  for (const writes of ["mirrored", "deferred"] as const) {
    it(`are enough for all that a migration with ${writes} writes asks of its log, by part`, async () => {
      await migrate(writes);
      for (const part of ["writer", "catchUp", "operator", "reader"] as const) {
        assert.ok(stores.of(part).length > 3, part);
        assert.deepEqual(await refused(stores, part), [], part);
      }
      assert.deepEqual(
        kinds(stores, "reader").filter((kind) => !/^(get|list) /.test(kind)),
        [],
      );
      assert.ok(kinds(stores, "writer").includes("create segments"), kinds(stores, "writer").join());
      assert.ok(kinds(stores, "operator").includes("delete segments"), kinds(stores, "operator").join());
      if (writes === "deferred") {
        const applied = [...kinds(stores, "catchUp"), ...kinds(stores, "operator")];
        assert.ok(applied.includes("create resolved"), applied.join());
      }
    });
  }

  it("are enough for the proxy, its metrics included", async () => {
    const { rows, app, url } = await begin();
    await rows.up("copy");
    await endCapture(app);
    stores.part = "writer";
    const log = openLog(url, { clock: systemClock, nonce: randomUUID });
    const place = { host: "127.0.0.1", port: 0 };
    const proxy = await startProxy({ log, listen: place, admin: place, name: "app", emit: () => undefined });
    try {
      const { host } = (await stage().client.describeIndex("docs")) ?? assert.fail("no pod index");
      assert.notEqual(host, "");
      const metrics = await (await fetch(`http://127.0.0.1:${proxy.ports.admin}/metrics`)).text();
      assert.match(metrics, /podshift_proxy_backlog_segments \d/);
      const body = JSON.stringify({ vectors: [{ id: "p", values: [1, 2] }] });
      const headers = { "api-key": "key", "content-type": "application/json", "x-pinecone-api-version": "2026-04" };
      const answer = await fetch(`http://127.0.0.1:${proxy.ports.listen}/vectors/upsert`, {
        method: "POST",
        headers,
        body,
      });
      assert.equal(answer.status, 200, await answer.text());
    } finally {
      await proxy.stop();
    }
    assert.deepEqual(await refused(stores, "writer"), []);
    assert.ok(kinds(stores, "writer").includes("get catch-up"));
  });

  it("would be too few with any of them missing: the check can fail", async () => {
    const { app } = await begin();
    await app.upsert({ records: [record("x", 1)] });
    const asked = stores.of("writer");
    const policy = policyFor("reader", PLACE);
    const answers = await Promise.all(
      asked.flatMap((request) =>
        asksS3(request, new Requests(PLACE.bucketArn), "docs").map((each) => verdict(each, policy)),
      ),
    );
    assert.ok(answers.includes("ImplicitlyDenied"));
  });
});
