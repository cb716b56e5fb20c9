import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { systemClock } from "../../../provider/src/util/clock";
import { DEFAULT_TIMES } from "../../../provider/src/writeLog/control";
import { openLog } from "../../../provider/src/writeLog/openLog";
import { mayPass, StoreError } from "../../../provider/src/writeLog/store";
import { type S3Server, startS3Server } from "../../support/s3/server";
import { keepsItsPromises, storeAt } from "./storePromises";

describe("a log on S3", function () {
  // The first run on a machine builds the server.
  this.timeout(300_000);
  let server: S3Server;
  let logs = 0;
  const kept = { ...process.env };
  before(async () => {
    server = await startS3Server();
    Object.assign(process.env, server.env);
  });
  after(async () => {
    await server.stop();
    for (const name of Object.keys(server.env)) {
      if (kept[name] === undefined) delete process.env[name];
      else process.env[name] = kept[name];
    }
  });
  const url = () => server.url(`a log/n ${logs++}`.replaceAll(" ", "%20"));

  keepsItsPromises("on S3", { url, env: () => server.env });

  it("is the same for the same URL, and apart from its neighbours", async () => {
    const here = url();
    const options = { clock: systemClock, nonce: randomUUID };
    const pod = { name: "docs", host: "h" };
    const begun = await openLog(here, options).control.begin({ writes: "mirrored", pod, times: DEFAULT_TIMES });
    assert.equal((await openLog(here, options).control.read()).log, begun.log);
    await assert.rejects(openLog(url(), options).control.read(), { code: "LOG_NOT_FOUND" });
  });

  it("may have the whole bucket to itself", async () => {
    const store = storeAt(server.url());
    assert.equal(await store.create("writers/w.json", Buffer.from("x")), true);
    assert.deepEqual(await store.list("writers"), ["w.json"]);
    assert.ok((await store.list("")).includes("writers"));
    await store.delete("writers/w.json");
  });

  it("takes objects of many megabytes", async () => {
    const store = storeAt(url());
    const body = Buffer.alloc(9_000_000, "abc");
    assert.equal(await store.create("segments/w/000000000000.jsonl", body), true);
    assert.equal(await store.create("segments/w/000000000000.jsonl", body), false);
    assert.deepEqual(Buffer.from((await store.get("segments/w/000000000000.jsonl")) ?? []), body);
  });

  it("names a bucket that isn't there, at once and for good", async () => {
    const store = storeAt(server.url().replace(server.bucket, "no-such-bucket"));
    const asked = [() => store.get("a"), () => store.create("a", Buffer.from("x")), () => store.list("a")];
    for (const ask of asked) {
      await assert.rejects(ask(), (error: unknown) => {
        assert.ok(error instanceof StoreError);
        assert.equal(error.code, "LOG_UNAVAILABLE");
        assert.equal(error.facts.reason, "NoSuchBucket");
        assert.equal(mayPass(error), false);
        return true;
      });
    }
  });

  it("reads a thousand objects at once, and isn't confused by it", async () => {
    const store = storeAt(url());
    for (let n = 0; n < 20; n += 1) await store.create(`segments/w/${n}`, Buffer.from(String(n)));
    const read = await Promise.all(Array.from({ length: 1_000 }, (_, n) => store.get(`segments/w/${n % 25}`)));
    read.forEach((body, n) => {
      assert.equal(
        body === undefined ? undefined : Buffer.from(body).toString(),
        n % 25 < 20 ? String(n % 25) : undefined,
      );
    });
  });
});
