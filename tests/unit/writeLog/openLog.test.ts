import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { PodshiftError } from "../../../provider/src/errors";
import { systemClock } from "../../../provider/src/util/clock";
import { DEFAULT_TIMES } from "../../../provider/src/writeLog/control";
import { openLog, problemsOfLogUrl } from "../../../provider/src/writeLog/openLog";

let nonces = 0;
const options = { clock: systemClock, nonce: () => `nonce-${nonces++}` };
const pod = { name: "docs", host: "h" };

describe("openLog", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "podshift-log-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it("opens the same log for the same folder, blanks and a last slash included", async () => {
    const url = pathToFileURL(join(folder, "my log")).href;
    const begun = await openLog(url, options).control.begin({ writes: "mirrored", pod, times: DEFAULT_TIMES });
    for (const same of [url, `${url}/`]) {
      const { control, store } = openLog(same, options);
      assert.equal((await control.read()).log, begun.log);
      assert.equal(store.url, `file://${join(folder, "my log")}`);
    }
  });

  for (const url of [
    "",
    "docs",
    "/var/podshift",
    "s3://",
    "s3:/bucket/x",
    "S3://bucket/x",
    "https://x/y",
    "file://var/podshift",
    // Each would be another folder than the one that it seems to name, or none.
    ...["file:///srv/vol#1/log", "file:///srv/log?gather=20", "file:///srv/a%2Fb", "file:///srv/100%", "file:///a%00b"],
  ]) {
    it(`refuses ${JSON.stringify(url)}`, () => assert.throws(() => openLog(url, options), { code: "CONFIG_INVALID" }));
  }

  it("opens a log on S3 without loading anything of it", () => {
    assert.equal(
      openLog("s3://bucket/prefix?region=eu-west-1", options).store.url,
      "s3://bucket/prefix?region=eu-west-1",
    );
  });

  it("tells all that is wrong with a URL at once, and shows no credentials", () => {
    const url = "s3://AKIA:secret@Bucket:1/a//b?zone=1&gather=9999";
    assert.ok(problemsOfLogUrl(url).length >= 6, problemsOfLogUrl(url).join("; "));
    assert.throws(
      () => openLog(url, options),
      (error: Error) => !error.message.includes("secret") && error.message.includes("zone"),
    );
    assert.deepEqual(problemsOfLogUrl("file:///srv/log"), []);
  });

  for (const url of [
    "s3://AKIA:wJalr/K7MDENG/bPx@bucket/docs",
    "s3://AKIA:wJalr#K7MDENG@bucket/docs",
    "s3://AKIA:wJalr?K7MDENG@bucket/docs",
    "s3://bucket/docs#K7MDENG",
    "s3://bucket/docs?aws_secret_access_key=K7MDENG",
    "s3://bucket/docs?K7MDENG",
    "s3://bucket/docs?region=wJalr/K7MDENG",
    "s3://bucket/docs?gather=K7MDENG",
    "s3://bucket/docs?endpoint=http://AKIA:wJa/K7MDENG@minio",
    "s3://bucket/docs?endpoint=http%3A%2F%2FAKIA%3AK7MDENG%40minio",
    "http://AKIA:wJa?K7MDENG@minio/bucket",
    "//AKIA:K7MDENG@minio",
  ]) {
    it(`shows nothing that may be a secret of ${url}`, () => {
      assert.throws(
        () => openLog(url, options),
        (error: PodshiftError) =>
          error.code === "CONFIG_INVALID" && !`${error.message}${JSON.stringify(error.facts)}`.includes("K7MDENG"),
      );
      assert.ok(!problemsOfLogUrl(url).join().includes("K7MDENG"), problemsOfLogUrl(url).join());
    });
  }

  it("shows of a URL what is no secret", () => {
    assert.throws(() => openLog("s3://Bucket/docs?region=eu-west-1", options), /s3:\/\/Bucket\/docs\?region=eu-west-1/);
    assert.throws(() => openLog("gs://bucket/docs", options), /gs:\/\/bucket\/docs/);
  });

  it("creates a file once, whole, whoever tries at the same time, and leaves nothing beside it", async () => {
    const { store } = openLog(pathToFileURL(folder).href, options);
    const bodies = Array.from({ length: 20 }, (_, at) => Buffer.alloc(10_000, at));
    const made = await Promise.all(bodies.map((body) => store.create("segments/w/0.jsonl", body)));
    assert.equal(made.filter(Boolean).length, 1);
    assert.deepEqual(await store.get("segments/w/0.jsonl"), bodies[made.indexOf(true)]);
    await store.put("segments/w/0.jsonl", Buffer.from("new"));
    // Nobody waits for it: what was written under another name goes a moment later, and one that was made to be at hand next.
    const names = () => readdir(join(folder, "segments/w"));
    for (let quiet = 0; quiet < 3; quiet = (await names()).length === 1 ? quiet + 1 : 0) await delay(100);
    assert.deepEqual(await names(), ["0.jsonl"]);
    assert.equal(String(await store.get("segments/w/0.jsonl")), "new");
  });

  it("fails when the folder is gone, and keeps no file open", async () => {
    const { store } = openLog(pathToFileURL(join(folder, "log")).href, options);
    await store.create("segments/w/0.jsonl", Buffer.from("x"));
    await rm(join(folder, "log"), { recursive: true });
    const open = async () => (await readdir("/proc/self/fd").catch(() => [])).length;
    const before = await open();
    for (let n = 1; n < 20; n += 1) await assert.rejects(store.create(`segments/w/${n}.jsonl`, Buffer.from("x")));
    assert.ok((await open()) <= before + 2);
  });
});
