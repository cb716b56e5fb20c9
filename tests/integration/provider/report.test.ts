import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CliIo } from "../../../provider/src/cli/io";
import { runCli } from "../../../provider/src/cli/program";
import { eachLogged, record } from "../../support/provider/loggedMigration";
import { eachOnStage } from "../../support/provider/stage";
import { pageOf } from "../../support/review/report/page";
import { sampleAssessment } from "../../support/review/report/sampleAssessment";

const KEY = "key-of-the-command";

describe("podshift report", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  const run = async (args: string[], change: Partial<CliIo> = {}) => {
    const [out, err]: [string[], string[]] = [[], []];
    const io: CliIo = {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      isTerminal: false,
      env: { PINECONE_API_KEY: KEY },
      signal: new AbortController().signal,
      ...change,
    };
    const file = join(stage().folder, "report.html");
    const code = await runCli(["report", ...args, "--reports", stage().folder, "--out", file], io, () => undefined);
    const html = await readFile(file, "utf8").catch(() => "");
    return { code, out: out.join("\n"), err: err.join("\n"), html };
  };

  it("tells a real migration from its log and its parity report, there and back", async () => {
    const { rows, app, url } = await begin();
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("copy");
    await app.upsert({ records: [record("y", 1)] });
    const copied = await run(["--log", url]);
    assert.equal(copied.code, 0, copied.err);
    assert.match(copied.out, /^docs {3}No difference found|^docs {3}All records compared/);
    assert.match(copied.html, /1 waiting after \d+ rounds? when the log was read/);

    await rows.up("cutover");
    await rows.up("copy");
    const back = await run(["--log", url, "--json"]);
    const { migrations, out } = JSON.parse(back.out);
    assert.equal(out, join(stage().folder, "report.html"));
    const switched = migrations[0].timeline.events.filter((each: { isSwitch?: true }) => each.isSwitch);
    assert.deepEqual(
      switched.map(({ title }: { title: string }) => title),
      ["Traffic switched to serverless", "Traffic switched back to the pod index"],
    );
    assert.equal(migrations[0].backlog.waiting.length, 2);
    const page = pageOf(back.html);
    assert.equal([...page.querySelectorAll(".timeline .switch")].length, 2);
  });

  it("takes no parity report for one of what is there once the copy is gone", async () => {
    const { rows, url } = await begin();
    await rows.up("copy");
    for (const row of [rows.parity, rows.catchUp, rows.serverless, rows.collection]) await row.delete();
    await rows.up("capture");
    assert.match((await run(["--log", url])).out, /^docs {3}Not compared as it is now/);
  });

  it("keeps the key out of the file and of what it prints, wherever it stood", async () => {
    const assess = join(stage().folder, "assess.json");
    const assessments = [sampleAssessment({ collection: KEY, podIndex: `index-${KEY}` })];
    await writeFile(assess, JSON.stringify({ version: 1, assessments }));
    const { html, out, code } = await run(["--assessment", assess, "--json"]);
    assert.equal(code, 0);
    assert.ok(html.includes("index-[secret]"));
    assert.ok(!html.includes(KEY) && !out.includes(KEY));
  });

  it("refuses what is no log and no assessment, and writes nothing", async () => {
    const empty = await run(["--log", `file://${stage().folder}/nothing`]);
    assert.equal(empty.code, 1);
    assert.match(empty.err, /LOG_NOT_FOUND/);
    const none = await run([]);
    assert.match(none.err, /POD_INDEX_NOT_FOUND/);
    assert.match((await run(["--assessment", "/nowhere.json"])).err, /INPUT_FILE_INVALID/);
    assert.equal(none.html, "");
  });

  it("stops when asked to, and says what it takes", async () => {
    const { app, url } = await begin();
    await app.upsert({ records: [record("x", 1)] });
    const { code, html } = await run(["--log", url], { signal: AbortSignal.abort(new Error("stop")) });
    assert.deepEqual([code, html], [1, ""]);
    const help = await run(["--help"]);
    assert.match(help.out, /--assessment <file>[\s\S]*--log <url>[\s\S]*Example:/);
  });
});
