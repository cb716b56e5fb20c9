import assert from "node:assert/strict";
import { Control } from "../../../provider/src/writeLog/control";
import { planPurge, purge } from "../../../provider/src/writeLog/purge";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";

const SEGMENT = "segments/app.1/000000000000.jsonl";

describe("what is removed of a closed log", () => {
  function stage(onList: (control: Control) => Promise<void> = async () => undefined) {
    let nonces = 0;
    const store: MemoryStore = new MemoryStore({
      before: async ({ op, path }) => {
        if (op === "list" && path === "segments") await onList(control);
      },
    });
    const control = new Control(store, { sleep: () => Promise.resolve() }, () => `nonce-${nonces++}`);
    return { store, control };
  }

  async function closed(control: Control, store: MemoryStore): Promise<void> {
    const begun = await logOf(control, ["app.1"]);
    await store.put(SEGMENT, Buffer.from(""));
    await store.put("writers/app.1.json", Buffer.from("{}"));
    await control.swapFrom(begun.state === "closed" ? begun : await control.read(), { state: "closed" });
  }

  it("are its segments and leases, and nothing else", async () => {
    const { store, control } = stage();
    await closed(control, store);
    const plan = await planPurge({ store, control });
    assert.deepEqual(plan, { segments: [SEGMENT], leases: ["writers/app.1.json"] });
    await purge(store, plan);
    assert.equal(await store.get(SEGMENT), undefined);
    assert.equal((await control.read()).state, "closed");
  });

  it("is nothing while it is open", async () => {
    const { store, control } = stage();
    await logOf(control, ["app.1"]);
    await assert.rejects(planPurge({ store, control }), { code: "LOG_TAKEN" });
  });

  it("is nothing when it was begun anew while it was looked through: the segments may be of the new one", async () => {
    const { store, control } = stage(async (begins) => void (await logOf(begins, ["app.2"])));
    await closed(control, store);
    await assert.rejects(planPurge({ store, control }), { code: "LOG_TAKEN" });
  });
});
