import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../../provider/src/util/clock";
import { DEFAULT_TIMES } from "../../../provider/src/writeLog/control";
import { openLog } from "../../../provider/src/writeLog/openLog";

let nonces = 0;
const options = { clock: systemClock, nonce: () => `nonce-${nonces++}` };
const pod = { name: "docs", host: "h" };

describe("openLog", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "podshift-log-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("opens the same log for the same folder, blanks and a last slash included", async () => {
    const url = pathToFileURL(join(folder, "my log")).href;
    const begun = await openLog(url, options).control.begin({ writes: "mirrored", pod, times: DEFAULT_TIMES });
    for (const same of [url, `${url}/`]) {
      const { control, store } = openLog(same, options);
      assert.equal((await control.read()).log, begun.log);
      assert.equal(store.url, `file://${join(folder, "my log")}`);
    }
  });

  for (const url of ["", "docs", "/var/podshift", "s3://bucket/prefix", "https://x/y", "file://var/podshift"]) {
    it(`refuses ${JSON.stringify(url)}`, () => assert.throws(() => openLog(url, options), { code: "CONFIG_INVALID" }));
  }

  it("creates a file once, whole, whoever tries at the same time, and leaves nothing beside it", async () => {
    const { store } = openLog(pathToFileURL(folder).href, options);
    const bodies = Array.from({ length: 20 }, (_, at) => Buffer.alloc(10_000, at));
    const made = await Promise.all(bodies.map((body) => store.create("segments/w/0.jsonl", body)));
    assert.equal(made.filter(Boolean).length, 1);
    assert.deepEqual(await store.get("segments/w/0.jsonl"), bodies[made.indexOf(true)]);
    await store.put("segments/w/0.jsonl", Buffer.from("new"));
    assert.deepEqual(await readdir(join(folder, "segments/w")), ["0.jsonl"]);
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
