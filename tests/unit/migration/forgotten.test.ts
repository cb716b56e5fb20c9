import assert from "node:assert/strict";
import {
  forgetCatchUp,
  loadCatchUp,
  loadFold,
  saveCatchUp,
  saveFold,
} from "../../../provider/src/migration/catchUpFile";
import { forget, getKept } from "../../../provider/src/migration/forgotten";
import { currentJob } from "../../../provider/src/migration/spread/job";
import { MemoryStore } from "../../support/writeLog/memoryStore";

describe("what is forgotten", () => {
  it("is as if it had never been, and still in the way of what comes late", async () => {
    const store = new MemoryStore();
    await store.put("a.json", Buffer.from('{"kept":1}'));
    assert.deepEqual(await getKept(store, "a.json"), { kept: 1 });
    await forget(store, "a.json", "run-1");
    assert.equal(await getKept(store, "a.json"), undefined);
    assert.notEqual(await store.get("a.json"), undefined);
  });

  it("are both checkpoints and the distributed job, also where there were none", async () => {
    const store = new MemoryStore();
    await saveCatchUp(store, "forward", 7, { v: 1, log: "log" } as never);
    await saveFold(store, 7, { v: 1, log: "log", position: {}, entries: 1 });
    await forgetCatchUp(store, "run-1");
    assert.equal(await loadCatchUp(store, "forward", "log", 7), undefined);
    assert.equal(await loadFold(store, 7), undefined);
    assert.equal(await currentJob(store), undefined);
    for (const path of ["catch-up/forward.json", "catch-up/fold.json", "spread/current.json"])
      assert.match(String(await store.get(path)), /run-1/);
  });
});
