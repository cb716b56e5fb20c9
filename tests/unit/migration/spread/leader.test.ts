import assert from "node:assert/strict";
import type { SpreadJob } from "../../../../provider/src/migration/spread/job";
import { type LeaderDeps, SpreadLeader } from "../../../../provider/src/migration/spread/leader";
import { Control, DEFAULT_TIMES } from "../../../../provider/src/writeLog/control";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

describe("the leader of a distributed catch-up", () => {
  it("is quiet before the first range, unless an import may begin that nobody knows of", async () => {
    for (const isQuiet of [true, false]) assert.equal((await leading({ isQuiet })).isQuiet, isQuiet);
  });
});

async function leading(imports: { isQuiet: boolean }): Promise<SpreadLeader> {
  const store = new MemoryStore();
  const control = new Control(store, { sleep: async () => undefined }, () => "n1");
  const record = await control.begin({ writes: "deferred", pod: { name: "docs", host: "" }, times: DEFAULT_TIMES });
  const job = { job: "job-1", run: "run-1", plan: { parts: 2 } } as unknown as SpreadJob;
  return SpreadLeader.of({ store, control, imports } as unknown as LeaderDeps, job, record);
}
