import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CliIo } from "../../../provider/src/cli/io";
import { runCli } from "../../../provider/src/cli/program";
import { reportPath } from "../../../provider/src/migration/parity/reportFile";
import { sealed } from "../../../provider/src/migration/parity/seal";
import { systemClock } from "../../../provider/src/util/clock";
import { eachLogged, record, untilTaken } from "../../support/provider/loggedMigration";
import { eachOnStage } from "../../support/provider/stage";

const KEY = "key-of-the-command";

describe("podshift, the command", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  const run = async (args: string[], change: Partial<CliIo> = {}) => {
    const [out, err, shown]: [string[], string[], string[]] = [[], [], []];
    const io: CliIo = {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      isTerminal: false,
      env: { PINECONE_API_KEY: KEY, PINECONE_CONTROLLER_HOST: stage().emulator.url },
      signal: new AbortController().signal,
      ...change,
    };
    const code = await runCli(args, io, (text) => shown.push(text));
    return { code, out: out.join("\n"), err: err.join("\n"), shown: shown.join("") };
  };
  const reports = () => ["--reports", stage().folder];

  it("status says who serves, who writes, what waits and what is next, from capture to the cutover", async () => {
    const { rows, app, url } = await begin();
    await app.upsert({ records: [record("x", 1)] });
    const captured = await run(["status", url, ...reports()]);
    assert.equal(captured.code, 0);
    assert.match(captured.out, /^docs {3}active pod · writes mirrored · epoch \d+\n/);
    assert.match(captured.out, /writers +1 alive \(app\.\S+ 1 write, /);
    assert.match(captured.out, /next +copy: ready/);
    const narrow = await run(["status", url, ...reports()], { columns: { out: 60 } });
    assert.deepEqual(
      narrow.out.split("\n").filter((line) => line.length > 60),
      [],
    );
    assert.match(narrow.out, /\n {12}\S/);

    await rows.up("copy");
    await app.upsert({ records: [record("y", 1)] });
    const copied = await run(["status", url, ...reports()]);
    assert.match(copied.out, /backlog +1 write, the oldest/);
    assert.match(copied.out, /parity +(clean|no difference)/);
    assert.match(copied.out, /next +cutover: ready/);

    const file = reportPath(stage().folder, "docs");
    const report = JSON.parse(await readFile(file, "utf8"));
    for (const [wrong, told] of [
      [{ ...report, version: 1 }, "was made by an older podshift: check again"],
      [{ ...report, clean: false }, "is not as the check wrote it: check again"],
    ] as const) {
      await writeFile(file, JSON.stringify(wrong));
      const { code, out } = await run(["status", url, ...reports()]);
      assert.equal(code, 0);
      assert.match(out, new RegExp(`parity +the parity report in \\S+ ${told}\n`));
    }

    await rows.up("cutover");
    const switched = await run(["status", url, "--json", ...reports()]);
    const snapshot = JSON.parse(switched.out);
    assert.equal(snapshot.record.active, "serverless");
    assert.equal(snapshot.writers.live.length, 1);
    assert.match((await run(["status", url, ...reports()])).out, /switched +\d+ s ago, writes held \d\.\d s/);
  });

  it("status counts the bulk writes that a fold was refused", async () => {
    const { rows, app, url } = await begin("deferred");
    await app.deleteMany({ filter: { value: { $regex: "1" } } });
    await app.update({ filter: { value: ["a", "b"] }, metadata: { value: 7 } });
    // The watermark passes what was written within a lease.
    await systemClock.sleep(rows.times.leaseMs);
    await rows.up("copy");
    const { out } = await run(["status", url, ...reports()]);
    assert.match(out, /refused +2 bulk writes by filters that the service refuses: did nothing/);
    assert.equal(JSON.parse((await run(["status", url, "--json", ...reports()])).out).refusedBulk, 2);
  });

  it("status takes no parity report for one of what is there now that is from before a way back, or of another copy", async () => {
    const { rows, app, url } = await begin();
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("copy");
    await rows.up("cutover");
    await rows.up("copy");
    const { out } = await run(["status", url, ...reports()]);
    assert.match(out, /parity +the last parity report is from before traffic came back to the pod index: check again/);
    assert.match(out, /next +look at the last parity report/);

    const file = reportPath(stage().folder, "docs");
    const { seal: _, ...report } = JSON.parse(await readFile(file, "utf8"));
    const finishedAt = new Date().toISOString();
    await writeFile(file, JSON.stringify(sealed({ ...report, finishedAt })));
    assert.match((await run(["status", url, ...reports()])).out, /next +cutover: ready/);
    const hosts = { ...report.hosts, serverless: "http://127.0.0.1:1" };
    await writeFile(file, JSON.stringify(sealed({ ...report, finishedAt, hosts })));
    const another = await run(["status", url, ...reports()]);
    assert.match(another.out, /parity +the last parity report is of another copy: check again/);
    assert.doesNotMatch(another.out, /cutover: ready/);
  });

  it("status takes no parity report for one of a copy that is gone, or that came after it", async () => {
    const { rows, app, url } = await begin();
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("copy");
    assert.match((await run(["status", url, ...reports()])).out, /next +cutover: ready/);

    for (const row of [rows.parity, rows.catchUp, rows.serverless, rows.collection]) await row.delete();
    await rows.up("capture");
    await app.upsert({ records: [record("y", 1)] });
    const gone = await run(["status", url, ...reports()]);
    assert.match(gone.out, /parity +there is no copy now: the last parity report is of one that is gone\n/);
    assert.match(gone.out, /next +copy: ready/);
    assert.doesNotMatch(gone.out, /backlog/);
    assert.match((await run(["catch-up", url])).err, /PHASE_NOT_ALLOWED/);

    // The second copy, before its check.
    stage().newRun();
    await rows.collection.up(rows.askCollection());
    await rows.serverless.up(rows.askServerless({ __phase: "copy" }));
    await rows.catchUp.up(rows.askCatchUp("copy"));
    const file = reportPath(stage().folder, "docs");
    const { seal: _, ...report } = JSON.parse(await readFile(file, "utf8"));
    const hosts = { ...report.hosts, serverless: rows.serverless.outs.host };
    await writeFile(file, JSON.stringify(sealed({ ...report, hosts })));
    const again = await run(["status", url, ...reports()]);
    assert.match(again.out, /parity +the last parity report is of an earlier copy: check again\n/);
    assert.match(again.out, /next +look at the last parity report/);
    await rows.up("copy");
    assert.match((await run(["status", url, ...reports()])).out, /next +cutover: ready/);
  });

  it("status takes no parity report of a log that was closed for one of the log that was begun anew there", async () => {
    const { rows, url } = await begin();
    await rows.up("copy");
    for (const row of [rows.parity, rows.catchUp, rows.serverless, rows.collection, rows.writeLog]) await row.delete();
    await rows.up("capture");
    const { out } = await run(["status", url, ...reports()]);
    assert.match(out, /parity +there is no copy now/);
    assert.doesNotMatch(out, /cutover: ready/);
  });

  it("catch-up brings over what waits, and says so", async () => {
    const { rows, app, url } = await begin();
    const early = await run(["catch-up", url]);
    assert.equal(early.code, 1);
    assert.match(early.err, /PHASE_NOT_ALLOWED/);
    await rows.up("copy");
    await app.upsert({ records: [record("y", 1)] });
    const caught = await run(["catch-up", url]);
    assert.equal(caught.code, 0);
    assert.match(caught.out, /caught up: \d+ records? brought over/);
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no index");
    assert.equal((await stage().client.reader(host).fetch("", ["y"])).size, 1);
    await app.upsert({ records: [record("z", 2)] });
    const told = await run(["catch-up", url, "--json"]);
    assert.deepEqual(Object.keys(JSON.parse(told.out)), ["records", "rounds", "backlog"]);
    await rows.up("cutover");
    assert.match((await run(["catch-up", url])).err, /PHASE_NOT_ALLOWED/);
  });

  it("catch-up --follow goes on until Ctrl-C, shows progress in place on a terminal, and leaves with 0", async () => {
    const { rows, app, url } = await begin();
    await rows.up("copy");
    const controller = new AbortController();
    const following = run(["catch-up", url, "--follow"], { signal: controller.signal, isTerminal: true });
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no index");
    await untilTaken(() => app.upsert({ records: [record("z", 7)] }));
    const reader = stage().client.reader(host);
    while ((await reader.fetch("", ["z"])).size === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort();
    const { code, out, shown } = await following;
    assert.equal(code, 0);
    assert.match(out, /caught up/);
    assert.match(shown, /round \d+: /);
    // The lease was handed back: the next run needs not wait for it.
    assert.equal((await rows.up("cutover")).ActiveIndex, "update");
  });

  it("needs a key for what talks to the service, and never prints it", async () => {
    const { rows, url } = await begin();
    await rows.up("copy");
    const keyless = await run(["catch-up", url], { env: {} });
    assert.equal(keyless.code, 1);
    assert.match(keyless.err, /API_KEY_MISSING/);
    const refused = await run(["catch-up", url], {
      env: { PINECONE_API_KEY: KEY, PINECONE_CONTROLLER_HOST: `http://127.0.0.1:9/${KEY}` },
    });
    assert.equal(refused.code, 1);
    assert.doesNotMatch(refused.err, new RegExp(KEY));
    assert.match(refused.err, /no answer from 127\.0\.0\.1:9: /);
  });

  it("is what the package's bin runs", async () => {
    const bin = createRequire(__filename).resolve("podshift/package.json").replace("package.json", "dist/cli/main.js");
    const { stdout } = await promisify(execFile)(process.execPath, [bin, "--help"]);
    assert.match(stdout, /catch-up/);
    const failed = promisify(execFile)(process.execPath, [bin, "status", "nonsense"]);
    await assert.rejects(failed, (error: { code: number; stderr: string }) => {
      assert.equal(error.code, 1);
      assert.match(error.stderr, /CONFIG_INVALID/);
      return true;
    });
  });

  it("goes on where nobody reads its output any more", async () => {
    const bin = createRequire(__filename).resolve("podshift/package.json").replace("package.json", "dist/cli/main.js");
    const child = spawn(process.execPath, [bin, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let told = "";
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
    const [code] = (await once(child, "close")) as [number | null];
    assert.deepEqual([code, told], [0, ""]);
  });

  it("tells wrong arguments by 2, a log that isn't there by 1, and helps by 0", async () => {
    assert.equal((await run(["frobnicate"])).code, 2);
    assert.equal((await run(["status"])).code, 2);
    const missing = await run(["status", `file://${join(stage().folder, "nothing")}`]);
    assert.equal(missing.code, 1);
    assert.match(missing.err, /LOG_NOT_FOUND/);
    const help = await run(["--help"]);
    assert.equal(help.code, 0);
    assert.match(help.out, /catch-up/);
  });
});
