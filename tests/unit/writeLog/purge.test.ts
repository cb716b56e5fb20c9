import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { systemClock } from "../../../provider/src/util/clock";
import { closeWriter } from "../../../provider/src/writeLog/closeWriter";
import { Control } from "../../../provider/src/writeLog/control";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
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
    assert.deepEqual(plan, { segments: [SEGMENT], leases: ["writers/app.1.json"], unfinished: [] });
    await purge(store, plan);
    assert.equal(await store.get(SEGMENT), undefined);
    assert.equal((await control.read()).state, "closed");
  });

  it("are the files that a killed writer left, once it was sealed; a writer that may be alive keeps its own", async () => {
    const root = mkdtempSync(join(tmpdir(), "podshift-log-"));
    try {
      const store = fileStore(root);
      const control = new Control(store, { sleep: () => Promise.resolve() }, () => `nonce-${Math.random()}`);
      await logOf(control, ["app.1", "app.2"]);
      await store.create(SEGMENT, Buffer.from(""));
      await store.create("segments/app.2/000000000000.jsonl", Buffer.from(""));
      for (const path of ["segments/app.1/.half", "segments/app.2/.half", "writers/.half", "control/.half"]) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), "a record");
      }
      await closeWriter({ store, control, clock: systemClock }, "app.1");
      await control.swap(() => ({ state: "closed" }));
      const plan = await planPurge({ store, control });
      assert.deepEqual(
        plan.unfinished.filter((path) => path.endsWith("/.half")),
        ["segments/app.1/.half"],
      );
      await purge(store, plan);
      assert.deepEqual(readdirSync(join(root, "segments/app.1")), []);
      for (const path of ["segments/app.2", "writers", "control"])
        assert.ok(readdirSync(join(root, path)).includes(".half"), path);
    } finally {
      rmSync(root, { recursive: true });
    }
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
