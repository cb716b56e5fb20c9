import assert from "node:assert/strict";
import { observedStore } from "../../../provider/src/proxy/observedStore";
import type { LogStore } from "../../../provider/src/writeLog/store";

const lease = Buffer.from(JSON.stringify({ w: "p.1", beat: 3 }));

function storeOf(own: Partial<LogStore> = {}): LogStore {
  return {
    ...{ url: "s3://bucket/docs", gatherMs: 5 },
    ...{ create: async () => true, put: async () => ({ storeTime: 7 }), get: async () => undefined },
    ...{ list: async () => [], delete: async () => undefined },
    ...own,
  };
}

describe("the store that the proxy watches", () => {
  const seen: string[] = [];
  const watch = {
    appended: () => void seen.push("appended"),
    failed: () => void seen.push("failed"),
    renewed: ({ beat }: { beat: number }) => void seen.push(`renewed ${beat}`),
  };
  beforeEach(() => seen.splice(0));

  it("is the same store otherwise: entries gather in it as long", () => {
    const { url, gatherMs } = observedStore(storeOf(), watch);
    assert.deepEqual({ url, gatherMs }, { url: "s3://bucket/docs", gatherMs: 5 });
  });

  it("tells of segments and leases, and of nothing else", async () => {
    const store = observedStore(storeOf(), watch);
    await store.create("segments/p.1/000000000000.jsonl", lease);
    await store.create("control/000000000001.json", lease);
    assert.deepEqual(await store.put("writers/p.1.json", lease), { storeTime: 7 });
    await store.put("applier/x.json", lease);
    assert.deepEqual(seen, ["appended", "renewed 3"]);
  });

  it("tells of each failure, and hands it on", async () => {
    const fails = async () => Promise.reject(new Error("no"));
    const store = observedStore(storeOf({ create: fails, get: fails, list: fails, delete: fails }), watch);
    await assert.rejects(store.create("segments/p.1/000000000000.jsonl", lease));
    await assert.rejects(store.get("x"));
    await assert.rejects(store.list("x"));
    await assert.rejects(store.delete("x"));
    assert.deepEqual(seen, ["failed", "failed", "failed", "failed"]);
  });
});
