import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSegment } from "../../../provider/src/writeLog/segments";
import { until } from "../../support/until";
import { keepsItsPromises, killed, storeAt } from "./storePromises";

describe("a log in a folder", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "podshift-killed-"));
  });
  // The store may just be removing the file that it had ready for its next one.
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  keepsItsPromises("in a folder", { url: () => `file://${folder}`, env: () => ({}) });

  it("has half-written files under names that nobody reads", async () => {
    await killed(`file://${folder}`, "w", 100, {});
    const names = await readdir(join(folder, "segments/w"));
    const store = storeAt(`file://${folder}`);
    for (const name of (await store.list("segments/w")).sort()) {
      const body = await store.get(`segments/w/${name}`);
      assert.equal(parseSegment("w", Number.parseInt(name, 10), body ?? Buffer.alloc(0)).torn, false);
    }
    for (const name of names) assert.ok(name.startsWith(".") || /^\d{12}\.jsonl$/.test(name), name);
  });

  it("has nothing beside an object that was put in place of another", async () => {
    const store = storeAt(`file://${folder}`);
    for (let n = 0; n < 5; n += 1) await store.put("writers/w.json", Buffer.alloc(n * 1000, n));
    // The file made for a next one that doesn't come is there for a tenth of a second.
    await until(async () => (await readdir(join(folder, "writers"))).length === 1);
    assert.deepEqual(await readdir(join(folder, "writers")), ["w.json"]);
  });
});
