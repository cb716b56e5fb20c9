import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { Command } from "commander";
import { addSpreadDecode } from "../../../../provider/src/cli/spread/decode";
import { makeLargeLog } from "../../../spark/support/largeLog";
import type { MadeLog } from "../../../spark/support/randomLog";

describe("podshift spread decode", () => {
  let folder: string;
  let log: MadeLog;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-decode-"));
    log = makeLargeLog(folder, { entries: 12_000, records: 500, dimension: 4 });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const decode = (args: readonly string[], to: Writable) => {
    const from = Readable.from(log.segments.map((chunk) => `${JSON.stringify(chunk)}\n`));
    const program = new Command("podshift").exitOverride().configureOutput({ writeErr: () => undefined });
    addSpreadDecode(program.command("spread"), { from, to });
    return program.parseAsync(["spread", "decode", "--log", log.url, ...args], { from: "user" });
  };

  const written = async (args: readonly string[]): Promise<string[]> => {
    const to = new PassThrough();
    const texts: string[] = [];
    to.setEncoding("utf8").on("data", (text: string) => texts.push(text));
    await decode(args, to);
    await new Promise((resolve) => setImmediate(resolve));
    return texts.join("").trimEnd().split("\n");
  };

  it("prints a line a change, and waits for a reader that is slower", async () => {
    assert.equal((await written(["--watermark", "99999"])).length, 12_000);
    assert.equal((await written(["--watermark", "101"])).length, 100);
    const stamp = "00000000000064";
    assert.equal((await written(["--watermark", "99999", "--before", stamp])).length, 99);
    assert.equal((await written(["--watermark", "101", "--after", stamp])).length, 1);
  });

  it("prints an inventory a chunk, with namespaces when asked", async () => {
    const plain = (await written(["--watermark", "99999", "--inventory"])).map((line) => JSON.parse(line));
    assert.equal(plain.length, log.segments.length);
    assert.equal(
      plain.reduce((sum, { entries }) => sum + entries, 0),
      12_000,
    );
    assert.equal(plain[0].namespaces, undefined);
    const [named] = await written(["--watermark", "99999", "--inventory", "--namespaces"]);
    assert.ok(JSON.parse(named ?? "").namespaces.includes("tenant-1"));
  });

  it("ends when nobody reads any more", async () => {
    const gone = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    gone.on("error", () => undefined);
    await assert.rejects(decode(["--watermark", "99999"], gone));
  });

  it("refuses a watermark that is no time", async () => {
    await assert.rejects(decode(["--watermark", "soon"], new PassThrough()), { code: "commander.invalidArgument" });
  });
});
