import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { systemClock } from "../../provider/src/util/clock";
import { openLog } from "../../provider/src/writeLog/openLog";
import { segmentPath } from "../../provider/src/writeLog/segments";
import { isTemporary } from "../../provider/src/writeLog/temporaryFiles";
import { type S3Server, startS3Server } from "../support/s3/server";
import { digestOf, digestOfFolder, foldedHere } from "./support/digests";
import { makeLargeLog } from "./support/largeLog";
import { type MadeLog, makeLog, randomLogs } from "./support/randomLog";
import { SparkFolds } from "./support/spark";

const SEED = Number(process.env.PODSHIFT_SEED ?? 9);
const LOGS = Number(process.env.PODSHIFT_SPARK_LOGS ?? 6);

describe(`the fold in Spark, seed ${SEED}`, function () {
  this.timeout(600_000);
  let folder: string;
  let s3: S3Server;
  let outside: NodeJS.ProcessEnv = {};
  let spark: SparkFolds;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "podshift-spark-"));
    s3 = await startS3Server();
    outside = { ...process.env };
    Object.assign(process.env, s3.env);
    spark = new SparkFolds();
    await spark.ready();
  });
  after(async () => {
    await spark?.end();
    await s3?.stop();
    for (const name of Object.keys(s3?.env ?? {})) restore(name, outside[name]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const drawn = randomLogs(SEED, LOGS);
  const made = (at: number): Promise<MadeLog> => {
    const log = drawn[at % drawn.length] ?? assert.fail("no such log");
    return makeLog(join(folder, `log-${at}-${Math.random()}`), log);
  };

  drawn.forEach((_, at) => {
    it(`says the same of log ${at} as the engine of one process`, async () => {
      const log = await made(at);
      const out = join(folder, `out-${at}`);
      const answer = await spark.fold(log, out, { parts: 1 + (at % 4), chunks: 1 + (at % 5) });
      assert.equal(answer.error, undefined);
      const here = await digestOf(foldedHere(log, join(folder, "spill")));
      assert.deepEqual(await digestOfFolder(out), here);
      assert.equal(answer.records, here.records);
      assert.ok(here.records > 20, `only ${here.records} records`);
    });
  });

  it("says the same of a log in S3", async () => {
    const log = await made(1);
    const url = s3.url("spark");
    const { store } = openLog(url, { clock: systemClock, nonce: randomUUID });
    for (const name of readdirSync(log.folder, { recursive: true, encoding: "utf8" })) {
      // What is no object of the log yet, or any more: it goes while one looks.
      if (isTemporary(basename(name))) continue;
      const path = join(log.folder, name);
      if (statSync(path).isFile()) await store.put(name, readFileSync(path));
    }
    const out = join(folder, "out-s3");
    assert.equal((await spark.fold({ ...log, url }, out)).error, undefined);
    assert.deepEqual(await digestOfFolder(out), await digestOf(foldedHere(log, join(folder, "spill"))));
  });

  it("says the same when segments are read twice", async () => {
    const log = await made(0);
    const out = join(folder, "out-twice");
    const twice = { ...log, segments: [...log.segments, ...log.segments] };
    assert.equal((await spark.fold(twice, out)).error, undefined);
    assert.deepEqual(await digestOfFolder(out), await digestOf(foldedHere(log, join(folder, "spill"))));
  });

  it("hands on a batch of each namespace in turn, the ids of each in order", async () => {
    const log = makeLargeLog(join(folder, "large"), { entries: 6_000, records: 6_000, dimension: 2 });
    const out = join(folder, "out-turns");
    assert.equal((await spark.fold(log, out, { parts: 1, chunks: 2 })).error, undefined);
    const last = new Map<string, Buffer>();
    const turns: { ns: string; records: number }[] = [];
    for (const line of readFileSync(join(out, "0"), "utf8").trimEnd().split("\n")) {
      const { ns, id } = JSON.parse(line) as { ns: string; id: string };
      const text = Buffer.from(JSON.stringify(id));
      assert.ok(Buffer.compare(text, last.get(ns) ?? Buffer.alloc(0)) > 0, `${id} is not in order`);
      last.set(ns, text);
      if (turns.at(-1)?.ns === ns) turns[turns.length - 1] = { ns, records: (turns.at(-1)?.records ?? 0) + 1 };
      else turns.push({ ns, records: 1 });
    }
    const ofDefault = turns.filter(({ ns }) => ns === "").map(({ records }) => records);
    assert.deepEqual(ofDefault, [1_000, 1_000]);
    assert.equal(turns.length, 9);
    assert.deepEqual(await digestOfFolder(out), await digestOf(foldedHere(log, join(folder, "spill"))));
  });

  it("is found out when it says something else", async () => {
    const log = await made(1);
    const lines: string[] = [];
    for await (const line of foldedHere(log, join(folder, "spill"))) lines.push(line);
    const one = lines.find((line) => line.includes('"kind":"set"')) ?? assert.fail("no set");
    const changed = lines.map((line) => (line === one ? line.replace('"kind":"set"', '"kind":"patch"') : line));
    const digest = (all: readonly string[]) => digestOf(from(all));
    assert.notDeepEqual(await digest(changed), await digest(lines));
    assert.deepEqual(await digest([...lines].reverse()), await digest(lines));
  });

  it("fails on a line whose checksum is wrong, and names it", async () => {
    const log = await made(2);
    const first = log.segments[0] ?? assert.fail("no segment");
    const path = join(log.folder, segmentPath(first.w, 0));
    const bytes = readFileSync(path);
    bytes[12] = (bytes[12] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const { error = "" } = await spark.fold(log, join(folder, "out-broken"));
    assert.match(error, /exited with status 1/);
    assert.match(error, new RegExp(`${first.w}/000000000000\\.jsonl, line 1`));
  });

  it("fails when a segment is missing", async () => {
    const log = await made(3);
    const first = log.segments[0] ?? assert.fail("no segment");
    rmSync(join(log.folder, segmentPath(first.w, 0)));
    const { error = "" } = await spark.fold(log, join(folder, "out-missing"));
    assert.match(error, /is not in the write log's store/);
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

async function* from(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
