import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../../../provider/src/cli/program";
import { placesFor } from "../../../provider/src/cli/verify/places";
import { reportPath } from "../../../provider/src/migration/parity/reportFile";
import { systemClock } from "../../../provider/src/util/clock";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
import { planPurge, purge } from "../../../provider/src/writeLog/purge";
import { s3Store } from "../../../provider/src/writeLog/s3/s3Store";
import { readS3Url } from "../../../provider/src/writeLog/s3/s3Url";
import { eachOnCaptureStage } from "../capture/stage";

/** Names that lead elsewhere where they become a part of a path. */
const HOSTILE = ["..", ".", "../x", "../../etc/passwd", "a/../../x", "..\\x", "x\0.json", "/etc/passwd"];

describe("names that lead elsewhere", () => {
  let place: string;
  let log: string;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), "podshift-paths-"));
    log = join(place, "log");
    await mkdir(join(log, "segments"), { recursive: true });
    await writeFile(join(place, "x"), "kept");
    await writeFile(join(place, "000000000000.jsonl"), "kept");
  });
  afterEach(() => rm(place, { recursive: true, force: true, maxRetries: 5 }));

  for (const name of HOSTILE) {
    it(`reach nothing outside of a log: ${JSON.stringify(name)}`, async () => {
      const stores = [
        fileStore(log),
        s3Store("s3://b/p", { bucket: "b", prefix: "p", gatherMs: 0 }, { clock: systemClock }),
      ];
      for (const store of stores) {
        for (const path of [`segments/${name}/1.jsonl`, name.startsWith("/") ? name : `segments/${name}`]) {
          if (!/\.\.|^\/|\0|\\|\/\.(?:\/|$)/.test(path)) continue;
          for (const use of [
            () => store.get(path),
            () => store.list(path),
            () => store.delete(path),
            () => store.put(path, Buffer.from("x")),
            () => store.create(path, Buffer.from("x")),
          ]) {
            await assert.rejects(async () => use(), { code: "LOG_BROKEN" }, `${store.url} ${path}`);
          }
        }
      }
      assert.deepEqual((await readdir(place)).sort(), ["000000000000.jsonl", "log", "x"]);
    });

    it(`name no report: ${JSON.stringify(name)}`, async () => {
      assert.throws(() => reportPath(place, name), { code: "CONFIG_INVALID" });
      await assert.rejects(placesFor(place, name), { code: "CONFIG_INVALID" });
    });
  }

  it("stay names where they only look like paths", async () => {
    const store = fileStore(log);
    for (const name of ["...", "..a", "a..b", "a.b", "~", "-rf", "*", "$(id)", "%2e%2e"]) {
      assert.equal(await store.create(`segments/${name}/1.jsonl`, Buffer.from(name)), true);
      assert.equal(String(await store.get(`segments/${name}/1.jsonl`)), name);
      assert.equal(reportPath("r", name), join("r", "parity", `${name}.json`));
    }
  });

  it("are no prefix of a log on S3", () => {
    for (const prefix of ["a%2f..%2fb", "..%2fb", "%2E%2E%2Fb", "a%2F."]) {
      assert.ok(Array.isArray(readS3Url(`s3://bucket/${prefix}`)), prefix);
    }
  });
});

describe("a log whose names lead elsewhere", () => {
  const stage = eachOnCaptureStage();

  async function run(...args: string[]) {
    const said: string[] = [];
    const io = {
      out: (line: string) => void said.push(line),
      err: (line: string) => void said.push(line),
      ...{ isTerminal: false, env: {}, signal: new AbortController().signal },
    };
    return { code: await runCli(args, io, () => undefined), said: said.join("\n") };
  }

  it("is refused by whatever reads it: a writer that another put into the control record", async () => {
    await stage().begin();
    const secret = join(stage().folder, "..", "podshift-secret");
    await writeFile(secret, "another's");
    await stage().swap({ writers: { "../../podshift-secret": {} } });
    for (const command of [["log", "print"], ["log", "check"], ["status"]]) {
      const { code, said } = await run(...command, stage().logUrl);
      assert.equal(code, 1, said);
      assert.match(said, /LOG_BROKEN/);
    }
    await rm(secret);
  });

  it("can't be asked for by an argument", async () => {
    await stage().begin();
    const { code, said } = await run("log", "print", stage().logUrl, "--writer", "../../../../etc");
    assert.equal(code, 1);
    assert.match(said, /LOG_BROKEN/);
  });

  it("is purged of its own files only", async () => {
    await stage().begin();
    await stage().swap({ state: "closed", writers: { "../../x": {} } });
    const other = join(stage().folder, "other.txt");
    await writeFile(other, "kept");
    const { control } = stage();
    await purge(control.store, await planPurge({ store: control.store, control }));
    assert.equal(await readFile(other, "utf8"), "kept");
  });
});
